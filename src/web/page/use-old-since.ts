/** When what the page shows was read last, in epoch milliseconds; null while it is current. */
import { areAllSilent } from './router-state.ts';
import { type PageState, useSelect } from './store.ts';

export function useOldSince(): number | null {
  return useSelect(oldSince);
}

export function oldSince({ connection, routers, health, snapshot }: PageState): number | null {
  if (snapshot === null) return null;
  if (connection.status === 'broken') return connection.since;
  if (health?.status !== 'down' && !areAllSilent(routers)) return null;
  const read = (health?.routers ?? []).flatMap(({ last_success_at: at }) =>
    at === null ? [] : [Date.parse(at)],
  );
  return read.length === 0 ? Date.parse(snapshot.taken_at ?? '') || null : Math.max(...read);
}
