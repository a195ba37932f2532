/**
 * How long each kind of step holds the event loop, at most: nothing else is answered meanwhile. The parts are those of the service: the poller's
 * parsing, the writer with its state file, and what MQTT makes of each snapshot.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaults } from '../../src/config/read.ts';
import { createFleet } from '../../src/demo/fleet.ts';
import { messageWork, type Published } from '../../src/mqtt/messages.ts';
import { createOutbox } from '../../src/mqtt/outbox.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { createCollector } from '../../src/history/collect.ts';
import { type Menu, menuPaths, parseRows } from '../../src/parse/menu.ts';
import type { Table, Tables } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import { createDecoder } from '../../src/parse/charset.ts';
import { parseBody } from '../../src/routeros/body.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { select } from '../../src/record/select.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createAutosave } from '../../src/state/autosave.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { noCounters } from '../../src/telemetry/counters.ts';
import { inSlices } from '../../src/telemetry/slices.ts';
import { noTrace } from '../../src/telemetry/trace.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import type { Input } from '../../src/world/step.ts';
import { createWriter } from '../../src/world/writer.ts';
import { readingOf } from '../capture.ts';
import { createHeartbeat } from './heartbeat.ts';

const START = Date.UTC(2026, 10, 20, 8);
const POLL_MS = 10_000;
const TURNS = 3;
/** Polls after which a device that is gone has left: two, and those by which a half-empty table is believed. */
const AWAY_POLLS = 6;
const ACCESS_POINTS = 20;
const REGISTRATIONS = 'interface/wifi/registration-table';
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: console.error, child: () => log };
const noOverrides = {
  deleted: new Set<string>(),
  adopted: new Set<string>(),
  names: new Map<string, string>(),
  lapses: new Map<string, number>(),
  dismissed: new Set<string>(),
};

type Menus = Partial<Record<Menu, Row[]>>;

export async function benchLoop(
  print: (line: string) => void,
  sizes = [1_000, 10_000, 50_000],
): Promise<void> {
  print(
    '\nLongest block of the event loop per kind of step, in milliseconds; one router with all devices, all of them known',
  );
  await printTable(print, 'devices', sizes, (size) => measure(size, ACCESS_POINTS));
}

/** The same for a router that manages many CAPs, each with three interfaces, and few devices. */
export async function benchCaps(
  print: (line: string) => void,
  sizes = [1_000, 5_000, 20_000],
): Promise<void> {
  print('\nThe same with 1,000 devices, by the number of CAPs');
  await printTable(print, 'CAPs', sizes, (size) => measure(1_000, size));
}

async function printTable(
  print: (line: string) => void,
  what: string,
  sizes: readonly number[],
  measureOne: (size: number) => Promise<Map<string, number>>,
): Promise<void> {
  const results: Map<string, number>[] = [];
  for (const size of sizes) {
    results.push(await measureOne(size));
    const rssMiB = process.memoryUsage.rss() / 2 ** 20;
    print(`${size} ${what}: measured, RSS ${rssMiB.toFixed(0)} MiB with the simulated router`);
  }
  const cells = (values: readonly (string | undefined)[]) =>
    values.map((value) => (value ?? '').padStart(10)).join('');
  print(`${what.padEnd(44)}${cells(sizes.map(String))}`);
  for (const kind of results[0]!.keys())
    print(`${kind.padEnd(44)}${cells(results.map((found) => found.get(kind)?.toFixed(0)))}`);
}

