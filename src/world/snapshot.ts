/** The world as public records: computed once per step and shared by every edge. */
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../record/network.ts';
import type { Device } from '../record/device.ts';
import type { Snapshot, Warning } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';
import { accessPointName, toDevice } from '../record/to-device.ts';
import { keepAccessPoint, keepInterfaces, keepRouter } from '../record/keep.ts';
import { toPerson } from '../record/person.ts';
import { toAccessPoint, toInterface, toRouter } from '../record/to-network.ts';
import type { Settings } from '../presence/settings.ts';
import type { RouterState } from '../presence/router-state.ts';
import { VersionedMap } from './versioned-map.ts';
import { toWarnings } from './warning.ts';
import type { World } from './world.ts';

/** A snapshot with what it was computed from, so that the next one computes only what has changed. */
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
 * Null before the first reading when nothing is remembered. `changed`: device_id of the devices that differ from `previous`; null computes
 * everything anew, as other settings require.
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

/** The devices of `before`, with those in `changed` computed anew; all of them when `before` is null. */
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
  const before = new Map(previous?.accessPoints.map((record) => [record.access_point_id, record]));
  const accessPoints = [...memory.accessPoints.values()].map((known) => toAccessPoint(known, view, settings));
  return {
    router: keepRouter(toRouter(router, view), previous?.router, view.reading),
    interfaces: [...interfaces, ...kept.map((record) => rename(record, state, settings))],
    accessPoints: accessPoints.map((record) => keepAccessPoint(record, before, view.reading)),
    warnings: toWarnings(router, state),
  };
}

// the access point may have another name by now
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
