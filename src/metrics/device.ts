/** The series of single devices. All but one have the device's id as their only label: what changes often is a value, never a label. */
import type { MetricsDevices } from '../config/config.ts';
import type { Device } from '../record/device.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Family, flag, type Sample, seconds } from './family.ts';

/** At about ten series each, what one target should have at most. */
export const MAX_DEVICES = 2000;

export const deviceFamilies: readonly Family[] = [
  each(
    'device_info',
    'Always 1; what a device is called and where it is, or was last seen. Join by device_id.',
    (device) => ({
      labels: {
        name: device.name,
        router: device.router,
        access_point: device.access_point,
        access_point_id: device.access_point_id,
        ssid: device.ssid,
        band: device.band,
      },
      value: 1,
    }),
  ),
  each('device_home', 'Whether a device is home (1) or away (0); absent while unknown.', ({ presence }) => ({
    value: presence === 'unknown' ? null : flag(presence === 'home'),
  })),
  each(
    'device_connected',
    'Whether a device is in a registration table; absent while the routers that could tell do not answer.',
    ({ connected }) => ({ value: flag(connected) }),
  ),
  each('device_last_seen_timestamp_seconds', 'Unix time at which a device was last seen.', (device) => ({
    value: seconds(device.last_seen_at),
  })),
  // a record that is held repeats what was read last: that was then, and a scrape asks for now
  live('device_signal_dbm', 'How well the access point hears a device, in dBm.', (d) => d.signal_dbm),
  live('device_tx_rate_bits_per_second', 'Link rate towards a device.', (d) => d.tx_rate_bps),
  live('device_rx_rate_bits_per_second', 'Link rate from a device.', (d) => d.rx_rate_bps),
  live(
    'device_tx_bytes_total',
    'Bytes sent to a device; starts anew when it connects anew.',
    (d) => d.tx_bytes,
    'counter',
  ),
  live(
    'device_rx_bytes_total',
    'Bytes received from a device; starts anew when it connects anew.',
    (d) => d.rx_bytes,
    'counter',
  ),
  {
    name: 'devices_omitted',
    help: 'Devices that should have series of their own but are too many; the strangers among them come first.',
    type: 'gauge',
    read: ({ omittedCount }) => [{ value: omittedCount }],
  },
];

function each(
  name: string,
  help: string,
  sample: (device: Device) => Sample,
  type: Family['type'] = 'gauge',
): Family {
  return {
    name,
    help,
    type,
    read: ({ devices }) =>
      devices.map((device) => {
        const { labels, value } = sample(device);
        return { labels: { device_id: device.device_id, ...labels }, value };
      }),
  };
}

function live(
  name: string,
  help: string,
  value: (device: Device) => number | null,
  type: Family['type'] = 'gauge',
): Family {
  return each(name, help, (device) => ({ value: device.connected === true ? value(device) : null }), type);
}

/** `all`: strangers too, while they are not away. Known devices come first when they are too many, then who is connected. */
export function chooseDevices(
  snapshot: Snapshot | null,
  mode: MetricsDevices,
): { devices: readonly Device[]; omittedCount: number } {
  if (snapshot === null || mode === 'none') return { devices: [], omittedCount: 0 };
  const isKnown = ({ device_id }: Device) => snapshot.known.has(device_id);
  const wanted = [...snapshot.devices.values()].filter(
    (device) => isKnown(device) || (mode === 'all' && device.presence !== 'away'),
  );
  if (wanted.length <= MAX_DEVICES) return { devices: wanted, omittedCount: 0 };
  const rank = (device: Device) => (isKnown(device) ? 0 : 2) + (device.connected === true ? 0 : 1);
  const devices = wanted
    .map((device) => ({ device, rank: rank(device) }))
    .sort((a, b) => a.rank - b.rank || (a.device.device_id < b.device.device_id ? -1 : 1))
    .slice(0, MAX_DEVICES)
    .map(({ device }) => device);
  return { devices, omittedCount: wanted.length - devices.length };
}
