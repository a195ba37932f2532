/** The roams of the last days, fetched page by page; later fetches ask for new ones only. */
import { useCallback, useContext, useState } from 'preact/hooks';
import type { NumberedEvent } from '../../../record/journal.ts';
import type { EventList } from '../../../record/select-event.ts';
import { type Api, toProblem } from '../api.ts';
import { ClockContext } from '../clock.ts';
import { ApiContext, type Fetched } from '../use-record.ts';
import { useRepeated } from '../use-repeated.ts';

export const ROAM_DAYS = 7;
const PAGE = 1000;
const MAX_PAGES = 5;
const EVERY_MS = 60_000;

export interface Roams {
  /** Oldest first. */
  events: readonly NumberedEvent[];
  /** Newer roams exist that were not fetched. */
  isCut: boolean;
  /** The time of the oldest event kept, ISO 8601; null when none is kept. */
  keptSinceAt: string | null;
}

interface CachedRoams extends Roams {
  after: number | null;
}

/** Fetched roams stay until the key changes. */
const cache = new WeakMap<Api, CachedRoams>();

export function useRoams(): Fetched<Roams> {
  const api = useContext(ApiContext);
  const clock = useContext(ClockContext);
  const [fetched, setFetched] = useState<Fetched<Roams>>({ status: 'loading', record: null });
  const run = useCallback(
    async (isOver: () => boolean) => {
      const current = api();
      if (current === null) return;
      try {
        const record = await fetchNew(current, clock.now());
        if (!isOver()) setFetched({ status: 'there', record });
      } catch (error) {
        const problem = toProblem(error);
        if (!isOver()) setFetched(({ record }) => ({ status: 'failed', record, problem }));
      }
    },
    [api, clock],
  );
  useRepeated(run, EVERY_MS);
  return fetched;
}

async function fetchNew(api: Api, now: number): Promise<Roams> {
  const sinceAt = now - ROAM_DAYS * 86_400_000;
  let roams: CachedRoams = cache.get(api) ?? { events: [], isCut: false, keptSinceAt: null, after: null };
  roams = { ...roams, events: roams.events.filter(({ at }) => Date.parse(at) >= sinceAt) };
  for (let page = 0; page < MAX_PAGES && roams.events.length < MAX_PAGES * PAGE; page++) {
    const from = roams.after === null ? '' : `&after=${roams.after}`;
    const path = `events?event_type=roamed&since=${ROAM_DAYS}d&limit=${PAGE}${from}`;
    const list = await api.get<EventList>(path);
    const known = new Set(roams.events.map(({ event_id }) => event_id));
    const events = [...roams.events, ...list.events.filter(({ event_id }) => !known.has(event_id))];
    // without new events the request stays the same, so that its answer can be revalidated
    const after = list.events.length > 0 || list.has_more ? list.next_after : roams.after;
    roams = { events, isCut: list.has_more, keptSinceAt: list.kept_since_at, after };
    cache.set(api, roams);
    if (!list.has_more) break;
  }
  return roams;
}
