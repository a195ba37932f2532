/** A device as the record has it, made by hand: every field is filled, and a test states only what matters to it. */
import { type Device, deviceSchema } from '../src/record/device.ts';

const time = '2026-11-20T08:00:00.000Z';

/** The device_id follows the MAC address. */
export function device(overrides: Partial<Device> = {}): Device {
  const mac_address = overrides.mac_address ?? '3C:22:FB:0A:1B:2C';
  return {
    device_id: mac_address.replaceAll(':', '').toLowerCase(),
    mac_address,
    mac_randomized: false,
    blocked: false,
    vendor: 'Apple, Inc.',
    known: true,
    guest: false,
    name: 'Kitchen tablet',
    name_source: 'dhcp_comment',
    host_name: 'tablet',
    comment: 'Kitchen tablet',
    presence: 'home',
    zone: 'home',
    presence_since_at: time,
    first_seen_at: time,
    last_seen_at: time,
    connected: true,
    ip_address: '192.168.88.21',
    ip_source: 'dhcp_lease',
    ip_addresses: ['192.168.88.21', 'fe80::1'],
    router: 'router',
    access_point: 'hall',
    access_point_id: '48a98a000001',
    interface: 'cap-wifi1',
    ssid: 'home',
    band: '5GHz',
    wifi_standard: '802.11ax',
    channel: '5180/ax/Ceee',
    frequency_mhz: 5180,
    signal_dbm: -61,
    tx_rate_bps: 866_700_000,
    rx_rate_bps: 780_000_000,
    tx_throughput_bps: 12_000,
    rx_throughput_bps: 4000,
    tx_bytes: 1_234_567,
    rx_bytes: 765_432,
    tx_packets: 1234,
    rx_packets: 765,
    connected_since_at: time,
    uptime_seconds: 3600,
    idle_seconds: 0,
    auth_type: 'wpa3-psk',
    authorized: true,
    vlan_id: null,
    eap_identity: null,
    links: [],
    source: 'wifi',
    dhcp: { server: 'lan', status: 'bound', dynamic: false, expires_in_seconds: 600, last_seen_seconds: 30 },
    ...overrides,
  };
}

/** One of which nothing is known: what may be null is null. */
export function bareDevice(overrides: Partial<Device> = {}): Device {
  const nullable = Object.entries(deviceSchema.shape).filter(([, field]) => field.safeParse(null).success);
  const nulls: Partial<Device> = Object.fromEntries(nullable.map(([name]) => [name, null]));
  return device({ ...nulls, ip_addresses: [], ...overrides });
}
