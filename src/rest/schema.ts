/** The records under their OpenAPI names. They are named here and not in record/, so that MCP's schemas stay free of references. */
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

export const DEFAULT_DEVICE_LIMIT = 100;

// a schema created before zod-openapi was loaded has no openapi(); describe() creates a new one that has it
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
  'When the data was read, and what it lacks.',
  snapshotMetaSchema,
  exampleSnapshot,
);

export const Device = named(
  'Device',
  'A WiFi device with every field; null where no source provides the value.',
  deviceSchema,
  exampleDevice,
);

const CompactDevice = named(
  'CompactDevice',
  'A WiFi device in a list: the fields most often needed.',
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
  'An access point that CAPsMAN manages, or a router with radios of its own.',
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
  'A person, and whether any of their devices is home.',
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

const Router = named('Router', 'A configured router.', routerSchema, exampleRouter);

export const RouterList = named(
  'RouterList',
  'Routers.',
  routerListSchema.extend({
    routers: z.array(Router).describe('The routers, as configured.'),
    snapshot: Snapshot,
  }),
);

export const ShortHealth = named(
  'ShortHealth',
  'The health of the service, as shown without a key.',
  shortHealthSchema,
  {
    status: 'ok',
  },
);

export const Health = named(
  'Health',
  'The health of the service.',
  healthSchema.extend({
    snapshot: z.union([Snapshot, z.null()]).describe('The current snapshot; null before the first.'),
  }),
);

const order = sortable.flatMap((field) => [field, `-${field}`]);
const { shape } = deviceQuerySchema;

/** `deviceQuerySchema` with what only REST documents: its defaults and the list of sort fields. */
export const DeviceQuery = deviceQuerySchema.extend({
  sort: z
    .enum(order, 'is not a field to sort by; use a field of the record, with - in front for descending')
    .optional()
    .describe(shape.sort.description!)
    .openapi({ default: 'name' }),
  limit: shape.limit.describe(shape.limit.description!).openapi({ default: DEFAULT_DEVICE_LIMIT }),
  offset: shape.offset.describe(shape.offset.description!).openapi({ default: 0 }),
  detail: shape.detail.describe(shape.detail.description!).openapi({ default: 'compact' }),
});

export const NoQuery = z.strictObject({});
