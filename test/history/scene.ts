/** A house as the history sees it: snapshots made by hand, a holder to publish them, the edge in a folder of its own, and its thread. */
import { noGaps } from '../../src/presence/count-gap.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorkerData } from '../../src/history/message.ts';
import { type HistoryEdge, type HistoryOptions, startHistory } from '../../src/history/start.ts';
import { createJournal } from '../../src/world/journal.ts';
import type { Log } from '../../src/telemetry/log.ts';
import type { Device } from '../../src/record/device.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { reasonClassOf } from '../../src/record/reason-class.ts';
import type { AccessPointRecord } from '../../src/record/network.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { compile } from '../compile.ts';
import { bareDevice } from '../device.ts';

export const START = Date.UTC(2026, 10, 20, 8);
export const HOUR_MS = 3_600_000;

export function idOf(n: number): string {
  return `02${n.toString(16).padStart(10, '0')}`;
}

const nobody = bareDevice({
  mac_address: '',
  mac_randomized: true,
  name: '',
  name_source: 'mac_address',
  zone: 'home',
  connected: true,
  router: 'router',
  access_point: 'Hall',
  access_point_id: 'a00000000001',
  interface: 'hall-5',
  ssid: 'home',
  band: '5GHz',
  signal_dbm: -60,
  source: 'wifi',
});

export const hall = { access_point: 'Hall', access_point_id: 'a00000000001', interface: 'hall-5' } as const;
export const garden = {
  access_point: 'Garden',
  access_point_id: 'a00000000002',
  interface: 'garden-5',
} as const;

/** The nth device, on the hall's access point unless told otherwise. */
export function deviceOf(n: number, at: number, changed: Partial<Device> = {}): Device {
  return { ...nobody, device_id: idOf(n), name: `Device ${n}`, last_seen_at: iso(at), ...changed };
}

export function gone(n: number, at: number): Device {
  return deviceOf(n, at, { connected: false, signal_dbm: null, connected_since_at: null });
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function spotOf(place: typeof hall | typeof garden, signalDbm: number | null = -60) {
  return { ...place, ssid: 'home', band: '5GHz', signal_dbm: signalDbm } as const;
}

export function eventOf(
  n: number,
  type: EventRecord['event_type'],
  at: number,
  changed: Partial<EventRecord> = {},
): EventRecord {
  return {
    event_type: type,
    at: iso(at),
    device_id: idOf(n),
    name: `Device ${n}`,
    router: 'router',
    from: null,
    to: null,
    reason: null,
    reason_class: reasonClassOf(changed.reason ?? null),
    count: null,
    finding_id: null,
    change_id: null,
    action: null,
    state: null,
    source: 'poll',
    ...changed,
  };
}

export function accessPointOf(
  place: typeof hall | typeof garden,
  clientCount: number | null,
): AccessPointRecord {
  return {
    access_point_id: place.access_point_id,
    name: place.access_point,
    router: 'router',
    board_name: null,
    version: null,
    serial_number: null,
    address: null,
    reachable: true,
    uptime_seconds: null,
    client_count: clientCount,
    interfaces: [place.interface],
    latest_version: null,
    update_channel: null,
    update_status: null,
  };
}

export function snapshotOf(
  at: number,
  devices: readonly Device[],
  accessPoints: readonly AccessPointRecord[] = [],
): Snapshot {
  return {
    meta: { taken_at: iso(at), complete: true, warnings: [] },
    takenAt: at,
    devices: new Map(devices.map((device) => [device.device_id, device])),
    macs: new Map(),
    gaps: noGaps,
    problems: [],
    known: new Set(),
    areMarksRead: true,
    people: [],
    interfaces: [],
    accessPoints,
    routers: [],
    findings: [],
    checks: [],
  };
}

export interface Line {
  level: 'debug' | 'info' | 'warn' | 'error';
  event: string;
  fields: Record<string, unknown>;
}

export function listLog(lines: Line[]): Log {
  const write = (level: Line['level']) => (fields: object, event: string) =>
    void lines.push({ level, event, fields: fields as Record<string, unknown> });
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => listLog(lines),
  };
}

/** The file of the thread. */
export function workerFile(): string {
  return compile(join(import.meta.dirname, '..', '..', 'src', 'history', 'worker.ts'));
}

/** The thread, made from the present source. */
export function startSource(data: WorkerData): Worker {
  return new Worker(workerFile(), { workerData: data });
}

export interface Scene {
  history: HistoryEdge;
  journal: ReturnType<typeof createJournal>;
  lines: Line[];
  /** Time goes to this moment. */
  setClock: (at: number) => void;
  publish: (
    at: number,
    devices: readonly Device[],
    events?: readonly EventRecord[],
    accessPoints?: readonly AccessPointRecord[],
  ) => void;
  publishSnapshot: (at: number, snapshot: Snapshot, events: readonly EventRecord[]) => void;
  stop: () => Promise<void>;
}

export function newFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'mikrotik-presence-history-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The edge over a folder. Time stands still but for `publish` and `setClock`; nothing is flushed but by asking. */
export function startScene(
  stateDir: string,
  changed: Partial<Omit<HistoryOptions, 'snapshot' | 'journal' | 'log'>> = {},
): Scene {
  let clock = START;
  const lines: Line[] = [];
  const holder = createSnapshotHolder((error) => {
    throw error;
  });
  const journal = createJournal({ snapshot: holder, now: () => clock });
  const history = startHistory({
    stateDir,
    maxBytes: 512 * 1024 * 1024,
    snapshot: holder,
    journal,
    log: listLog(lines),
    clock: { now: () => clock, monotonicNow: () => clock },
    startWorker: startSource,
    flushEveryMs: 3_600_000,
    ...changed,
  });
  return {
    history,
    journal,
    lines,
    setClock: (at) => {
      clock = at;
    },
    publish: (at, devices, events = [], accessPoints = []) => {
      clock = at;
      holder.publish(snapshotOf(at, devices, accessPoints), events);
    },
    publishSnapshot: (at, snapshot, events) => {
      clock = at;
      holder.publish(snapshot, events);
    },
    stop: async () => {
      journal.close();
      await history.stop();
    },
  };
}
