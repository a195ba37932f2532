/**
 * Which resources have changed enough to notify their subscribers. Times, counters, rates, load and idle do not count. A signal counts when it
 * differs by 3 dB from the one last notified, so that a slow drift counts too.
 */
import type { Device } from '../record/device.ts';
import { selectFindings } from '../record/finding.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { ACCESS_POINTS, DEVICES, deviceUri, FINDINGS, HEALTH, INTERFACES, PEOPLE, SYSTEM } from './uri.ts';

/** The state that subscribers were last notified of. */
export interface NotifiedState {
  /** By device_id. */
  devices: ReadonlyMap<string, Device>;
  /** By URI of the resource: its relevant fields, for comparison. */
  network: ReadonlyMap<string, string>;
}

export interface Changes {
  /** URIs of the resources that changed. */
  uris: ReadonlySet<string>;
  state: NotifiedState;
}

const FIELDS = [
  'presence',
  'zone',
  'name',
  'connected',
  'ip_address',
  'router',
  'access_point',
  'access_point_id',
  'interface',
  'ssid',
  'band',
] as const satisfies readonly (keyof Device)[];

const SIGNAL_STEP_DB = 3;

export function notifiedStateOf(snapshot: Snapshot): NotifiedState {
  return { devices: snapshot.devices, network: networkOf(snapshot) };
}

export function changesBetween(previous: NotifiedState, next: Snapshot): Changes {
  const uris = new Set<string>();
  const devices = new Map<string, Device>();
  for (const [id, device] of next.devices) {
    const before = previous.devices.get(id);
    const isSame = before !== undefined && !hasChanged(before, device);
    devices.set(id, isSame ? before : device);
    if (!isSame) uris.add(deviceUri(id));
  }
  for (const id of previous.devices.keys()) if (!next.devices.has(id)) uris.add(deviceUri(id));
  if (uris.size > 0) uris.add(DEVICES);
  const network = networkOf(next);
  for (const [uri, facts] of network) if (facts !== previous.network.get(uri)) uris.add(uri);
  return { uris, state: { devices, network } };
}

function hasChanged(before: Device, now: Device): boolean {
  if (before === now) return false;
  if (FIELDS.some((field) => before[field] !== now[field])) return true;
  const [was, is] = [before.signal_dbm, now.signal_dbm];
  return was === null || is === null ? was !== is : Math.abs(was - is) >= SIGNAL_STEP_DB;
}

function networkOf({
  people,
  accessPoints,
  interfaces,
  routers,
  findings,
  checks,
  meta,
}: Snapshot): ReadonlyMap<string, string> {
  return new Map([
    [PEOPLE, JSON.stringify(people)],
    [ACCESS_POINTS, JSON.stringify(accessPoints, without(['uptime_seconds']))],
    [INTERFACES, JSON.stringify(interfaces)],
    [FINDINGS, findingsText(findings, checks)],
    [SYSTEM, JSON.stringify(routers, without(LOAD))],
    [
      HEALTH,
      JSON.stringify([
        meta.warnings.map(({ router, table, kind }) => [router, table, kind]),
        routers.map(({ router, reachable }) => [router, reachable]),
      ]),
    ],
  ]);
}

/** A finding changes with its severity and title; that it was found again is none. */
function findingsText(findings: Snapshot['findings'], checks: Snapshot['checks']): string {
  return JSON.stringify([
    selectFindings(findings, { include_ignored: 'true' }).map(({ finding_id, severity, title, ignored }) => [
      finding_id,
      severity,
      title,
      ignored,
    ]),
    checks.map(({ kind, status }) => [kind, status]),
  ]);
}

const LOAD = ['cpu_load_percent', 'memory_free_bytes', 'temperature_celsius', 'uptime_seconds', 'booted_at'];

function without(fields: readonly string[]): (key: string, value: unknown) => unknown {
  return (key, value) => (fields.includes(key) ? undefined : value);
}
