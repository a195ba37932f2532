/** Which interfaces, access points, routers and people a query selects, and in which order. */
import { z } from 'zod';
import { bands } from './device.ts';
import { exact, type Filters, filterText, matcherOf, named, shapeOf } from './filter.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from './network.ts';
import type { Snapshot } from './snapshot.ts';
import { orderBy } from './sort.ts';

const router = 'Id of the router.';
const accessPoint = 'Name (in any case) or id of the access point.';

export const routerFilters = {
  router: exact('router', filterText(), router),
} as const satisfies Filters<RouterRecord>;

export const accessPointFilters = {
  router: exact('router', filterText(), router),
  access_point: named(['name', 'access_point_id'], accessPoint),
} as const satisfies Filters<AccessPointRecord>;

export const interfaceFilters = {
  router: exact('router', filterText(), router),
  access_point: named(['access_point', 'access_point_id'], accessPoint),
  ssid: exact('ssid', filterText(), 'SSID of the WiFi network, exactly.'),
  band: exact('band', z.enum(bands), 'Frequency band.'),
} as const satisfies Filters<WifiInterfaceRecord>;

export const routerQuerySchema = z.strictObject(shapeOf(routerFilters));
const interfaceQuerySchema = z.strictObject(shapeOf(interfaceFilters));

/** The records that match, as the snapshot has them unless the query sorts them. */
export function selectFrom<R extends object>(
  records: readonly R[],
  filters: Filters<R>,
  { sort, ...query }: Readonly<Record<string, unknown>> & { sort?: string | undefined },
  snapshot: Snapshot,
): readonly R[] {
  const matching = records.filter(matcherOf(filters, query, snapshot));
  return sort === undefined ? matching : matching.sort(orderBy<R>(sort, () => 0));
}

export function selectInterfaces(
  snapshot: Snapshot,
  query: z.output<typeof interfaceQuerySchema>,
): readonly WifiInterfaceRecord[] {
  return selectFrom(snapshot.interfaces, interfaceFilters, query, snapshot);
}
