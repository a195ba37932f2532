/** The columns of the table in their order: fields of the device record, as REST names them. */
import type { Device } from '../../../record/device.ts';

export interface Column {
  field: keyof Device;
  title: string;
  /** The least width in pixels, and the share of the width that is left. */
  width: readonly [number, number];
  isNumber?: true;
  /** The first click sorts descending: the most or the latest is what one looks for. */
  isDescendingFirst?: true;
}

export const columns = [
  { field: 'name', title: 'Name', width: [168, 3] },
  { field: 'signal_dbm', title: 'Signal', width: [84, 0.5] },
  { field: 'band', title: 'Band', width: [80, 0.4] },
  { field: 'access_point', title: 'Access point', width: [120, 2] },
  { field: 'ssid', title: 'Network', width: [100, 1.4] },
  { field: 'presence', title: 'Presence', width: [90, 0.8] },
  {
    field: 'tx_throughput_bps',
    title: 'Traffic down',
    width: [130, 0.5],
    isNumber: true,
    isDescendingFirst: true,
  },
  {
    field: 'rx_throughput_bps',
    title: 'Traffic up',
    width: [112, 0.5],
    isNumber: true,
    isDescendingFirst: true,
  },
  { field: 'tx_rate_bps', title: 'Rate down', width: [96, 0.6], isNumber: true, isDescendingFirst: true },
  { field: 'rx_rate_bps', title: 'Rate up', width: [96, 0.6], isNumber: true, isDescendingFirst: true },
  { field: 'connected_since_at', title: 'Connected for', width: [138, 0.6] },
  { field: 'last_seen_at', title: 'Last seen', width: [100, 0.6], isDescendingFirst: true },
  { field: 'first_seen_at', title: 'First seen', width: [100, 0.6], isDescendingFirst: true },
  { field: 'presence_since_at', title: 'Presence for', width: [112, 0.6], isDescendingFirst: true },
  { field: 'idle_seconds', title: 'Idle', width: [70, 0.5], isNumber: true, isDescendingFirst: true },
  { field: 'ip_address', title: 'IP address', width: [136, 1] },
  { field: 'mac_address', title: 'MAC address', width: [144, 1] },
  { field: 'vendor', title: 'Maker', width: [120, 1.6] },
  { field: 'host_name', title: 'Host name', width: [120, 1.4] },
  { field: 'comment', title: 'Comment', width: [120, 1.4] },
  { field: 'wifi_standard', title: 'Standard', width: [84, 0.5] },
  { field: 'channel', title: 'Channel', width: [110, 0.8] },
  { field: 'interface', title: 'Interface', width: [110, 1] },
  { field: 'router', title: 'Router', width: [90, 1] },
  { field: 'auth_type', title: 'Authentication', width: [122, 0.8] },
  { field: 'vlan_id', title: 'VLAN', width: [60, 0.4], isNumber: true },
] as const satisfies readonly Column[];

export type ColumnField = (typeof columns)[number]['field'];

const DEFAULT: readonly ColumnField[] = [
  'name',
  'signal_dbm',
  'band',
  'access_point',
  'ssid',
  'tx_throughput_bps',
  'connected_since_at',
  'ip_address',
  'mac_address',
  'vendor',
];
/** Where only three columns have room. */
const NARROW: readonly ColumnField[] = ['name', 'signal_dbm', 'access_point', 'ssid', 'ip_address', 'vendor'];

export function defaultFields(isNarrow: boolean): readonly ColumnField[] {
  return isNarrow ? NARROW : DEFAULT;
}

/** Those of a list that are columns, `name` first; null when it names none. */
export function toFields(wanted: unknown): readonly ColumnField[] | null {
  if (!Array.isArray(wanted)) return null;
  const given = new Set<unknown>(wanted);
  const fields = columns.map(({ field }) => field).filter((field) => given.has(field));
  return fields.length === 0 ? null : [...new Set<ColumnField>(['name', ...fields])];
}

export function columnOf(field: string): Column | undefined {
  return columns.find((column) => column.field === field);
}
