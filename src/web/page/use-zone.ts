/** The time zone of the house, as the service has it: the configured one, else that of the first router that tells one, else UTC. */
import { useSelect } from './store.ts';

export function useZone(): string {
  const ofRouter = useSelect(({ routers }) => routers.find((one) => one.time_zone !== null)?.time_zone);
  return known(document.documentElement.dataset['timeZone']) ?? known(ofRouter) ?? 'UTC';
}

/** Null for a zone that this browser does not know. */
function known(zone: string | null | undefined): string | null {
  try {
    if (zone) new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone || null;
  } catch {
    return null;
  }
}
