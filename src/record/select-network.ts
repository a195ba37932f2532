/** Which interfaces, access points, routers and people a query selects, and in which order. */
import { z } from 'zod';
import { bands } from './device.ts';
import { exact, type Filters, filterText, matcherOf, named, shapeOf } from './filter.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from './network.ts';
import { noRules, type RuleRecords } from './rule.ts';
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
const accessPointQuerySchema = z.strictObject(shapeOf(accessPointFilters));
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

/** The rules of the routers of these access points that may hold there; without a filter, every rule. */
export function selectRules(snapshot: Snapshot, query: z.output<typeof accessPointQuerySchema>): RuleRecords {
  const { accessRules, provisioning } = snapshot.rules ?? noRules;
  const isOf = ({ router }: { router: string }) =>
    query.router === undefined || query.router.includes(router);
  if (query.access_point === undefined)
    return { accessRules: accessRules.filter(isOf), provisioning: provisioning.filter(isOf) };
  const places = selectFrom(snapshot.accessPoints, accessPointFilters, query, snapshot);
  const isNear = ({ router }: { router: string }) => places.some((place) => place.router === router);
  const own = new Set(
    places.flatMap(({ router, interfaces }) => interfaces.map((name) => `${router} ${name}`)),
  );
  const all = new Set(snapshot.interfaces.map((record) => `${record.router} ${record.interface}`));
  return {
    // a name that is no interface is a list of interfaces, or "any"
    accessRules: accessRules.filter((rule) => {
      const place = `${rule.router} ${rule.interface}`;
      return isNear(rule) && (own.has(place) || !all.has(place));
    }),
    provisioning: provisioning.filter(isNear),
  };
}
