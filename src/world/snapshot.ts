/** The world as public records: made once per step, shared by every edge. */
import { dialects } from '../parse/dialect.ts';
import type { Menu } from '../parse/menu.ts';
import { answered, endsPoll, type ErrorKind, rowsOf } from '../parse/reading.ts';
import type { EventRecord } from '../record/event.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../record/network.ts';
import type { Device } from '../record/device.ts';
import type { Snapshot, SnapshotHolder, SnapshotListener, Warning } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';
import { accessPointName, toDevice } from '../record/to-device.ts';
import { keepAccessPoint, keepInterfaces, keepRouter } from '../record/keep.ts';
import { toPerson } from '../record/person.ts';
import { toAccessPoint, toInterface, toRouter } from '../record/to-network.ts';
import { pauseOf } from '../presence/router.ts';
import type { Settings } from '../presence/settings.ts';
import type { RouterState } from '../presence/router-state.ts';
import { VersionedMap } from './versioned-map.ts';
import type { World } from './world.ts';

/** What a snapshot was made from, so that the next one makes only what changed. */
export interface Taken {
  world: World;
  snapshot: Snapshot & { devices: VersionedMap<Device>; macs: VersionedMap<string> };
  routers: ReadonlyMap<string, RouterRecords>;
}

interface RouterRecords {
  router: RouterRecord;
  interfaces: readonly WifiInterfaceRecord[];
  accessPoints: readonly AccessPointRecord[];
  warnings: readonly Warning[];
}

/**
 * Null before the first reading, with nothing remembered. `changed`: the devices that differ from `previous`; null, under other settings
 * than that was made with: everything is made anew.
 */
export function takeSnapshot(
  world: World,
  settings: Settings,
  previous: Taken | null,
  changed: ReadonlySet<string> | null = null,
): Taken | null {
  if (world.takenAt === null) return null;
  const { takenAt } = world;
  const before = changed === null ? null : previous?.snapshot;
  const { devices, macs, known } = recordsOf(world, settings, before ?? null, changed ?? new Set());
  const routers = new Map<string, RouterRecords>();
  for (const [id, state] of world.routers) {
    const isSame = changed !== null && previous?.world.routers.get(id) === state;
    const unchanged = isSame ? previous.routers.get(id) : undefined;
    routers.set(id, unchanged ?? toRecords(id, state, settings, previous?.routers.get(id) ?? null));
  }
  const all = [...routers.values()];
  const warnings = all.flatMap((records) => records.warnings);
  const complete = [...world.routers.values()].every(
    ({ view, failingSinceAt }) => view !== null && failingSinceAt.size === 0,
  );
  const snapshot: Taken['snapshot'] = {
    meta: { taken_at: toIso(takenAt), complete, warnings },
    takenAt,
    devices,
    macs,
    known,
    people: (settings.people ?? []).map((person) => toPerson(person, world.identity, devices)),
    interfaces: all.flatMap((records) => records.interfaces),
    accessPoints: all.flatMap((records) => records.accessPoints),
    routers: all.map((records) => records.router),
  };
  return { world, snapshot, routers };
}

/** The devices as `before` has them, and those that changed since made anew; all are, without. */
function recordsOf(
  world: World,
  settings: Settings,
  before: Taken['snapshot'] | null,
  changed: ReadonlySet<string>,
): Pick<Taken['snapshot'], 'devices' | 'macs' | 'known'> {
  const devices = new Map<string, Device | null>();
  const macs = new Map<string, string | null>();
  let known: Set<string> | null = null;
  for (const deviceId of before === null ? world.devices.keys() : changed) {
    const memory = world.devices.get(deviceId);
    const configured = memory === undefined ? null : world.identity.configured(deviceId);
    if (memory === undefined) {
      const gone = before?.devices.get(deviceId)?.mac_address;
      if (gone !== undefined) macs.set(gone, null);
      devices.set(deviceId, null);
    } else {
      devices.set(deviceId, toDevice(memory, configured?.name ?? null, settings));
      for (const mac of world.identity.macsOf(deviceId, memory.macAddress)) macs.set(mac, deviceId);
    }
    const isKnown = memory !== undefined && (configured !== null || memory.isMarked);
    if (isKnown === (known ?? before?.known)?.has(deviceId)) continue;
    known ??= new Set(before?.known);
    if (isKnown) known.add(deviceId);
    else known.delete(deviceId);
  }
  return {
    devices: (before?.devices ?? VersionedMap.from<Device>([])).with(devices),
    macs: (before?.macs ?? VersionedMap.from<string>([])).with(macs),
    known: known ?? before?.known ?? new Set(),
  };
}

