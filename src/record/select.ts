/** Selects and sorts the devices of a query, for REST and MCP. */
import { z } from 'zod';
import { parseMac } from '../parse/mac.ts';
import {
  bands,
  type CompactDevice,
  compactDeviceSchema,
  type Device,
  deviceSchema,
  presences,
  toCompact,
} from './device.ts';
import { type Snapshot, snapshotMetaSchema } from './snapshot.ts';

export const MAX_LIMIT = 1000;
const MAX_FILTER_LENGTH = 128;

const oneOrMore = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(100);
const filterText = () => z.string().min(1).max(MAX_FILTER_LENGTH);
/** Fields a list can be sorted by. */
export const sortable = Object.keys(deviceSchema.shape).filter(
  (field) => !['links', 'dhcp', 'ip_addresses'].includes(field),
);

/** A filter is a list: a device matches it by any of its values, and a query by all of its filters. */
export const deviceQuerySchema = z.strictObject({
  name: oneOrMore(filterText()).optional().describe('Part of the name, in any case.'),
  mac: oneOrMore(
    filterText().refine(
      (value) => parseMac(value) !== null,
      'is not a MAC address; write it like AA:BB:CC:DD:EE:FF',
    ),
  )
    .optional()
    .describe('MAC address in any common notation.'),
  interface: oneOrMore(filterText()).optional().describe('WiFi interface, exactly as the router names it.'),
  ssid: oneOrMore(filterText()).optional().describe('SSID of the WiFi network, exactly.'),
  access_point: oneOrMore(filterText()).optional().describe('Name (in any case) or id of the access point.'),
  band: oneOrMore(z.enum(bands)).optional().describe('Frequency band, also of any link.'),
  router: oneOrMore(filterText()).optional().describe('Id of the router.'),
  presence: oneOrMore(z.enum([...presences, 'any']))
    .optional()
    .describe('Presence; any for all. Default: home and unknown.'),
  connected: oneOrMore(z.boolean()).optional().describe('In a WiFi registration table now.'),
  known: oneOrMore(z.boolean())
    .optional()
    .describe('Named by the operator. Strangers are known=false with guest=false.'),
  guest: oneOrMore(z.boolean()).optional().describe('On a guest SSID now, or when last seen.'),
  sort: z
    .enum(
      sortable.flatMap((field) => [field, `-${field}`]),
      'is not a field to sort by; use a field of the record, with - in front for descending',
    )
    .optional()
    .describe('Field to sort by, with - in front for descending; null values come last. Default: name.'),
  limit: z.int().min(1).max(MAX_LIMIT).optional().describe('Maximum number of devices.'),
  offset: z.int().min(0).max(1_000_000_000).optional().describe('Number of devices to skip.'),
  detail: z
    .enum(['compact', 'full'])
    .optional()
    .describe('compact (default): the most used fields. full: every field.'),
});

export type DeviceQuery = z.infer<typeof deviceQuerySchema>;

const page = {
  total_count: z.int().describe('Number of matching devices.'),
  limit: z.int().describe('Maximum number of devices in this response.'),
  offset: z.int().describe('Number of devices skipped.'),
  has_more: z.boolean().describe('More devices follow.'),
  snapshot: snapshotMetaSchema,
};

export const deviceListSchema = z
  .strictObject({
    devices: z
      .array(z.union([deviceSchema, compactDeviceSchema]))
      .describe('The devices, in compact form unless detail is full.'),
    ...page,
  })
  .describe('One page of devices.');

export interface DeviceList {
  devices: readonly (Device | CompactDevice)[];
  total_count: number;
  limit: number;
  offset: number;
  has_more: boolean;
  snapshot: Snapshot['meta'];
}

/** The page of devices that a query selects. An offset beyond the end gives an empty page. */
export function select(snapshot: Snapshot, query: DeviceQuery, defaultLimit: number): DeviceList {
  const limit = query.limit ?? defaultLimit;
  const offset = query.offset ?? 0;
  const matching = matchesOf(snapshot, query);
  const devices = matching.slice(offset, offset + limit);
  return {
    devices: query.detail === 'full' ? devices : devices.map(toCompact),
    total_count: matching.length,
    limit,
    offset,
    has_more: offset + devices.length < matching.length,
    snapshot: snapshot.meta,
  };
}

/** All pages of one query share its sorted list, which lives no longer than its snapshot. */
const sortedLists = new WeakMap<Snapshot, Map<string, readonly Device[]>>();
const MAX_SORTED_LISTS = 8;

function matchesOf(snapshot: Snapshot, query: DeviceQuery): readonly Device[] {
  const { limit: _limit, offset: _offset, detail: _detail, ...question } = query;
  const key = JSON.stringify(question);
  const lists = sortedLists.get(snapshot) ?? new Map<string, readonly Device[]>();
  sortedLists.set(snapshot, lists);
  const known = lists.get(key);
  if (known !== undefined) return known;
  const matching = [...snapshot.devices.values()]
    .filter(matcher(query, snapshot.macs))
    .sort(order(query.sort ?? 'name'));
  // when it is full, the oldest list makes room
  if (lists.size >= MAX_SORTED_LISTS) lists.delete(lists.keys().next().value!);
  lists.set(key, matching);
  return matching;
}

function matcher(query: DeviceQuery, macs: Snapshot['macs']): (device: Device) => boolean {
  const presence = query.presence ?? ['home', 'unknown'];
  const names = query.name?.map((name) => name.toLowerCase());
  const ids = query.mac?.map((mac) => macs.get(parseMac(mac) ?? ''));
  const accessPoints = query.access_point?.map((name) => name.toLowerCase());
  const tests: ((device: Device) => boolean)[] = [];
  const test = <T>(wanted: readonly T[] | undefined, matches: (device: Device, value: T) => boolean) => {
    if (wanted !== undefined) tests.push((device) => wanted.some((value) => matches(device, value)));
  };
  test(presence, (device, value) => value === 'any' || device.presence === value);
  test(names, (device, value) => device.name.toLowerCase().includes(value));
  test(ids, (device, value) => device.device_id === value);
  test(query.interface, (device, value) => device.interface === value);
  test(query.ssid, (device, value) => device.ssid === value);
  test(
    accessPoints,
    (device, value) =>
      device.access_point?.toLowerCase() === value || device.access_point_id?.toLowerCase() === value,
  );
  test(
    query.band,
    (device, value) => device.band === value || device.links.some(({ band }) => band === value),
  );
  test(query.router, (device, value) => device.router === value);
  test(query.connected, (device, value) => device.connected === value);
  test(query.known, (device, value) => device.known === value);
  test(query.guest, (device, value) => device.guest === value);
  return (device) => tests.every((matches) => matches(device));
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

// nulls last in either direction; equal values by device_id, so that pages never overlap
function order(sort: string): (a: Device, b: Device) => number {
  const field = sort.replace(/^-/, '') as keyof Device;
  const direction = sort.startsWith('-') ? -1 : 1;
  return (a, b) => {
    const [left, right] = [a[field], b[field]];
    if (left === null || right === null) return left === right ? byId(a, b) : left === null ? 1 : -1;
    return direction * compare(left, right) || byId(a, b);
  };
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b);
  return Number(a) - Number(b);
}

function byId(a: Device, b: Device): number {
  return a.device_id < b.device_id ? -1 : a.device_id > b.device_id ? 1 : 0;
}
