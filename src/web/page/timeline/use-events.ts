/** The events of a day: those of the chosen hour first, then all of them page by page; on the current day new ones as they happen. */
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { NumberedEvent } from '../../../record/journal.ts';
import type { EventList } from '../../../record/select-event.ts';
import { type Api, toProblem } from '../api.ts';
import { ApiContext } from '../use-record.ts';
import { useRepeated } from '../use-repeated.ts';
import { HOUR_MS } from '../zone.ts';
import { addNewer, addOlder } from './hours.ts';

export interface DaySpan {
  /** Epoch milliseconds; the end is not included. */
  sinceAt: number;
  /** Null on the current day. */
  untilAt: number | null;
  /** The hour to fetch first; null: the newest events. */
  hourAt: number | null;
}

export interface DayEvents {
  /** Newest first. */
  events: readonly NumberedEvent[];
  /** More of the day is being fetched. */
  isLoading: boolean;
  /** There are older events of this day that are not fetched. */
  isCut: boolean;
  /** Why events of the day are missing. */
  problem: string | null;
  /** Time of the oldest event that is kept, ISO 8601; null when none is. */
  keptSinceAt: string | null;
}

const PAGE = 1000;
/** 20,000 events are more than anybody reads. */
const MAX_PAGES = 20;
/** How often new events are asked for, besides after news of them. */
const EVERY_MS = 60_000;
const empty: DayEvents = { events: [], isLoading: true, isCut: false, problem: null, keptSinceAt: null };

/** `request` is the query of the filter; null where no event can match. The function fetches the day again. */
export function useDayEvents(
  request: string | null,
  { sinceAt, untilAt, hourAt }: DaySpan,
): [DayEvents, () => void] {
  const api = useContext(ApiContext);
  const key = `${request} ${sinceAt} ${untilAt} ${hourAt}`;
  const [shown, setShown] = useState<DayEvents & { key: string }>({ ...empty, key });
  const [attempt, setAttempt] = useState(0);
  const current = shown.key === key ? shown : { ...empty, key };
  const isLive = untilAt === null && request !== null;
  const isReady = !current.isLoading;

  useEffect(() => {
    const asked = api();
    if (request === null || asked === null) return;
    let isOver = false;
    const take = (change: Partial<DayEvents>, list: EventList | null) => {
      if (isOver) return;
      setShown((before) => {
        const own = before.key === key ? before : { ...empty, key };
        const events = list === null ? own.events : addOlder(own.events, list.events);
        return { ...own, ...change, events, ...(list !== null && { keptSinceAt: list.kept_since_at }) };
      });
    };
    take({ isLoading: true, problem: null }, null);
    fetchDay(
      asked,
      request,
      { sinceAt, untilAt, hourAt },
      (list) => take({}, list),
      () => isOver,
    ).then(
      (isCut) => take({ isLoading: false, isCut }, null),
      (error: unknown) => take({ isLoading: false, problem: toProblem(error) }, null),
    );
    return () => {
      isOver = true;
    };
  }, [api, key, attempt]);

  const latest = useRef<number | null>(null);
  latest.current = current.events[0]?.event_id ?? null;
  const fetchNewer = useCallback(
    async (isOver: () => boolean) => {
      const asked = api();
      if (!isLive || !isReady || asked === null) return;
      const after = latest.current === null ? '' : `&after=${latest.current}`;
      const path = `events?${request}&since=${sinceAt}&order=asc&limit=${PAGE}${after}`;
      // where it fails, the status of the connection says so, and the next run asks again
      const list = await asked.get<EventList>(path).catch(() => null);
      if (isOver() || list === null) return;
      // what is new does not fill what the day lacks: its problem stays
      setShown((before) =>
        before.key === key
          ? {
              ...before,
              events: addNewer(before.events, list.events),
              keptSinceAt: before.keptSinceAt ?? list.kept_since_at,
            }
          : before,
      );
    },
    [api, key, isLive, isReady],
  );
  useRepeated(fetchNewer, EVERY_MS, true);

  return [request === null ? { ...empty, isLoading: false } : current, () => setAttempt(attempt + 1)];
}

/** Resolves with true where events were left out. */
async function fetchDay(
  api: Api,
  request: string,
  { sinceAt, untilAt, hourAt }: DaySpan,
  take: (list: EventList) => void,
  isOver: () => boolean,
): Promise<boolean> {
  const fetchSpan = async (since: number, until: number | null) => {
    let before: number | null = null;
    for (let page = 0; page < MAX_PAGES && !isOver(); page++) {
      const ends = [until === null ? '' : `&until=${until}`, before === null ? '' : `&before=${before}`].join(
        '',
      );
      const list: EventList = await api.get(
        `events?${request}&since=${since}${ends}&order=desc&limit=${PAGE}`,
      );
      take(list);
      if (!list.has_more || list.next_before === null) return false;
      before = list.next_before;
    }
    return true;
  };
  if (hourAt !== null) await fetchSpan(hourAt, hourAt + HOUR_MS);
  return await fetchSpan(sinceAt, untilAt);
}