async function measure(size: number, accessPoints: number): Promise<Map<string, number>> {
  const blocks = new Map<string, number>();
  const note = (kind: string, ms: number) => blocks.set(kind, Math.max(blocks.get(kind) ?? 0, ms));
  const heartbeat = createHeartbeat();
  const watch = async <T>(kind: string, run: () => T | Promise<T>): Promise<T> => {
    const { result, longestMs } = await heartbeat.during(run);
    note(kind, longestMs);
    return result;
  };
  let now = START;
  const fleet = createFleet({
    routers: 1,
    devicesPerRouter: size,
    accessPointsPerRouter: accessPoints,
    now: () => now,
  });
  const settings = {
    ...defaults.config,
    awayDelayMs: 2 * POLL_MS,
    routers: [{ ...defaults.router, id: 'router', url: '', username: '', password: '' }],
    mqtt: { ...defaults.mqtt, url: '' },
  };
  const topics = createTopics(defaults.mqtt.baseTopic, defaults.mqtt.discoveryPrefix, 'home');
  const frame = { settings, topics, version: '1', digest: '', installation: '' };
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-bench-'));
  const clock = { now: () => now, monotonicNow: () => now - START };
  const holder = createSnapshotHolder((error) => console.error(error));
  const outbox = createOutbox({
    topics,
    mayRemove: () => true,
    onRefused: () => {},
    clock: { now: () => now, after: () => () => {} },
  });
  let published: Published | null = null;
  let following: Promise<void> = Promise.resolve();
  const collector = createCollector();
  holder.subscribe((snapshot: Snapshot, events) => {
    collector.collect(snapshot);
    following = follow(snapshot, events);
  });
  async function follow(snapshot: Snapshot, events: readonly EventRecord[]): Promise<void> {
    const input = { snapshot, events, overrides: noOverrides, at: now };
    const found = await inSlices(messageWork(published, input, frame));
    ({ published } = found);
    for (const publish of found.publishes) outbox.put(publish);
  }
  const writer = createWriter({
    settings,
    remembered: null,
    createSaving: (remembered) => {
      const stateFile = openStateFile(directory, now, inSlices);
      const { after } = systemClock;
      return createAutosave({
        stateFile,
        remembered,
        log,
        counters: noCounters,
        clock: { ...clock, after },
      });
    },
    log,
    holder,
    counters: noCounters,
    trace: noTrace,
    clock,
    run: inSlices,
  });

  const write = (kind: string, input: Input) =>
    watch(kind, async () => {
      await writer.write(input);
      await following;
    });

  async function poll(kind: string, change: (rows: Row[]) => Row[] = (rows) => rows): Promise<void> {
    now += POLL_MS;
    const tables = fleet.routers[0]!.tables() as Readonly<Record<string, Row[]>>;
    const menus = Object.fromEntries(
      menuPaths.filter((path) => path in tables).map((path) => [path, known(path, tables[path]!)]),
    ) as Menus;
    menus[REGISTRATIONS] = change(menus[REGISTRATIONS]!);
    const reading = await toReading(menus, watch, now);
    await write(kind, {
      type: 'reading',
      reading: { ...reading, startedMonotonicMs: now - START },
    });
  }

  try {
    await poll('first reading');
    for (let turn = 0; turn < TURNS; turn++) await poll('quiet reading', (rows) => rows.map(hush));
    for (let turn = 0; turn < TURNS; turn++) await poll('every signal changed');
    for (let turn = 0; turn < AWAY_POLLS; turn++) await poll('one device left', (rows) => rows.slice(1));
    for (let turn = 0; turn < AWAY_POLLS; turn++)
      await poll('half the devices left', (rows) => rows.slice(size / 2));
    await poll('half the devices are back');
    await write('tick', { type: 'tick' });
    await watch('configuration', async () => {
      await writer.configure({ ...settings });
      await following;
    });
    now += 600_000;
    await write('tick, and everything is saved', { type: 'tick' });
    outbox.open({ inFlight: 64, send: () => new Promise(() => {}) });
    await watch('everything is sent to the broker again', outbox.sendAll);
    const page = { presence: ['any' as const], limit: 1000 };
    await watch('a page of devices by name', () => JSON.stringify(select(holder.current()!, page, 1000)));
    return blocks;
  } finally {
    heartbeat.stop();
    rmSync(directory, { recursive: true });
  }
}

type Watch = <T>(kind: string, run: () => T | Promise<T>) => Promise<T>;

/** As the poller reads them: bodies to rows, rows to values. */
async function toReading(menus: Menus, watch: Watch, startedAt: number) {
  const decode = createDecoder('windows-1252');
  const tables: Partial<Record<Menu, Table<unknown>>> = {};
  for (const [path, rows] of Object.entries(menus) as [Menu, Row[]][]) {
    const body = Buffer.from(JSON.stringify(Array.isArray(rows) ? rows : [rows]));
    const read = await watch(
      'body of an answer to rows',
      () => inSlices(parseBody(body, decode)) as Promise<Row[]>,
    );
    const values = await watch('rows to values', () => inSlices(parseRows(path, read)));
    tables[path] = { status: 'complete', readAt: startedAt, durationMs: 1, rows: values };
  }
  const reading = readingOf({}, { startedAt });
  return { ...reading, tables: { ...reading.tables, ...tables } as Tables };
}

/** A comment on the lease makes each device one of the operator's. */
function known(path: string, rows: Row[]): Row[] {
  return path === 'ip/dhcp-server/lease'
    ? rows.map((row, index) => ({ ...row, comment: `Device ${index}` }))
    : rows;
}

const still = new Map<string, Row>();

/** What a quiet radio reports: always the same. */
function hush(row: Row): Row {
  const mac = row['mac-address'] as string;
  const known = still.get(mac) ?? row;
  still.set(mac, known);
  return known;
}
