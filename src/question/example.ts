/** One example of each record, for documentation. */
import { type CompactDevice, type Device, toCompact } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../record/network.ts';
import type { Health } from '../record/health.ts';
import type { PersonRecord } from '../record/person.ts';
import type { SnapshotMeta } from '../record/snapshot.ts';

export const exampleSnapshot: SnapshotMeta = {
  taken_at: '2026-11-20T08:00:00.000Z',
  complete: false,
  warnings: [
    {
      router: 'attic',
      table: 'interface/wifi/registration-table',
      kind: 'timeout',
      message:
        'GET https://192.168.88.2/rest/interface/wifi/registration-table failed: no complete answer came within 10 s.',
      since_at: '2026-11-20T07:58:40.000Z',
    },
  ],
};

export const exampleDevice: Device = {
  device_id: '3c22fb0a1b2c',
  mac_address: '3C:22:FB:0A:1B:2C',
  mac_randomized: false,
  blocked: false,
  vendor: 'Apple, Inc.',
  known: true,
  guest: false,
  name: 'Kitchen tablet',
  name_source: 'dhcp_comment',
  host_name: 'kitchen-tablet',
  comment: 'Kitchen tablet',
  presence: 'home',
  zone: 'home',
  presence_since_at: '2026-11-19T17:12:30.000Z',
  first_seen_at: '2026-03-02T10:00:00.000Z',
  last_seen_at: '2026-11-20T08:00:00.000Z',
  connected: true,
  ip_address: '192.168.88.41',
  ip_source: 'dhcp_lease',
  ip_addresses: ['192.168.88.41', 'fd00:88::41'],
  router: 'router',
  access_point: 'Kitchen',
  access_point_id: '48a98a0c0d0e',
  interface: 'cap-wifi2',
  ssid: 'home',
  band: '5GHz',
  wifi_standard: '802.11ax',
  channel: '5180/ax/Ceee',
  frequency_mhz: 5180,
  signal_dbm: -58,
  tx_rate_bps: 1_200_900_000,
  rx_rate_bps: 1_080_600_000,
  tx_throughput_bps: 52_000,
  rx_throughput_bps: 8_000,
  tx_bytes: 81_406_112,
  rx_bytes: 9_120_344,
  tx_packets: 70_411,
  rx_packets: 41_870,
  connected_since_at: '2026-11-20T06:21:14.000Z',
  uptime_seconds: 5926,
  idle_seconds: 1,
  auth_type: 'wpa3-psk',
  authorized: true,
  vlan_id: null,
  eap_identity: null,
  links: [],
  source: 'wifi',
  dhcp: { server: 'lan', status: 'bound', dynamic: false, expires_in_seconds: 1480, last_seen_seconds: 320 },
};

export const exampleCompactDevice: CompactDevice = toCompact(exampleDevice);

export const examplePerson: PersonRecord = {
  person_id: 'anna',
  name: 'Anna',
  presence: 'home',
  zones: ['home'],
  devices: ['3c22fb0a1b2c'],
};

export const exampleInterface: WifiInterfaceRecord = {
  interface: 'cap-wifi2',
  router: 'router',
  access_point: 'Kitchen',
  access_point_id: '48a98a0c0d0e',
  ssid: 'home',
  band: '5GHz',
  channel: '5180/ax/Ceee',
  frequency_mhz: 5180,
  bssid: '48:A9:8A:0C:0D:10',
  master_interface: null,
  running: true,
  disabled: false,
  client_count: 9,
  tx_power_dbm: null,
  channel_width: '20/40/80mhz',
  steering: { rrm: true, wnm: true, transition_threshold_dbm: -80 },
  fast_transition: true,
  comment: null,
  source: 'wifi',
};

export const exampleAccessPoint: AccessPointRecord = {
  access_point_id: '48a98a0c0d0e',
  name: 'Kitchen',
  router: 'router',
  board_name: 'cAP ax',
  version: '7.24',
  serial_number: 'HEX00000001',
  address: '192.168.88.11',
  reachable: true,
  uptime_seconds: 803_211,
  client_count: 17,
  interfaces: ['cap-wifi1', 'cap-wifi2'],
};

export const exampleRouter: RouterRecord = {
  router: 'router',
  identity: 'Hall',
  board_name: 'hAP ax^3',
  model: 'C53UiG+5HPaxD2HPaxD',
  serial_number: 'HEX00000000',
  version: '7.24',
  architecture: 'arm64',
  cpu_count: 4,
  cpu_load_percent: 6,
  memory_total_bytes: 1_073_741_824,
  memory_free_bytes: 618_659_840,
  uptime_seconds: 803_300,
  booted_at: '2026-11-11T00:51:40.000Z',
  time_zone: 'Europe/Berlin',
  reachable: true,
};

export const exampleHealth: Health = {
  status: 'degraded',
  version: '0.2.0',
  uptime_seconds: 86_400,
  problem: null,
  routers: [
    {
      router: 'attic',
      reachable: false,
      breaker: 'closed',
      last_success_at: '2026-11-20T07:58:30.000Z',
      tables: [
        {
          table: 'interface/wifi/registration-table',
          status: 'failed',
          row_count: null,
          age_seconds: 4,
          duration_ms: 10_000,
          error_kind: 'timeout',
          message: exampleSnapshot.warnings[0]!.message,
          remedy:
            'If it happens again, raise the timeout of the router, and check what keeps it busy: /tool/profile, /log/print.',
        },
      ],
    },
  ],
  configuration: { loaded_at: '2026-11-19T08:00:00.000Z', problem: null },
  mqtt: {
    connected: true,
    protocol: '5',
    error_kind: null,
    message: null,
    remedy: null,
    deletion_count: 0,
    deletions: [],
  },
  state: { problem: null },
  syslog: {
    port: 5514,
    problem: null,
    line_count: 4120,
    understood_count: 3904,
    foreign_count: 0,
    dropped_count: 0,
    routers: [{ router: 'attic', line_count: 4120, last_line_at: '2026-11-20T07:58:31.000Z' }],
  },
  history: { problem: null, size_bytes: 48_103_424, oldest_at: '2026-03-02T10:00:00.000Z' },
  snapshot: exampleSnapshot,
};