function toRecords(
  router: string,
  state: RouterState,
  settings: Settings,
  previous: RouterRecords | null,
): RouterRecords {
  const { view, memory } = state;
  if (view === null)
    return { router: toRouter(router, null), interfaces: [], accessPoints: [], warnings: [] };
  const interfaces = view.interfaces.map((located) => toInterface(located, router, settings));
  const kept = keepInterfaces(previous?.interfaces ?? [], view.reading);
  const accessPoints = [...memory.accessPoints.values()].map((known) => toAccessPoint(known, view, settings));
  return {
    router: keepRouter(toRouter(router, view), previous?.router, view.reading),
    interfaces: [...interfaces, ...kept.map((record) => rename(record, state, settings))],
    accessPoints: accessPoints.map((record) => keepAccessPoint(record, previous?.accessPoints, view.reading)),
    warnings: [...toWarnings(router, state), ...toPauses(router, state)],
  };
}

// its access point may have been given another name since
function rename(
  record: WifiInterfaceRecord,
  { memory }: RouterState,
  settings: Settings,
): WifiInterfaceRecord {
  const { access_point: name, access_point_id: id } = record;
  if (id === null) return record;
  const ref = memory.accessPoints.get(id)?.ref ?? { id, name };
  return { ...record, access_point: accessPointName(ref, settings) };
}

// what ended a poll failed every table after the first for the same reason, which needs saying once; so does a router that answers nothing right
function toWarnings(router: string, { view, failingSinceAt }: RouterState): Warning[] {
  const warnings: Warning[] = [];
  const told = new Set<ErrorKind>();
  const isMute = view !== null && !answered(view.reading);
  for (const [path, since] of failingSinceAt) {
    const table = view!.reading.tables[path];
    const { kind, message } = table.status === 'failed' ? table.error : doubted(path);
    if (told.has(kind)) continue;
    if (isMute || endsPoll(kind)) told.add(kind);
    warnings.push({ router, table: path, kind, message, since_at: toIso(since) });
  }
  return warnings;
}

function doubted(path: Menu): { kind: ErrorKind; message: string } {
  return {
    kind: 'bad_reply',
    message: `${path} is empty, though devices were in it just before; believed when it stays so.`,
  };
}

/** Why devices are held although every table was read. */
function toPauses(router: string, { view, memory, failingSinceAt }: RouterState): Warning[] {
  const { reading } = view!;
  const kind: ErrorKind = 'router_error';
  const resource = reading.tables['system/resource'];
  const uptimeMs = rowsOf(resource)?.[0]?.uptimeMs ?? 0;
  const pause = failingSinceAt.size === 0 ? pauseOf(memory, reading) : null;
  const general: Warning[] =
    pause === null
      ? []
      : [
          {
            router,
            table: 'system/resource',
            kind,
            message: `${pause}; nobody is sent away meanwhile.`,
            since_at: toIso(resource.readAt - uptimeMs),
          },
        ];
  const missing = [...memory.accessPoints.values()].flatMap(({ ref, source, missingSinceAt }): Warning[] => {
    if (missingSinceAt === null) return [];
    const { caps, interfaces } = dialects[source];
    const table = caps ?? interfaces;
    const message = `The access point ${ref.name ?? ref.id} is missing, or all its interfaces are disabled; who was last seen there is not sent away for a day.`;
    return [{ router, table, kind, message, since_at: toIso(missingSinceAt) }];
  });
  return [...general, ...missing];
}

/** Holds the current snapshot. A listener that throws stops nobody else; `onError` hears of it. */
export function createSnapshotHolder(
  onError: (error: unknown) => void,
): SnapshotHolder & { publish: (snapshot: Snapshot | null, events: readonly EventRecord[]) => void } {
  let current: Snapshot | null = null;
  const listeners = new Set<SnapshotListener>();
  return {
    current: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish: (snapshot, events) => {
      current = snapshot;
      if (snapshot === null) return;
      for (const listener of listeners) {
        try {
          listener(snapshot, events);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
