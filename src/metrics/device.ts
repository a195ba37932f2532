/** Series of single devices. All but `device_info` have `device_id` as their only label: what changes often is a value, never a label. */
import type { MetricsDevices } from '../config/config.ts';
import type { Device } from '../record/device.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Family, flag, seconds } from './family.ts';

/** At about ten series each, as much as one target should have. */
export const MAX_DEVICE_SERIES = 2000;

export const deviceFamilies: readonly Family[] = [
  {
    name: 'device_info',
    help: 'Always 1; the name of a device and where it is, or was last seen. Join by device_id.',
    type: 'gauge',
    labelNames: ['device_id', 'name', 'router', 'access_point', 'access_point_id', 'ssid', 'band'],
    read: ({ devices }) =>
      devices.map(({ device_id, name, router, access_point, access_point_id, ssid, band }) => ({
        labels: { device_id, name, router, access_point, access_point_id, ssid, band },
        value: 1,
      })),
  },
  each('device_home', 'Whether a device is home (1) or away (0); absent while unknown.', ({ presence }) =>
    presence === 'unknown' ? null : flag(presence === 'home'),
  ),
  each(
    'device_connected',
    'Whether a device is in a registration table; absent while no router that could hold it answers.',
    ({ connected }) => flag(connected),
  ),
  each('device_last_seen_timestamp_seconds', 'Unix time at which a device was last seen.', (device) =>
    seconds(device.last_seen_at),
  ),
  // a held record repeats the last values read, which are not current
  live('device_signal_dbm', 'Signal of a device at its access point, in dBm.', (d) => d.signal_dbm),
  live('device_tx_rate_bytes_per_second', 'Link rate towards a device, in bytes per second.', (d) =>
    bytes(d.tx_rate_bps),
  ),
  live('device_rx_rate_bytes_per_second', 'Link rate from a device, in bytes per second.', (d) =>
    bytes(d.rx_rate_bps),
  ),
  live(
    'device_tx_rate_bits_per_second',
    'Deprecated: the former name of device_tx_rate_bytes_per_second, in bits per second.',
    (d) => d.tx_rate_bps,
  ),
  live(
    'device_rx_rate_bits_per_second',
    'Deprecated: the former name of device_rx_rate_bytes_per_second, in bits per second.',
    (d) => d.rx_rate_bps,
  ),
  live(
    'device_tx_bytes_total',
    'Bytes sent to a device; restarts with each connection.',
    (d) => d.tx_bytes,
    'counter',
  ),
  live(
    'device_rx_bytes_total',
    'Bytes received from a device; restarts with each connection.',
    (d) => d.rx_bytes,
    'counter',
  ),
  {
    name: 'devices_omitted',
    help: 'Devices without series of their own because there are too many; strangers are left out first.',
    type: 'gauge',
    labelNames: [],
    read: ({ omittedCount }) => [{ value: omittedCount }],
  },
];

function each(
  name: string,
  help: string,
  value: (device: Device) => number | null,
  type: Family['type'] = 'gauge',
): Family {
  return {
    name,
    help,
    type,
    labelNames: ['device_id'],
    read: ({ devices }) =>
      devices.map((device) => ({ labels: { device_id: device.device_id }, value: value(device) })),
  };
}

function bytes(bits: number | null): number | null {
  return bits === null ? null : bits / 8;
}

function live(
  name: string,
  help: string,
  value: (device: Device) => number | null,
  type: Family['type'] = 'gauge',
): Family {
  return each(name, help, (device) => (device.connected === true ? value(device) : null), type);
}

/** `all`: strangers too, unless they are away. Where there are too many, known devices come first, then connected ones. */
export function chooseDevices(
  snapshot: Snapshot | null,
  mode: MetricsDevices,
): { devices: readonly Device[]; omittedCount: number } {
  if (snapshot === null || mode === 'none') return { devices: [], omittedCount: 0 };
  const isKnown = ({ device_id }: Device) => snapshot.known.has(device_id);
  const wanted = [...snapshot.devices.values()].filter(
    (device) => isKnown(device) || (mode === 'all' && device.presence !== 'away'),
  );
  if (wanted.length <= MAX_DEVICE_SERIES) return { devices: wanted, omittedCount: 0 };
  const rank = (device: Device) => (isKnown(device) ? 0 : 2) + (device.connected === true ? 0 : 1);
  const devices = wanted
    .map((device) => ({ device, rank: rank(device) }))
    .sort((a, b) => a.rank - b.rank || (a.device.device_id < b.device.device_id ? -1 : 1))
    .slice(0, MAX_DEVICE_SERIES)
    .map(({ device }) => device);
  return { devices, omittedCount: wanted.length - devices.length };
}
