/**
 * Every count of connected devices, the same for every edge. A held device counts where it was last read. A count that could be wrong is
 * null: a table that holds its devices has not been read for a minute, or one of its devices has been held for as long.
 */
import { type CountGaps, tableKey } from '../presence/count-gap.ts';
import type { Device } from './device.ts';
import type { WifiInterfaceRecord } from './network.ts';

export interface Counts {
  /** All devices on WiFi; null while it cannot be known. */
  everywhere: readonly Device[] | null;
  /** The devices on a router's interfaces. */
  onRouter: (router: string) => readonly Device[] | null;
  onAccessPoint: (id: string) => readonly Device[] | null;
  onSsid: (ssid: string) => readonly Device[] | null;
  onInterface: (record: Pick<WifiInterfaceRecord, 'router' | 'interface' | 'source'>) => number | null;
  /** The devices that count although their count is null: those that are certain to be on WiFi. */
  certain: readonly Device[];
  /** Those of them on an access point. */
  certainOn: (accessPointId: string) => readonly Device[];
}

export interface CountBase {
  devices: ReadonlyMap<string, Device>;
  interfaces: readonly Pick<WifiInterfaceRecord, 'router' | 'source' | 'ssid'>[];
  gaps: CountGaps;
}

/** In a registration table now; while there is no evidence, whether it was at the last one. */
export function isOnAir({ connected, presence }: Device): boolean {
  return connected ?? presence === 'home';
}

const known = new WeakMap<CountBase, Counts>();

/** Computed once per base. */
export function countsOf(base: CountBase): Counts {
  const counts = known.get(base) ?? count(base);
  known.set(base, counts);
  return counts;
}

/** Another value with the same devices, gaps and interfaces has these counts too. */
export function shareCounts(base: CountBase, counts: Counts): void {
  known.set(base, counts);
}

function count({ devices, interfaces, gaps }: CountBase): Counts {
  const onAir = [...devices.values()].filter((device) => isOnAir(device) || gaps.kept.has(device.device_id));
  const held = [...gaps.devices].flatMap((id) => devices.get(id) ?? []);
  const by = (keysOf: (device: Device) => readonly (string | null)[]) => {
    // few are asked of every snapshot
    const groups = once(() => grouped(onAir, keysOf));
    const gapKeys = once(() => new Set(held.flatMap(keysOf)));
    return {
      certain: (key: string | null) => groups().get(key) ?? [],
      known: (key: string | null, isGap = false) =>
        isGap || gaps.isUnread || gapKeys().has(key) ? null : (groups().get(key) ?? []),
    };
  };
  const byRouter = by(({ router }) => [router]);
  const byAccessPoint = by(({ access_point_id: id }) => [id]);
  const bySsid = by(({ ssid }) => [ssid]);
  const byInterface = by(({ router, interface: name, links }) =>
    [name, ...links.map((link) => link.interface)].map((each) => interfaceKey(router, each)),
  );
  const isWhole = !gaps.isUnread && gaps.tables.size === 0 && held.length === 0;
  const lateSsids = ssidsIn(gaps.tables, interfaces);
  return {
    everywhere: isWhole ? onAir : null,
    onRouter: (router) => byRouter.known(router, gaps.routers.has(router)),
    onAccessPoint: (id) => byAccessPoint.known(id, gaps.accessPoints.has(id)),
    onSsid: (ssid) => bySsid.known(ssid, lateSsids === null || lateSsids.has(ssid)),
    onInterface: ({ router, interface: name, source }) => {
      const isGap = gaps.tables.has(tableKey(router, source)) || gaps.routers.has(router);
      return byInterface.known(interfaceKey(router, name), isGap)?.length ?? null;
    },
    certain: onAir,
    certainOn: byAccessPoint.certain,
  };
}

const counted = new WeakMap<WifiInterfaceRecord, WifiInterfaceRecord>();

/** The record with the count of its devices; the same object for the same record and count. */
export function withCount(record: WifiInterfaceRecord, client_count: number | null): WifiInterfaceRecord {
  if (record.client_count === client_count) return record;
  const before = counted.get(record);
  if (before?.client_count === client_count) return before;
  const made = { ...record, client_count };
  counted.set(record, made);
  return made;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

function interfaceKey(router: string | null, name: string | null): string | null {
  // no id of a router has a space
  return router === null || name === null ? null : `${router} ${name}`;
}

/** The SSIDs whose devices may be in one of these tables; null: any SSID, because the interfaces of a table are not known. */
function ssidsIn(tables: CountGaps['tables'], interfaces: CountBase['interfaces']): Set<string> | null {
  const found = new Map([...tables].map((table) => [table, new Set<string>()]));
  for (const { router, source, ssid } of interfaces)
    if (ssid !== null) found.get(tableKey(router, source))?.add(ssid);
  const all = [...found.values()];
  return all.some((ssids) => ssids.size === 0) ? null : new Set(all.flatMap((ssids) => [...ssids]));
}

function grouped(
  devices: readonly Device[],
  keysOf: (device: Device) => readonly (string | null)[],
): Map<string | null, Device[]> {
  const groups = new Map<string | null, Device[]>();
  for (const device of devices)
    for (const key of keysOf(device)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [device]);
      else if (group.at(-1) !== device) group.push(device);
    }
  return groups;
}
