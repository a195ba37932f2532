/** The world as public records: computed once per step and shared by every edge. */
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../record/network.ts';
import { blockedBy } from '../join/access.ts';
import type { Mac } from '../parse/mac.ts';
import { type Sliced, visitEach } from '../parse/sliced.ts';
import type { Device } from '../record/device.ts';
import { type CountBase, type Counts, countsOf, shareCounts, withCount } from '../record/count.ts';
import type { Snapshot, Warning } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';
import { accessPointName, toDevice } from '../record/to-device.ts';
import { keepAccessPoint, keepInterfaces, keepRouter } from '../record/keep.ts';
import { type AccessPointReport, mergeAccessPoint } from '../record/merge-access-points.ts';
import { toPerson } from '../record/person.ts';
import { noRules, type RuleRecords, toRules } from '../record/rule.ts';
import { toAccessPoint, toInterface, toRouter } from '../record/to-network.ts';
import type { Settings } from '../presence/settings.ts';
import type { RouterState } from '../presence/router-state.ts';
import { withRemedy } from './problem.ts';
import { VersionedMap } from './versioned-map.ts';
import { toWarnings } from './warning.ts';
import { isKnownIn, type World } from './world.ts';

/** The maker of a MAC address; null when unknown. */
export type VendorOf = (mac: Mac) => string | null;

/** A snapshot with what it was computed from, so that the next one computes only what has changed. */
export interface Taken {
  world: World;
  snapshot: Snapshot & { devices: VersionedMap<Device>; macs: VersionedMap<string> };
  routers: ReadonlyMap<string, RouterRecords>;
  /** By id. */
  accessPoints: ReadonlyMap<string, MergedAccessPoint>;
}

/** One access point, with the reports that its record is made of. */
interface MergedAccessPoint {
  reports: readonly AccessPointReport[];
  record: AccessPointRecord;
}

interface RouterRecords {
  router: RouterRecord;
  interfaces: readonly WifiInterfaceRecord[];
  accessPoints: readonly AccessPointReport[];
  rules: RuleRecords;
  warnings: readonly Warning[];
}

/**
 * Null before the first reading when nothing is remembered. `changed`: device_id of the devices that differ from `previous`; null computes
 * everything anew, as other settings require.
 */
export function* takeSnapshot(
  world: World,
  settings: Settings,
  previous: Taken | null,
  changed: ReadonlySet<string> | null = null,
  vendorOf: VendorOf = () => null,
): Sliced<Taken | null> {
  if (world.takenAt === null) return null;
  const { takenAt } = world;
  // other rules may block any device, changed or not
  const isAlike = changed !== null && previous !== null && haveSameGates(world, previous.world);
  const before = isAlike ? previous.snapshot : null;
  const { devices, macs, known } = yield* recordsOf(world, settings, before, changed ?? new Set(), vendorOf);
  const routers = new Map<string, RouterRecords>();
  for (const [id, state] of world.routers) {
    const isSame = changed !== null && previous?.world.routers.get(id) === state;
    const unchanged = isSame ? previous.routers.get(id) : undefined;
    routers.set(id, unchanged ?? (yield* toRecords(id, state, settings, previous?.routers.get(id) ?? null)));
    yield;
  }
  const all = [...routers.values()];
  const warnings = all.flatMap((records) => records.warnings);
  const complete = [...world.routers.values()].every(
    ({ view, doubts }) => view !== null && doubts.size === 0,
  );
  const interfaces = all.flatMap((records) => records.interfaces);
  const base: CountBase = { devices, interfaces, gaps: world.countGaps };
  const counts = countsOf(base);
  yield;
  const accessPoints = mergeAccessPoints(all, counts, previous?.accessPoints ?? new Map());
  const snapshot: Taken['snapshot'] = {
    meta: { taken_at: toIso(takenAt), complete, warnings },
    takenAt,
    devices,
    macs,
    known,
    areMarksRead: [...world.routers.values()].every(
      ({ memory }) => memory.areMarksRead || !memory.everAnswered,
    ),
    gaps: world.countGaps,
    problems: warnings.map((warning) => withRemedy(warning, world.routers)),
    people: (settings.people ?? []).map((person) => toPerson(person, world.identity, devices)),
    interfaces: interfaces.map((record) => withCount(record, counts.onInterface(record))),
    accessPoints: [...accessPoints.values()].map(({ record }) => record),
    routers: all.map((records) => records.router),
    rules: {
      accessRules: all.flatMap(({ rules }) => rules.accessRules),
      provisioning: all.flatMap(({ rules }) => rules.provisioning),
    },
    findings: world.findings.findings,
    checks: world.findings.checks,
  };
  shareCounts(snapshot, counts);
  return { world, snapshot, routers, accessPoints };
}

