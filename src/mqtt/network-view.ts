/**
 * What is to be told of one snapshot, before it is put into words: which things exist, under which ids. An access point or SSID that is
 * missing while something could not be read is still there.
 */
import type { Device } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../record/network.ts';
import type { PersonRecord } from '../record/person.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { isOnAir } from '../record/summary.ts';
import { entitiesOf } from './entity.ts';
import type { MqttSettings, Wishes } from './settings.ts';
import { slugs } from './slug.ts';

export interface Scene {
  snapshot: Snapshot;
  /** Answered at least once, or failing for a reason that is known: what is said of the others would be a guess. */
  routers: readonly RouterRecord[];
  accessPoints: readonly AccessPointRecord[];
  /** SSID to slug. */
  ssids: ReadonlyMap<string, string>;
  people: readonly { slug: string; person: PersonRecord }[];
  clients: readonly Device[];
  /** All devices on WiFi, entities or not, by where they are. */
  onAir: {
    byRouter: Groups<Device>;
    byAccessPoint: Groups<Device>;
    bySsid: Groups<Device>;
  };
  /** Interfaces that are not disabled, by access_point_id. */
  radios: Groups<WifiInterfaceRecord>;
  /** ISO 8601; when each router and access point booted, by kind and id. */
  bootedAt: ReadonlyMap<string, string>;
}

type Groups<T> = ReadonlyMap<string | null, readonly T[]>;

export function createScene(
  snapshot: Snapshot,
  previous: Scene | null,
  settings: MqttSettings,
  wishes: Wishes,
): Scene {
  const routers = snapshot.routers.filter((router) => isMet(router, snapshot));
  const held = snapshot.meta.complete ? null : previous;
  const accessPoints = mergedAccessPoints(held?.accessPoints ?? [], snapshot.accessPoints);
  const enabled = snapshot.interfaces.filter(({ disabled }) => disabled !== true);
  const ssids = new Set(enabled.map(({ ssid }) => ssid));
  const onAir = [...snapshot.devices.values()].filter(isOnAir);
  const personSlugs = slugs(snapshot.people.map(({ name }) => name));
  return {
    snapshot,
    routers,
    accessPoints,
    ssids: slugs([
      ...(held?.ssids.keys() ?? []),
      ...[...ssids].filter((ssid) => ssid !== null && ssid !== ''),
    ] as string[]),
    people: snapshot.people.map((person) => ({ slug: personSlugs.get(person.name)!, person })),
    clients: entitiesOf(snapshot, settings, wishes),
    onAir: {
      byRouter: grouped(onAir, ({ router }) => router),
      byAccessPoint: grouped(onAir, ({ access_point_id: id }) => id),
      bySsid: grouped(onAir, ({ ssid }) => ssid),
    },
    radios: grouped(enabled, ({ access_point_id: id }) => id),
    bootedAt: bootTimes(routers, accessPoints, snapshot, previous),
  };
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string | null): Groups<T> {
  const groups = new Map<string | null, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

function isMet({ router, reachable, uptime_seconds, identity }: RouterRecord, { meta }: Snapshot): boolean {
  const isRead = reachable || uptime_seconds !== null || identity !== null;
  return isRead || meta.warnings.some((warning) => warning.router === router);
}

// Two routers may tell of one access point: believed is the one that reaches it, else the later.
function mergedAccessPoints(
  held: readonly AccessPointRecord[],
  told: readonly AccessPointRecord[],
): AccessPointRecord[] {
  const now = new Map<string, AccessPointRecord>();
  for (const record of told) {
    if (now.get(record.access_point_id)?.reachable !== true) now.set(record.access_point_id, record);
  }
  const merged = new Map([...held.map((record) => [record.access_point_id, record] as const), ...now]);
  return [...merged.values()].sort((a, b) => (a.access_point_id < b.access_point_id ? -1 : 1));
}

/** An uptime is whole seconds and read less often than it is looked at: a boot time that moves by less than this has not moved. */
const SAME_BOOT_MS = 180_000;

function bootTimes(
  routers: readonly RouterRecord[],
  accessPoints: readonly AccessPointRecord[],
  { takenAt }: Snapshot,
  previous: Scene | null,
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
    // the same number again was not read again
    const isFresh = reachable === true && uptime_seconds !== before.get(id)?.uptime_seconds;
    note(`ap/${id}`, isFresh && uptime_seconds !== null ? takenAt - uptime_seconds * 1000 : null);
  }
  return times;
}
