/** A router's joined reading as public records of its interfaces, access points and itself. */
import { indexOf } from '../join/view-index.ts';
import type { LocatedInterface, RouterView } from '../join/view.ts';
import { rowsOf, type Table, answered } from '../parse/reading.ts';
import type { AccessPointMemory } from '../presence/access-point.ts';
import type { Settings } from '../presence/settings.ts';
import { dialects } from '../parse/dialect.ts';
import type { AccessPointReport } from './merge-access-points.ts';
import type { PackageUpdate, Temperatures } from '../parse/system.ts';
import type { RouterRecord, UpdateRecord, WifiInterfaceRecord } from './network.ts';
import { toIso, toSeconds } from './time.ts';
import { accessPointName } from './to-device.ts';
import { toConfigured } from './wifi-property.ts';

/** `count.ts` fills in `client_count`. */
export function toInterface(
  located: LocatedInterface,
  router: string,
  settings: Settings,
): WifiInterfaceRecord {
  const { row, accessPoint, configured } = located;
  const { properties } = configured;
  return {
    interface: row.name,
    router,
    access_point: accessPointName(accessPoint, settings),
    access_point_id: accessPoint?.id ?? null,
    ssid: located.ssid ?? properties.ssid,
    band: located.band,
    channel: located.channel,
    frequency_mhz: located.frequencyMhz,
    bssid: row.macAddress,
    master_interface: row.masterInterface,
    running: row.running,
    disabled: row.disabled,
    client_count: null,
    tx_power_dbm: located.txPowerDbm,
    channel_width: located.channelWidth,
    fast_transition: properties.fastTransition,
    ...toConfigured(configured),
    dynamic: row.dynamic,
    comment: row.comment,
    source: row.source,
  };
}

export function toAccessPoint(
  memory: AccessPointMemory,
  view: RouterView,
  settings: Settings,
): AccessPointReport {
  const { ref, cap } = memory;
  const { reading } = view;
  const index = indexOf(view);
  const own = view.interfacesOf.get(ref.id) ?? [];
  // `cap` is the last row read, which may be an earlier reading's
  const listed = index.caps.has(ref.id) ? cap : null;
  const { caps } = dialects[memory.source];
  const isListRead = cap === null || caps === null || reading.tables[caps.path].status !== 'failed';
  const resource = cap === null ? first(reading.tables['system/resource']) : null;
  const neighborAddress = cap === null ? null : index.neighborAddresses.get(cap.baseMac);
  const record = {
    access_point_id: ref.id,
    name: accessPointName(ref, settings) ?? ref.id,
    router: reading.router,
    board_name: cap?.boardName ?? resource?.boardName ?? null,
    version: cap?.version ?? resource?.version ?? null,
    serial_number:
      cap === null ? (first(reading.tables['system/routerboard'])?.serialNumber ?? null) : cap.serialNumber,
    address:
      cap === null
        ? null
        : (neighborAddress ?? /^\d+(?:\.\d+){3}/.exec(cap.address ?? '')?.[0] ?? cap.address),
    reachable: isListRead && answered(reading) ? memory.missingSinceAt === null : null,
    uptime_seconds: toSeconds((cap === null ? resource : listed)?.uptimeMs ?? null),
    interfaces: own.map((located) => located.row.name),
    ...toUpdate(cap === null ? first(reading.tables['system/package/update']) : null),
  };
  return { record, missingSinceAt: memory.missingSinceAt };
}

/** A router's record by its last reading; every detail is null before the first. */
export function toRouter(router: string, view: RouterView | null): RouterRecord {
  const tables = view?.reading.tables;
  const resourceTable = tables?.['system/resource'];
  const resource = resourceTable === undefined ? null : first(resourceTable);
  const routerboard = tables === undefined ? null : first(tables['system/routerboard']);
  const uptimeMs = resource?.uptimeMs ?? null;
  return {
    router,
    identity: tables === undefined ? null : (first(tables['system/identity'])?.name ?? null),
    board_name: resource?.boardName ?? null,
    model: routerboard?.model ?? null,
    serial_number: routerboard?.serialNumber ?? null,
    version: resource?.version ?? null,
    architecture: resource?.architecture ?? null,
    cpu_count: resource?.cpuCount ?? null,
    cpu_load_percent: resource?.cpuLoadPercent ?? null,
    memory_total_bytes: resource?.memoryTotalBytes ?? null,
    memory_free_bytes: resource?.memoryFreeBytes ?? null,
    temperature_celsius: tables === undefined ? null : toTemperature(rowsOf(tables['system/health']) ?? []),
    uptime_seconds: toSeconds(uptimeMs),
    booted_at: uptimeMs === null ? null : toIso(resourceTable!.readAt - uptimeMs),
    time_zone: tables === undefined ? null : (first(tables['system/clock'])?.timeZone ?? null),
    reachable: view !== null && answered(view.reading),
    ...toUpdate(tables === undefined ? null : first(tables['system/package/update'])),
  };
}

/** Of the processor, else of the board. */
function toTemperature(sensors: readonly Temperatures[]): number | null {
  const first = (of: keyof Temperatures) => sensors.find((sensor) => sensor[of] !== null)?.[of] ?? null;
  return first('processor') ?? first('board');
}

function toUpdate(update: PackageUpdate | null): UpdateRecord {
  return {
    latest_version: update?.latestVersion ?? null,
    update_channel: update?.channel ?? null,
    update_status: update?.status ?? null,
  };
}

function first<T>(table: Table<T>): T | null {
  return rowsOf(table)?.[0] ?? null;
}