/** One record per access point, in the order of the routers. A record stays the same object until a router reports anew or the count changes. */
function mergeAccessPoints(
  routers: readonly RouterRecords[],
  counts: Counts,
  previous: ReadonlyMap<string, MergedAccessPoint>,
): Map<string, MergedAccessPoint> {
  const reportsOf = new Map<string, AccessPointReport[]>();
  for (const report of routers.flatMap(({ accessPoints }) => accessPoints)) {
    const id = report.record.access_point_id;
    reportsOf.set(id, [...(reportsOf.get(id) ?? []), report]);
  }
  const merged = new Map<string, MergedAccessPoint>();
  for (const [id, reports] of reportsOf) {
    const record = mergeAccessPoint(reports, counts.onAccessPoint(id)?.length ?? null);
    const before = previous.get(id);
    const isSame =
      before?.record.client_count === record.client_count &&
      before.reports.length === reports.length &&
      before.reports.every((report, index) => report === reports[index]);
    merged.set(id, isSame ? before : { reports, record });
  }
  return merged;
}

function haveSameGates({ routers }: World, before: World): boolean {
  return (
    routers.size === before.routers.size &&
    [...routers].every(([id, { gates }]) => before.routers.get(id)?.gates === gates)
  );
}

/** The devices of `before`, with those in `changed` computed anew; all of them when `before` is null. */
function* recordsOf(
  world: World,
  settings: Settings,
  before: Taken['snapshot'] | null,
  changed: ReadonlySet<string>,
  vendorOf: VendorOf,
): Sliced<Pick<Taken['snapshot'], 'devices' | 'macs' | 'known'>> {
  const devices = new Map<string, Device | null>();
  const macs = new Map<string, string | null>();
  const isBlocked = blockedBy([...world.routers.values()].map(({ gates }) => gates));
  let known: Set<string> | null = null;
  const isKnownDevice = isKnownIn(world);
  yield* visitEach(before === null ? world.devices.keys() : changed, (deviceId) => {
    const memory = world.devices.get(deviceId);
    const isKnown = memory !== undefined && isKnownDevice(memory);
    const configured = memory === undefined ? null : world.identity.configured(deviceId);
    if (memory === undefined) {
      const gone = before?.devices.get(deviceId)?.mac_address;
      if (gone !== undefined) macs.set(gone, null);
      devices.set(deviceId, null);
    } else {
      const all = world.identity.macsOf(deviceId, memory.macAddress);
      const given = {
        configuredName: configured?.name ?? null,
        isKnown,
        isBlocked: isBlocked(all),
        vendor: vendorOf(memory.macAddress),
      };
      devices.set(deviceId, toDevice(memory, given, settings));
      for (const mac of all) macs.set(mac, deviceId);
    }
    if (isKnown === (known ?? before?.known)?.has(deviceId)) return;
    known ??= new Set(before?.known);
    if (isKnown) known.add(deviceId);
    else known.delete(deviceId);
  });
  return {
    devices: (before?.devices ?? VersionedMap.from<Device>([])).with(devices),
    macs: (before?.macs ?? VersionedMap.from<string>([])).with(macs),
    known: known ?? before?.known ?? new Set(),
  };
}

function* toRecords(
  router: string,
  state: RouterState,
  settings: Settings,
  previous: RouterRecords | null,
): Sliced<RouterRecords> {
  const { view, memory } = state;
  if (view === null)
    return { router: toRouter(router, null), interfaces: [], accessPoints: [], rules: noRules, warnings: [] };
  const interfaces: WifiInterfaceRecord[] = [];
  yield* visitEach(view.interfaces, (located) => interfaces.push(toInterface(located, router, settings)));
  const accessPoints: AccessPointReport[] = [];
  yield* visitEach(memory.accessPoints.values(), (known) =>
    accessPoints.push(toAccessPoint(known, view, settings)),
  );
  const kept = keepInterfaces(previous?.interfaces ?? [], view.reading);
  const before = new Map(
    previous?.accessPoints.map((report) => [report.record.access_point_id, report] as const),
  );
  return {
    router: keepRouter(toRouter(router, view), previous?.router, view.reading),
    interfaces: [...interfaces, ...kept.map((record) => rename(record, state, settings))],
    accessPoints: accessPoints.map((record) => keepAccessPoint(record, before, view.reading)),
    rules: toRules(view.reading, previous?.rules ?? noRules),
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
