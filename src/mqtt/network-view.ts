/**
 * What is published of one snapshot: which routers, access points, SSIDs, people and clients exist, under which ids. An access point or
 * SSID that is missing from an incomplete snapshot still exists.
 */
import type { Device } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../record/network.ts';
import type { PersonRecord } from '../record/person.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Counts, countsOf } from '../record/count.ts';
import { entitiesOf } from './entity.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import { distinctSlugs } from './slug.ts';
import { switchableSsids } from './switch.ts';

export interface NetworkView {
  snapshot: Snapshot;
  /** Only those that answered at least once, or that fail for a known reason; nothing is known of the others. */
  routers: readonly RouterRecord[];
  accessPoints: readonly AccessPointRecord[];
  /** SSID to slug. */
  ssids: ReadonlyMap<string, string>;
  people: readonly PersonRecord[];
  clients: readonly Device[];
  /** All devices on WiFi, entities or not. */
  counts: Counts;
  /** Interfaces that are not disabled, by access_point_id. */
  radios: Groups<WifiInterfaceRecord>;
  /** ISO 8601; boot time of each router and access point, by `kind/id`. */
  bootedAt: ReadonlyMap<string, string>;
}

type Groups<T> = ReadonlyMap<string | null, readonly T[]>;

/** `previous` supplies what an incomplete snapshot lacks, and the boot times. */
export function createNetworkView(
  snapshot: Snapshot,
  previous: NetworkView | null,
  settings: MqttSettings,
  overrides: Overrides,
): NetworkView {
  const routers = snapshot.routers.filter((router) => isRelevant(router, snapshot));
  const held = snapshot.meta.complete ? null : previous;
  const listed = [...(held?.accessPoints ?? []), ...snapshot.accessPoints];
  const accessPoints = [...new Map(listed.map((record) => [record.access_point_id, record])).values()].sort(
    (a, b) => (a.access_point_id < b.access_point_id ? -1 : 1),
  );
  const enabled = snapshot.interfaces.filter(({ disabled }) => disabled !== true);
  const ssids = new Set(enabled.map(({ ssid }) => ssid));
  return {
    snapshot,
    routers,
    accessPoints,
    ssids: distinctSlugs([
      ...(held?.ssids.keys() ?? []),
      ...[...ssids].filter((ssid) => ssid !== null && ssid !== ''),
      // it stays while it is switched off
      ...switchableSsids(settings),
    ] as string[]),
    people: snapshot.people,
    clients: entitiesOf(snapshot, settings, overrides),
    counts: countsOf(snapshot),
    radios: grouped(enabled, ({ access_point_id: id }) => id),
    bootedAt: bootTimes(routers, accessPoints, snapshot, previous),
  };
}

function grouped<T>(all: readonly T[], keyOf: (item: T) => string | null): Groups<T> {
  const groups = new Map<string | null, T[]>();
  for (const item of all) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function isRelevant(
  { router, reachable, uptime_seconds, identity }: RouterRecord,
  { meta }: Snapshot,
): boolean {
  const hasAnswered = reachable || uptime_seconds !== null || identity !== null;
  return hasAnswered || meta.warnings.some((warning) => warning.router === router);
}

/** An uptime is in whole seconds and older than the snapshot: a boot time that moves by less than this is the same. */
const SAME_BOOT_MS = 180_000;

function bootTimes(
  routers: readonly RouterRecord[],
  accessPoints: readonly AccessPointRecord[],
  { takenAt }: Snapshot,
  previous: NetworkView | null,
): Map<string, string> {
  const times = new Map<string, string>();
  const note = (key: string, at: number | null) => {
    const known = previous?.bootedAt.get(key);
    const isSame = known !== undefined && (at === null || Math.abs(at - Date.parse(known)) < SAME_BOOT_MS);
    if (isSame) times.set(key, known);
    else if (at !== null) times.set(key, new Date(at).toISOString());
  };
  for (const { router, booted_at } of routers)
    note(`router/${router}`, booted_at === null ? null : Date.parse(booted_at));
  const before = new Map(previous?.accessPoints.map((record) => [record.access_point_id, record]));
  for (const { access_point_id: id, reachable, uptime_seconds } of accessPoints) {
    // the radios of a router start with it
    const ofBox = times.get(`router/${id}`);
    if (ofBox !== undefined) {
      times.set(`ap/${id}`, ofBox);
      continue;
    }
    // an unchanged uptime has not been read again
    const isFresh = reachable === true && uptime_seconds !== before.get(id)?.uptime_seconds;
    note(`ap/${id}`, isFresh && uptime_seconds !== null ? takenAt - uptime_seconds * 1000 : null);
  }
  return times;
}
