/** The records under the names they bear in OpenAPI. Named here and not in record/, so that MCP's schemas stay free of references. */
import { z } from '@hono/zod-openapi';
import { compactDeviceSchema, deviceSchema } from '../record/device.ts';
import { healthSchema, shortHealthSchema } from '../record/health.ts';
import { accessPointSchema, routerSchema, wifiInterfaceSchema } from '../record/network.ts';
import { personSchema } from '../record/person.ts';
import { deviceListSchema, deviceQuerySchema, sortable } from '../record/select.ts';
import {
  accessPointListSchema,
  personListSchema,
  routerListSchema,
  wifiInterfaceListSchema,
} from '../record/select-network.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import {
  exampleAccessPoint,
  exampleCompactDevice,
  exampleDevice,
  exampleInterface,
  examplePerson,
  exampleRouter,
  exampleSnapshot,
} from './example.ts';

export const DEFAULT_LIMIT = 100;

// a schema made before zod-openapi was loaded has no openapi(); describe() makes a new one that has
export function named<S extends z.ZodType>(
  name: string,
  description: string,
  schema: S,
  example?: z.input<S>,
): S {
  return schema.describe(description).openapi(name, example === undefined ? {} : { examples: [example] });
}

const Snapshot = named(
  'Snapshot',
  'The moment the answer tells about, and how far it can be trusted.',
  snapshotMetaSchema,
  exampleSnapshot,
);

export const Device = named(
  'Device',
  'A WiFi device, with every field; null where no source says.',
  deviceSchema,
  exampleDevice,
);

const CompactDevice = named(
  'CompactDevice',
  'A WiFi device in a list: the fields that answer most questions.',
  compactDeviceSchema,
  exampleCompactDevice,
);

export const DeviceList = named(
  'DeviceList',
  'One page of devices.',
  deviceListSchema.extend({
    devices: z
      .array(z.union([Device, CompactDevice]))
      .describe('The devices, in compact form unless detail is full.'),
    snapshot: Snapshot,
  }),
);

const WifiInterface = named(
  'WifiInterface',
  'A WiFi interface of a router or access point.',
  wifiInterfaceSchema,
  exampleInterface,
);

export const WifiInterfaceList = named(
  'WifiInterfaceList',
  'WiFi interfaces.',
  wifiInterfaceListSchema.extend({
    interfaces: z.array(WifiInterface).describe('The interfaces.'),
    snapshot: Snapshot,
  }),
);

const AccessPoint = named(
  'AccessPoint',
  'A box with radios: one that CAPsMAN manages, or a router with radios of its own.',
  accessPointSchema,
  exampleAccessPoint,
);

export const AccessPointList = named(
  'AccessPointList',
  'Access points.',
  accessPointListSchema.extend({
    access_points: z.array(AccessPoint).describe('The access points.'),
    snapshot: Snapshot,
  }),
);

const Person = named(
  'Person',
  'Somebody, and whether any of their devices is home.',
  personSchema,
  examplePerson,
);

export const PersonList = named(
  'PersonList',
  'People.',
  personListSchema.extend({
    people: z.array(Person).describe('The people, as configured.'),
    snapshot: Snapshot,
  }),
);

const Router = named('Router', 'A router that is read.', routerSchema, exampleRouter);

export const RouterList = named(
  'RouterList',
  'Routers.',
  routerListSchema.extend({
    routers: z.array(Router).describe('The routers, as configured.'),
    snapshot: Snapshot,
  }),
);

export const ShortHealth = named('ShortHealth', 'How the service does, for everybody.', shortHealthSchema, {
  status: 'ok',
});

export const Health = named(
  'Health',
  'How the service does, for who has the key.',
  healthSchema.extend({
    snapshot: z.union([Snapshot, z.null()]).describe('The current snapshot; null before the first.'),
  }),
);

const order = sortable.flatMap((field) => [field, `-${field}`]);
const { shape } = deviceQuerySchema;

/** As `deviceQuerySchema`, and what only REST says: its defaults, and the sort fields one by one. */
export const DeviceQuery = deviceQuerySchema.extend({
  sort: z
    .enum(order, 'is no field to sort by; use a field of the record, with - in front for descending')
    .optional()
    .describe(shape.sort.description!)
    .openapi({ default: 'name' }),
  limit: shape.limit.describe(shape.limit.description!).openapi({ default: DEFAULT_LIMIT }),
  offset: shape.offset.describe(shape.offset.description!).openapi({ default: 0 }),
  detail: shape.detail.describe(shape.detail.description!).openapi({ default: 'compact' }),
});

export const NoQuery = z.strictObject({});
