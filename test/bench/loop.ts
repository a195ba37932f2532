/** How long each kind of step holds the event loop, at most: nothing else is answered meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaults } from '../../src/config/read.ts';
import { createFleet } from '../../src/demo/fleet.ts';
import { messages, type Published } from '../../src/mqtt/messages.ts';
import { createOutbox } from '../../src/mqtt/outbox.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { type Menu, menuPaths } from '../../src/parse/menu.ts';
import type { Row } from '../../src/parse/row.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createAutosave } from '../../src/state/autosave.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { noCounters } from '../../src/telemetry/counters.ts';
import { noTrace } from '../../src/telemetry/trace.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import type { Input } from '../../src/world/step.ts';
import { createWriter } from '../../src/world/writer.ts';
import { readingOf } from '../capture.ts';

const START = Date.UTC(2026, 10, 20, 8);
const POLL_MS = 10_000;
const QUIET_POLLS = 5;
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

export function benchLoop(print: (line: string) => void, sizes = [1_000, 10_000, 50_000]): void {
  print(
    '\nLongest block of the event loop per kind of step, in milliseconds; one router with all devices, all of them known',
  );
  const results = sizes.map(measure);
  print(`${'step'.padEnd(44)}${sizes.map((size) => String(size).padStart(10)).join('')}`);
  for (const kind of results[0]!.keys())
    print(`${kind.padEnd(44)}${results.map((found) => found.get(kind)!.toFixed(0).padStart(10)).join('')}`);
  print(`RSS ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`);
}

function measure(size: number): Map<string, number> {
  const blocks = new Map<string, number>();
  const time = <T>(kind: string, run: () => T): T => {
    const [began, before] = [performance.now(), process.cpuUsage()];
    const result = run();
    const { user, system } = process.cpuUsage(before);
    // on a machine that others use too, the processor time says more than the clock
    const took = Math.min(performance.now() - began, (user + system) / 1000);
    blocks.set(kind, Math.max(blocks.get(kind) ?? 0, took));
    return result;
  };
  let now = START;
  const fleet = createFleet({
    routers: 1,
    devicesPerRouter: size,
    accessPointsPerRouter: 20,
    now: () => now,
  });
  const settings = {
    ...defaults.config,
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
  let kind = '';
  holder.subscribe((snapshot: Snapshot, events) => {
    const result = time(`mqtt, ${kind}`, () => {
      const found = messages(published, { snapshot, events, overrides: noOverrides, at: now }, frame);
      for (const publish of found.publishes) outbox.put(publish);
      return found;
    });
    ({ published } = result);
  });
  const writer = createWriter({
    settings,
    remembered: null,
    createSaving: (remembered) => {
      const stateFile = openStateFile(directory, now);
      const parts = { stateFile, remembered, log, counters: noCounters, clock };
      const autosave = createAutosave(parts);
      return { ...autosave, save: () => time(`state file, ${kind}`, autosave.save) };
    },
    log,
    holder,
    counters: noCounters,
    trace: noTrace,
    clock,
  });

  function write(named: string, input: Input): void {
    kind = named;
    time(`step with all of this, ${kind}`, () => writer.write(input));
  }

  function poll(named: string, change: (rows: Row[]) => Row[] = (rows) => rows): void {
    now += POLL_MS;
    const tables = fleet.routers[0]!.tables() as Readonly<Record<string, Row[]>>;
    const menus = Object.fromEntries(
      menuPaths.filter((path) => path in tables).map((path) => [path, known(path, tables[path]!)]),
    ) as Menus;
    menus[REGISTRATIONS] = change(menus[REGISTRATIONS]!);
    const reading = time('parse, all tables', () => readingOf(menus, { startedAt: now }));
    write(named, { type: 'reading', reading: { ...reading, startedMonotonicMs: now - START } });
  }

  try {
    poll('first reading');
    for (let turn = 0; turn < QUIET_POLLS; turn++) poll('quiet reading', (rows) => rows.map(hush));
    for (let turn = 0; turn < QUIET_POLLS; turn++) poll('every signal changed');
    for (let turn = 0; turn < QUIET_POLLS; turn++) poll('one device left', (rows) => rows.slice(1));
    for (let turn = 0; turn < 30; turn++) poll('half the devices left', (rows) => rows.slice(size / 2));
    poll('half the devices are back');
    write('tick', { type: 'tick' });
    kind = 'configuration';
    time('step with all of this, configuration', () => writer.configure({ ...settings }));
    now += 600_000;
    write('tick', { type: 'tick' });
    outbox.open({ inFlight: 64, send: () => new Promise(() => {}) });
    time('mqtt, everything is sent again', outbox.sendAll);
    return blocks;
  } finally {
    rmSync(directory, { recursive: true });
  }
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
