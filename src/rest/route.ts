/** The routes as OpenAPI documents them. Their responses are in `data.ts`, `service.ts` and `docs.ts`; events and history are in `route-past.ts`. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  accessPointQuerySchema,
  routerQuerySchema,
  wifiInterfaceQuerySchema,
} from '../record/select-network.ts';
import { headersNamed, refusalsNamed, responsesNamed } from './component.ts';
import { conditional, deviceParams, json, key, requestHeaders, UNCHANGED } from './route-part.ts';
import {
  AccessPointList,
  Device,
  DeviceList,
  DeviceQuery,
  Health,
  PersonList,
  RouterList,
  ShortHealth,
  WifiInterfaceList,
} from './schema.ts';

/** A record of the current snapshot. */
function fromSnapshot(description: string, schema: z.ZodType) {
  const headers = headersNamed('ETag', 'Age', 'Cache-Control', 'Vary');
  return {
    200: { description, headers, content: json(schema) },
    304: { description: UNCHANGED, headers },
  };
}

/** Content that stays the same while the service runs. */
function constant(description: string, content: Record<string, { schema: z.ZodType }>) {
  const headers = headersNamed('ETag', 'Cache-Control', 'Vary');
  return { 200: { description, headers, content }, 304: { description: UNCHANGED, headers } };
}

export const devicesRoute = createRoute({
  method: 'get',
  path: '/devices',
  operationId: 'listDevices',
  tags: ['Devices'],
  summary: 'List devices',
  description:
    'The devices that match every filter. A filter given more than once matches any of its values. Without presence: the devices that are home or unknown.',
  security: key,
  request: { query: DeviceQuery, headers: conditional },
  responses: {
    ...fromSnapshot('A page of devices.', DeviceList),
    ...refusalsNamed('RestIsOff', 'NoSnapshot'),
  },
});

export const deviceRoute = createRoute({
  method: 'get',
  path: '/devices/{device_id}',
  operationId: 'getDevice',
  tags: ['Devices'],
  summary: 'Show one device',
  description:
    'The full record of the device with this MAC address, or with this name if no other device has the same.',
  security: key,
  request: {
    params: deviceParams,
    headers: conditional,
  },
  responses: {
    ...fromSnapshot('The device.', Device),
    ...refusalsNamed('DeviceNotFound', 'AmbiguousName', 'NoSnapshot'),
  },
});

export const wifiInterfacesRoute = createRoute({
  method: 'get',
  path: '/interfaces/wifi',
  operationId: 'listWifiInterfaces',
  tags: ['Network'],
  summary: 'List WiFi interfaces',
  description:
    'Every WiFi interface of every router, including virtual ones, with its channel, SSID and client count.',
  security: key,
  request: { query: wifiInterfaceQuerySchema, headers: conditional },
  responses: {
    ...fromSnapshot('The interfaces.', WifiInterfaceList),
    ...refusalsNamed('RestIsOff', 'NoSnapshot'),
  },
});

export const accessPointsRoute = createRoute({
  method: 'get',
  path: '/access-points',
  operationId: 'listAccessPoints',
  tags: ['Network'],
  summary: 'List access points',
  description:
    'The access points that match every filter: access points that CAPsMAN manages, and routers with radios of their own.',
  security: key,
  request: { query: accessPointQuerySchema, headers: conditional },
  responses: {
    ...fromSnapshot('The access points.', AccessPointList),
    ...refusalsNamed('RestIsOff', 'NoSnapshot'),
  },
});

export const peopleRoute = createRoute({
  method: 'get',
  path: '/people',
  operationId: 'listPeople',
  tags: ['Devices'],
  summary: 'List people',
  description: 'The configured people and whether they are home, judged by their devices.',
  security: key,
  request: { headers: conditional },
  responses: {
    ...fromSnapshot('The people.', PersonList),
    ...refusalsNamed('RestIsOff', 'NoSnapshot'),
  },
});

export const systemInfoRoute = createRoute({
  method: 'get',
  path: '/system/info',
  operationId: 'getSystemInfo',
  tags: ['Network'],
  summary: 'Show routers',
  description: 'Hardware, version and load of every router.',
  security: key,
  request: { query: routerQuerySchema, headers: conditional },
  responses: {
    ...fromSnapshot('The routers.', RouterList),
    ...refusalsNamed('RestIsOff', 'NoSnapshot'),
  },
});

const healthContent = {
  headers: headersNamed('Cache-Control'),
  content: json(z.union([Health, ShortHealth])),
};

export const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  tags: ['Service'],
  summary: 'Show the health of the service',
  description: 'The status alone without a key, the whole record with one. A wrong key is rejected.',
  security: [{}, ...key],
  request: { headers: requestHeaders },
  responses: {
    200: { description: 'The service is up: ok or degraded.', ...healthContent },
    503: {
      description: 'The service is down: its pollers have stalled, or nothing was ever read.',
      ...healthContent,
    },
    ...refusalsNamed(),
  },
});

export const openApiRoute = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getOpenApi',
  tags: ['Service'],
  summary: 'Show this document',
  description: 'The OpenAPI 3.1 document of this interface. Needs no key.',
  security: [],
  request: { headers: conditional },
  responses: {
    ...constant('The document.', json(z.looseObject({}).describe('An OpenAPI document.'))),
    ...responsesNamed('BadRequest', 'RestIsOff'),
  },
});

export const docsRoute = createRoute({
  method: 'get',
  path: '/docs',
  operationId: 'getDocs',
  tags: ['Service'],
  summary: 'Show the documentation',
  description:
    'This document as a page to read and try out. The page loads nothing from other hosts. Needs no key.',
  security: [],
  request: { headers: conditional },
  responses: {
    ...constant('The page.', { 'text/html': { schema: z.string().describe('An HTML page.') } }),
    ...responsesNamed('RestIsOff'),
  },
});
