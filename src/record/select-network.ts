/** Which interfaces, access points and routers a query selects. */
import { z } from 'zod';
import { bands } from './device.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from './network.ts';
import type { Snapshot } from './snapshot.ts';

const oneOrMore = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(100);
const filterText = () => z.string().min(1).max(128);

export const routerQuerySchema = z.strictObject({
  router: oneOrMore(filterText()).optional().describe('Id of the router.'),
});

export const accessPointQuerySchema = routerQuerySchema.extend({
  access_point: oneOrMore(filterText()).optional().describe('Name (in any case) or id of the access point.'),
});

export const wifiInterfaceQuerySchema = accessPointQuerySchema.extend({
  ssid: oneOrMore(filterText()).optional().describe('SSID of the WiFi network, exactly.'),
  band: oneOrMore(z.enum(bands)).optional().describe('Frequency band.'),
});

export function selectInterfaces(
  { interfaces }: Snapshot,
  query: z.infer<typeof wifiInterfaceQuerySchema>,
): readonly WifiInterfaceRecord[] {
  return interfaces.filter(
    (record) =>
      includes(query.router, record.router) &&
      isPlace(query.access_point, record.access_point, record.access_point_id) &&
      includes(query.ssid, record.ssid) &&
      includes(query.band, record.band),
  );
}

export function selectAccessPoints(
  { accessPoints }: Snapshot,
  query: z.infer<typeof accessPointQuerySchema>,
): readonly AccessPointRecord[] {
  return accessPoints.filter(
    (record) =>
      includes(query.router, record.router) &&
      isPlace(query.access_point, record.name, record.access_point_id),
  );
}

export function selectRouters(
  { routers }: Snapshot,
  query: z.infer<typeof routerQuerySchema>,
): readonly RouterRecord[] {
  return routers.filter((record) => includes(query.router, record.router));
}

function includes<T>(wanted: readonly T[] | undefined, value: T | null): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}

function isPlace(wanted: readonly string[] | undefined, name: string | null, id: string | null): boolean {
  return (
    wanted === undefined ||
    wanted.some((place) => [name?.toLowerCase(), id?.toLowerCase()].includes(place.toLowerCase()))
  );
}
