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
import {
  anyOf,
  bound,
  exact,
  type Filters,
  filterText,
  matcherOf,
  named,
  oneOrMore,
  part,
  shapeOf,
} from './filter.ts';
import { canonicalIp } from './ip.ts';
import { type Snapshot, snapshotMetaSchema } from './snapshot.ts';
import { orderBy, sortableOf, sortSchema } from './sort.ts';

export const MAX_LIMIT = 1000;
const DBM = [-200, 100] as const;
/** Fields a list can be sorted by. */
export const sortable = sortableOf(deviceSchema);

const macText = filterText().refine(
  (value) => parseMac(value) !== null,
  'is not a MAC address; write it like AA:BB:CC:DD:EE:FF',
);
const ipText = filterText().refine(
  (value) => !value.includes('/') && canonicalIp(value) !== null,
  'is not an IP address; write it like 192.168.88.41',
);

/** A device matches a filter by any of its values, and a query by all of its filters. */
export const deviceFilters = {
  name: part('name', 'Part of the name, in any case.'),
  mac: anyOf(
    macText,
    'MAC address in any common notation.',
    (device: Device, mac, { macs }) => device.device_id === macs.get(parseMac(mac) ?? ''),
  ),
  ip: anyOf(
    ipText,
    'IP address, IPv4 or IPv6.',
    ({ ip_address, ip_addresses }: Device, ip) =>
      ip_address === canonicalIp(ip) ||
      ip_addresses.some((address) => canonicalIp(address) === canonicalIp(ip)),
  ),
  vendor: part('vendor', 'Part of the maker, in any case.'),
  interface: exact('interface', filterText(), 'WiFi interface, exactly as the router names it.'),
  ssid: exact('ssid', filterText(), 'SSID of the WiFi network, exactly.'),
  access_point: named(['access_point', 'access_point_id'], 'Name (in any case) or id of the access point.'),
  band: anyOf(
    z.enum(bands),
    'Frequency band, also of any link.',
    ({ band, links }: Device, wanted) => band === wanted || links.some((link) => link.band === wanted),
  ),
  router: exact('router', filterText(), 'Id of the router.'),
  presence: anyOf(
    z.enum([...presences, 'any']),
    'Presence; any for all. Default: home and unknown.',
    ({ presence }: Device, wanted) => wanted === 'any' || presence === wanted,
  ),
  connected: exact('connected', z.boolean(), 'In a WiFi registration table now.'),
  known: exact('known', z.boolean(), 'Named by the operator. Strangers are known=false with guest=false.'),
  guest: exact('guest', z.boolean(), 'On a guest SSID now, or when last seen.'),
  signal_dbm_min: bound('signal_dbm', 'min', DBM, 'Signal at least this strong, in dBm.'),
  signal_dbm_max: bound('signal_dbm', 'max', DBM, 'Signal at most this strong, in dBm, such as -75.'),
} as const satisfies Filters<Device>;

export const deviceQuerySchema = z.strictObject({
  ...shapeOf(deviceFilters),
  sort: sortSchema(deviceSchema, 'name'),
  limit: z.int().min(1).max(MAX_LIMIT).optional().describe('Maximum number of devices.'),
  offset: z.int().min(0).max(1_000_000_000).optional().describe('Number of devices to skip.'),
  detail: z
    .enum(['compact', 'full'])
    .optional()
    .describe('compact (default): the most used fields. full: every field.'),
  fields: oneOrMore(z.enum(Object.keys(deviceSchema.shape) as (keyof Device)[], 'is not a field of a device'))
    .optional()
    .describe('These fields only, such as name,signal_dbm; replaces detail.'),
});

export type DeviceQuery = z.infer<typeof deviceQuerySchema>;

const page = {
  total_count: z.int().describe('Number of matching devices.'),
  limit: z.int().describe('Maximum number of devices in this response.'),
  offset: z.int().describe('Number of devices skipped.'),
  has_more: z.boolean().describe('More devices follow.'),
  snapshot: snapshotMetaSchema,
};

/** A device of which the query named the fields. */
export const someFieldsSchema = deviceSchema.partial();

export const deviceListSchema = z
  .strictObject({
    devices: z
      .array(z.union([deviceSchema, compactDeviceSchema, someFieldsSchema]))
      .describe('The devices, in compact form unless detail is full or fields are named.'),
    ...page,
  })
  .describe('One page of devices.');

export interface DeviceList {
  devices: readonly (Device | CompactDevice | Partial<Device>)[];
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
    devices: formOf(devices, query),
    total_count: matching.length,
    limit,
    offset,
    has_more: offset + devices.length < matching.length,
    snapshot: snapshot.meta,
  };
}

/** The record of a row of the list. */
export function rowSchema({ fields, detail }: DeviceQuery): z.ZodObject {
  if (fields === undefined) return detail === 'full' ? deviceSchema : compactDeviceSchema;
  return z.strictObject(Object.fromEntries(fields.map((field) => [field, deviceSchema.shape[field]])));
}

function formOf(devices: readonly Device[], { fields, detail }: DeviceQuery): DeviceList['devices'] {
  if (fields !== undefined)
    return devices.map((device) => Object.fromEntries(fields.map((field) => [field, device[field]])));
  return detail === 'full' ? devices : devices.map(toCompact);
}

/** All pages of one query share its sorted list, which lives no longer than its snapshot. */
const sortedLists = new WeakMap<Snapshot, Map<string, readonly Device[]>>();
const MAX_SORTED_LISTS = 8;

function matchesOf(snapshot: Snapshot, query: DeviceQuery): readonly Device[] {
  const { limit: _limit, offset: _offset, detail: _detail, fields: _fields, ...question } = query;
  const key = JSON.stringify(question);
  const lists = sortedLists.get(snapshot) ?? new Map<string, readonly Device[]>();
  sortedLists.set(snapshot, lists);
  const known = lists.get(key);
  if (known !== undefined) return known;
  const matching = [...snapshot.devices.values()]
    .filter(matcherOf(deviceFilters, { presence: ['home', 'unknown'], ...question }, snapshot))
    .sort(orderBy(query.sort ?? 'name', byId));
  // when it is full, the oldest list makes room
  if (lists.size >= MAX_SORTED_LISTS) lists.delete(lists.keys().next().value!);
  lists.set(key, matching);
  return matching;
}

// so that pages never overlap
function byId(a: Device, b: Device): number {
  return a.device_id < b.device_id ? -1 : a.device_id > b.device_id ? 1 : 0;
}
