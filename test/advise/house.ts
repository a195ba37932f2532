/** A house made by hand: two access points with both bands and one network, fourteen days of history, and what a test adds. */
import { advise } from '../../src/advise/advise.ts';
import { HOUR_MS } from '../../src/advise/constant.ts';
import type { House } from '../../src/advise/house.ts';
import type { Stay } from '../../src/record/history.ts';
import type { Found } from '../../src/advise/kind.ts';
import type { Device } from '../../src/record/device.ts';
import type { Check, FindingKind } from '../../src/record/finding.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../src/record/network.ts';
import { exampleAccessPoint, exampleInterface } from '../../src/question/example.ts';
import { device } from '../device.ts';

export const AT = Date.UTC(2026, 10, 28, 18);
export const HERE = '48a98a000001';
export const THERE = '48a98a000002';
const NAMES: Record<string, string> = { [HERE]: 'Hall', [THERE]: 'Kitchen' };

export const hoursAgo = (hours: number) => AT - hours * HOUR_MS;

/** On the hall's 2.4 GHz with −60 dBm; lasts unless it has an end. Its signals vary by 2 dB. */
export function stay(overrides: Partial<Stay> = {}): Stay {
  const medianDbm = overrides.medianDbm === undefined ? -60 : overrides.medianDbm;
  const toAt = overrides.toAt ?? null;
  return {
    accessPointId: HERE,
    interface: 'hall-2',
    ssid: 'home',
    band: '2.4GHz',
    fromAt: hoursAgo(24),
    toAt,
    medianDbm,
    lowDbm: medianDbm === null ? null : medianDbm - 2,
    highDbm: medianDbm === null ? null : medianDbm + 2,
    sampleCount: 288,
    firstDbm: medianDbm,
    lastDbm: medianDbm,
    weak: null,
    endedBy: toAt === null ? null : 'roamed',
    reason: null,
    ...overrides,
  };
}

export function steering(given: Partial<WifiInterfaceRecord['steering']>): WifiInterfaceRecord['steering'] {
  const names = Object.keys(exampleInterface.steering) as (keyof typeof given)[];
  const unset = Object.fromEntries(names.map((name) => [name, null])) as WifiInterfaceRecord['steering'];
  return { ...unset, ...given };
}

export function wifi(
  id: string,
  band: '2.4GHz' | '5GHz',
  overrides: Partial<WifiInterfaceRecord> = {},
): WifiInterfaceRecord {
  const name = `${NAMES[id] ?? id} ${band}`;
  return {
    ...exampleInterface,
    configured: { ...exampleInterface.configured, tx_power_dbm: null },
    configuration: null,
    origins: [],
    dynamic: false,
    interface: name,
    router: 'router',
    access_point: NAMES[id] ?? id,
    access_point_id: id,
    ssid: 'home',
    band,
    channel: null,
    frequency_mhz: null,
    bssid: null,
    master_interface: null,
    running: true,
    disabled: false,
    client_count: 0,
    tx_power_dbm: band === '5GHz' ? 20 : 13,
    channel_width: null,
    steering: steering({ rrm: true, wnm: true }),
    fast_transition: true,
    comment: null,
    source: 'wifi',
    ...overrides,
  };
}

export function accessPoint(id: string, overrides: Partial<AccessPointRecord> = {}): AccessPointRecord {
  return {
    ...exampleAccessPoint,
    access_point_id: id,
    name: NAMES[id] ?? id,
    router: 'router',
    board_name: null,
    version: '7.24',
    serial_number: null,
    address: null,
    reachable: true,
    uptime_seconds: null,
    client_count: 0,
    interfaces: [],
    ...overrides,
  };
}

export const router: RouterRecord = {
  router: 'router',
  identity: 'Main',
  board_name: null,
  model: null,
  serial_number: null,
  version: '7.24',
  architecture: null,
  cpu_count: null,
  cpu_load_percent: null,
  memory_total_bytes: null,
  memory_free_bytes: null,
  temperature_celsius: null,
  uptime_seconds: null,
  booted_at: null,
  reachable: true,
  time_zone: null,
  latest_version: null,
  update_channel: null,
  update_status: null,
};

export const bothBands = [HERE, THERE].flatMap((id) => [wifi(id, '2.4GHz'), wifi(id, '5GHz')]);

interface Given extends Partial<Omit<House, 'snapshot' | 'past'>> {
  /** The past of the device `panel`. */
  stays?: readonly Stay[];
  /** Further devices with their pasts. */
  others?: readonly { device: Device; stays: readonly Stay[] }[];
  panel?: Partial<Device>;
  interfaces?: readonly WifiInterfaceRecord[];
  accessPoints?: readonly AccessPointRecord[];
  routers?: readonly RouterRecord[];
  historyHours?: number | null;
}

export function houseOf(given: Given = {}): House {
  const { stays = [], others = [], panel = {}, historyHours = 14 * 24, ...rest } = given;
  const { interfaces = bothBands, accessPoints = [HERE, THERE].map((id) => accessPoint(id)) } = given;
  const own = device({
    name: 'Panel',
    access_point_id: HERE,
    access_point: 'Hall',
    interface: 'Hall 2.4GHz',
    band: '2.4GHz',
    signal_dbm: -60,
    ...panel,
  });
  const all = [{ device: own, stays }, ...others];
  return {
    at: AT,
    refusals: null,
    restarts: null,
    rules: null,
    updates: null,
    ...rest,
    snapshot: {
      devices: new Map(all.map((one) => [one.device.device_id, one.device])),
      interfaces,
      accessPoints,
      routers: given.routers ?? [router],
    },
    past:
      historyHours === null
        ? null
        : {
            sinceAt: hoursAgo(historyHours),
            stays: new Map(all.map((one) => [one.device.device_id, one.stays])),
          },
  };
}

/** `count` devices with a past each. */
export function crowd(
  count: number,
  staysOf: (index: number) => readonly Stay[],
  given: Partial<Device> = {},
) {
  return Array.from({ length: count }, (_, index) => ({
    device: device({
      mac_address: `02:00:00:00:00:${(16 + index).toString(16).toUpperCase()}`,
      name: `Lamp ${index + 1}`,
      ...given,
    }),
    stays: staysOf(index),
  }));
}

export function findingsOf(house: House, kind: FindingKind): Found[] {
  return advise(house).found.filter((found) => found.kind === kind);
}

export function checkOf(house: House, kind: FindingKind): Check {
  return advise(house).checks.find((check) => check.kind === kind)!;
}
