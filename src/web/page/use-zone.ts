/** The time zone of the house, as the service has it: the configured one, else that of the first router that tells one, else UTC. */
import { parseTimeZone } from '../../parse/time-zone.ts';
import { type PageState, useSelect } from './store.ts';

export function useZone(): string {
  return useSelect(zoneOf);
}

export function zoneOf({ routers }: Pick<PageState, 'routers'>): string {
  const ofRouter = routers.find((one) => one.time_zone !== null)?.time_zone;
  return known(document.documentElement.dataset['timeZone']) ?? known(ofRouter) ?? 'UTC';
}

/** By name: a check costs a formatter. */
const checked = new Map<string, string | null>();

/** Null for a zone that this browser does not know. */
function known(zone: string | null | undefined): string | null {
  if (!zone) return null;
  if (!checked.has(zone)) checked.set(zone, parseTimeZone(zone));
  return checked.get(zone)!;
}
