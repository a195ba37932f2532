/** Snapshots for the tests of MCP: whole records, of which a test states only what matters to it. */
import { noGaps } from '../../src/presence/count-gap.ts';
import type { Device } from '../../src/record/device.ts';
import type { Health } from '../../src/record/health.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../src/record/network.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { device } from '../device.ts';
import { unconfigured } from '../configured.ts';

export const takenAt = Date.parse('2026-11-20T08:00:00.000Z');
const time = new Date(takenAt).toISOString();

export { device } from '../device.ts';
export { holderOf, type TestHolder } from '../snapshot-holder.ts';

/** Distinct devices with ordinary names, every field filled. */
export function manyDevices(count: number): Device[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = index.toString(16).padStart(6, '0').toUpperCase();
    const mac_address = `3C:22:FB:${digits.match(/../g)!.join(':')}`;
    return device({
      mac_address,
      name: `Device ${index}`,
      ip_address: `192.168.${index >> 8}.${index & 255}`,
    });
  });
}

export const accessPoint: AccessPointRecord = {
  access_point_id: '48a98a000001',
  name: 'hall',
  router: 'router',
  board_name: 'cAP ax',
  version: '7.20.4',
  serial_number: 'HG00000001',
  address: '192.168.88.2',
  reachable: true,
  uptime_seconds: 86_400,
  client_count: 7,
  interfaces: ['cap-wifi1'],
  latest_version: null,
  update_channel: null,
  update_status: null,
};

export const wifiInterface: WifiInterfaceRecord = {
  interface: 'cap-wifi1',
  router: 'router',
  access_point: 'hall',
  access_point_id: '48a98a000001',
  ssid: 'home',
  band: '5GHz',
  channel: '5180/ax/Ceee',
  frequency_mhz: 5180,
  bssid: '48:A9:8A:00:00:02',
  master_interface: null,
  running: true,
  disabled: false,
  client_count: 7,
  tx_power_dbm: 20,
  channel_width: '20/40/80mhz',
  ...unconfigured,
  steering: { ...unconfigured.steering, rrm: true, wnm: true, transition_threshold_dbm: -80 },
  fast_transition: true,
  comment: null,
  source: 'wifi',
};

export const router: RouterRecord = {
  router: 'router',
  identity: 'hAP',
  board_name: 'hAP ax^3',
  model: 'C53UiG+5HPaxD2HPaxD',
  serial_number: 'HG00000002',
  version: '7.20.4',
  architecture: 'arm64',
  cpu_count: 4,
  cpu_load_percent: 3,
  memory_total_bytes: 1_073_741_824,
  memory_free_bytes: 700_000_000,
  temperature_celsius: 43,
  uptime_seconds: 86_400,
  booted_at: time,
  time_zone: null,
  reachable: true,
  latest_version: null,
  update_channel: null,
  update_status: null,
};

export function snapshot(
  devices: readonly Device[] = [device()],
  overrides: Partial<Snapshot> = {},
): Snapshot {
  return {
    meta: { taken_at: time, complete: true, warnings: [] },
    takenAt,
    devices: new Map(devices.map((one) => [one.device_id, one])),
    macs: new Map(devices.map((one) => [one.mac_address, one.device_id])),
    gaps: noGaps,
    problems: [],
    known: new Set(devices.map((one) => one.device_id)),
    areMarksRead: true,
    people: [],
    interfaces: [wifiInterface],
    accessPoints: [accessPoint],
    routers: [router],
    findings: [],
    checks: [],
    ...overrides,
  };
}

export function health(overrides: Partial<Health> = {}): Health {
  return {
    status: 'ok',
    version: '0.1.0',
    uptime_seconds: 60,
    problem: null,
    routers: [
      {
        router: 'router',
        reachable: true,
        breaker: 'closed',
        last_success_at: time,
        tables: [
          {
            table: 'interface/wifi/registration-table',
            status: 'complete',
            row_count: 17,
            age_seconds: 4,
            duration_ms: 38,
            error_kind: null,
            message: null,
            remedy: null,
          },
        ],
      },
    ],
    configuration: { loaded_at: '2026-11-20T08:00:00.000Z', problem: null },
    syslog: null,
    push: null,
    history: null,
    mqtt: null,
    state: { problem: null },
    snapshot: { taken_at: time, complete: true, warnings: [] },
    ...overrides,
  };
}
