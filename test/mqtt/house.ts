/** A small house as records, made by hand; every builder takes overrides. */
import { notComputed } from '../../src/record/finding.ts';
import type { Config } from '../../src/config/config.ts';
import { defaults } from '../../src/config/read.ts';
import type { MessagesInput } from '../../src/mqtt/messages.ts';
import type { PublishContext } from '../../src/mqtt/state-topics.ts';
import type { MqttSettings, Overrides } from '../../src/mqtt/settings.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import type { Device } from '../../src/record/device.ts';
import { noGaps } from '../../src/presence/count-gap.ts';
import type { EventRecord } from '../../src/record/event.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../src/record/network.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { device as deviceOf } from '../device.ts';
import { unconfigured } from '../configured.ts';

export const takenAt = Date.parse('2026-03-01T18:00:00.000Z');

export function device(overrides: Partial<Device> = {}): Device {
  const since = '2026-03-01T16:02:11.000Z';
  return deviceOf({
    mac_address: '48:A9:8A:12:34:56',
    name: 'Phone of a parent',
    host_name: 'phone',
    comment: 'Phone of a parent',
    presence_since_at: since,
    first_seen_at: '2026-01-01T09:00:00.000Z',
    last_seen_at: '2026-03-01T18:00:00.000Z',
    ip_addresses: ['192.168.88.21'],
    access_point: 'Hall',
    access_point_id: 'd4ca6d000001',
    interface: 'hall-5',
    tx_throughput_bps: 0,
    rx_throughput_bps: 0,
    tx_bytes: 1,
    rx_bytes: 1,
    tx_packets: 1,
    rx_packets: 1,
    connected_since_at: since,
    uptime_seconds: 7069,
    dhcp: null,
    ...overrides,
  });
}

/** Ordinary devices, all known, all home. */
export function manyDevices(count: number): Device[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = index.toString(16).padStart(6, '0').toUpperCase();
    return device({ mac_address: `3C:22:FB:${digits.match(/../g)!.join(':')}`, name: `Device ${index}` });
  });
}

export function accessPoint(overrides: Partial<AccessPointRecord> = {}): AccessPointRecord {
  return {
    access_point_id: 'd4ca6d000001',
    name: 'Hall',
    router: 'router',
    board_name: 'cAP ax',
    version: '7.24',
    serial_number: 'HC1234ABCD',
    address: '192.168.88.11',
    reachable: true,
    uptime_seconds: 86_400,
    client_count: 1,
    interfaces: ['hall-2', 'hall-5'],
    latest_version: null,
    update_channel: null,
    update_status: null,
    ...overrides,
  };
}

export function router(overrides: Partial<RouterRecord> = {}): RouterRecord {
  return {
    router: 'router',
    identity: 'Gateway',
    board_name: 'hAP ax^3',
    model: 'C53UiG+5HPaxD2HPaxD',
    serial_number: 'HF1234ABCD',
    version: '7.24',
    architecture: 'arm64',
    cpu_count: 4,
    cpu_load_percent: 3,
    memory_total_bytes: 1_073_741_824,
    memory_free_bytes: 700_000_000,
    temperature_celsius: null,
    uptime_seconds: 172_800,
    booted_at: '2026-02-27T18:00:00.000Z',
    time_zone: null,
    reachable: true,
    latest_version: null,
    update_channel: null,
    update_status: null,
    ...overrides,
  };
}

export function wifiInterface(overrides: Partial<WifiInterfaceRecord> = {}): WifiInterfaceRecord {
  return {
    interface: 'hall-5',
    router: 'router',
    access_point: 'Hall',
    access_point_id: 'd4ca6d000001',
    ssid: 'home',
    band: '5GHz',
    channel: '5180/ax/Ceee',
    frequency_mhz: 5180,
    bssid: 'D4:CA:6D:00:00:02',
    master_interface: null,
    running: true,
    disabled: false,
    client_count: 1,
    tx_power_dbm: null,
    channel_width: '20/40/80mhz',
    ...unconfigured,
    steering: { ...unconfigured.steering, rrm: true, wnm: true },
    fast_transition: true,
    comment: null,
    source: 'wifi',
    ...overrides,
  };
}

export function event(overrides: Partial<EventRecord> = {}): EventRecord {
  const spot = { access_point: 'Hall', access_point_id: 'd4ca6d000001', interface: 'hall-5' };
  return {
    event_type: 'roamed',
    at: '2026-03-01T18:00:00.000Z',
    device_id: '48a98a123456',
    name: 'Phone of a parent',
    router: 'router',
    from: { ...spot, ssid: 'home', band: '5GHz', signal_dbm: -61 },
    to: { ...spot, access_point: 'Garden', ssid: 'home', band: '2.4GHz', signal_dbm: -70 },
    reason: null,
    reason_class: null,
    count: null,
    finding_id: null,
    change_id: null,
    action: null,
    state: null,
    source: 'poll',
    ...overrides,
  };
}

/** The device itself where it says the same. */
function classed(one: Device, known: boolean): Device {
  const guest = one.ssid === 'guest';
  return one.known === known && one.guest === guest ? one : { ...one, known, guest };
}

/** All devices are known unless `known` says otherwise. */
export function snapshot(
  devices: readonly Device[] = [device()],
  overrides: Partial<Snapshot> & { complete?: boolean; at?: number } = {},
): Snapshot {
  const {
    complete = true,
    at = takenAt,
    known = new Set(devices.map((one) => one.device_id)),
    ...rest
  } = overrides;
  const records = devices.map((one) => classed(one, known.has(one.device_id)));
  return {
    meta: { taken_at: new Date(at).toISOString(), complete, warnings: [] },
    takenAt: at,
    devices: new Map(records.map((one) => [one.device_id, one])),
    macs: new Map(devices.map((one) => [one.mac_address, one.device_id])),
    known,
    areMarksRead: true,
    gaps: noGaps,
    problems: [],
    people: [],
    interfaces: [wifiInterface()],
    accessPoints: [accessPoint()],
    routers: [router()],
    findings: [],
    checks: notComputed,
    ...rest,
  };
}

export function settings(
  overrides: Partial<Omit<MqttSettings, 'homeassistant'>> & {
    homeassistant?: Partial<Config['homeassistant']>;
  } = {},
): MqttSettings {
  const { homeassistant, ...rest } = overrides;
  return {
    ...defaults.config,
    mqtt: { ...defaults.mqtt, url: 'mqtt://127.0.0.1:1' },
    routers: [{ id: 'router' }],
    guestSsids: ['guest'],
    ...rest,
    homeassistant: { ...defaults.config.homeassistant, ...homeassistant },
  };
}

export const noOverrides: Overrides = {
  deleted: new Set(),
  adopted: new Set(),
  lapses: new Map(),
  dismissed: new Set(),
  names: new Map(),
};

export function context(overrides: Partial<MqttSettings> = {}): PublishContext {
  const made = settings(overrides);
  const { baseTopic, discoveryPrefix } = made.mqtt;
  return {
    settings: made,
    topics: createTopics(baseTopic, discoveryPrefix, made.instanceId),
    version: '1.0.0',
    digest: '0123456789ab',
    installation: 'ba9876543210',
  };
}

export function next(shown: Snapshot, overrides: Partial<MessagesInput> = {}): MessagesInput {
  return { snapshot: shown, events: [], overrides: noOverrides, at: shown.takenAt, ...overrides };
}

export { holderOf as holder } from '../snapshot-holder.ts';
