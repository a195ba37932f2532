/** Numbers events, keeps the newest and passes them on. Older ones are read from the history, where there is one. */
import type { EventRecord } from '../record/event.ts';
import type {
  EventStore,
  NumberingJournal,
  EventRange,
  EventSlice,
  JournalListener,
  NumberedEvent,
} from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';

export interface JournalOptions {
  snapshot: SnapshotHolder;
  /** Epoch ms. */
  now: () => number;
  onError?: (error: unknown) => void;
}

const RING = 1000;
/** Events read from the store at once: more than the caller wants, because some do not match. */
const PAGE = { least: 100, most: 1000 };
/** Events visited in one call; the caller continues from there. */
const MAX_LOOKED_AT = 50_000;

export function createJournal(options: JournalOptions): NumberingJournal & { close: () => void } {
  const { snapshot, now, onError = () => {} } = options;
  let store: EventStore | null = null;
  const ring: NumberedEvent[] = [];
  /** Every event above this number is in the ring; null while it is unknown what came before the ring's first. */
  let floor: number | null = null;
  let last = 0;
  const listeners = new Set<JournalListener>();

  const unsubscribe = snapshot.subscribe((_, events) => {
    if (events.length > 0) add(events);
  });

  function add(records: readonly EventRecord[]): void {
    const events = records.map((record): NumberedEvent => {
      // never below the time of the event, so that a time is a lower bound of numbers; no upper bound: the clock may have been ahead
      last = Math.max(last + 1, now(), Date.parse(record.at));
      return { event_id: last, ...record };
    });
    for (const event of events) ring.push(event);
    const gone = ring.splice(0, Math.max(0, ring.length - RING));
    floor = gone.at(-1)?.event_id ?? floor;
    for (const listener of listeners) {
      try {
        listener(events);
      } catch (error) {
        onError(error);
      }
    }
  }

  /** The next events above a number, or below it: from the ring as far as it reaches, because the newest may not be written yet. */
  async function nextOf(
    from: number,
    order: 'asc' | 'desc',
    { after, before, untilAt }: Bounds,
    limit: number,
  ): Promise<Lot> {
    const inRing = ring.filter(({ event_id }) => event_id > after && event_id < before);
    const first = ring[0]?.event_id ?? Number.MAX_SAFE_INTEGER;
    if (order === 'desc') {
      const newer = inRing.filter(({ event_id }) => event_id < from).toReversed();
      if (newer.length > 0) return { events: newer, isLast: false };
      const older = await store?.page({ after, before: Math.min(from, first), untilAt, order, limit });
      return { events: older ?? [], isLast: (older?.length ?? 0) < limit };
    }
    if (from >= (floor ?? first - 1) || from + 1 >= before) {
      return { events: inRing.filter(({ event_id }) => event_id > from), isLast: true };
    }
    // an event that leaves the ring meanwhile is written; the next call reads it
    const top = Math.min(first, before);
    const older = (await store?.page({ after: from, before: top, untilAt, order, limit })) ?? [];
    if (older.length === limit) return { events: older, isLast: false };
    if (top === Number.MAX_SAFE_INTEGER) return { events: older, isLast: ring.length === 0 };
    return { events: older, isLast: false, skipTo: top - 1 };
  }

  async function walk(
    order: 'asc' | 'desc',
    range: EventRange,
    isWanted: (event: NumberedEvent) => boolean,
    limit: number,
  ): Promise<EventSlice> {
    const { sinceAt = 0, untilAt = Number.MAX_SAFE_INTEGER } = range;
    const after = Math.max(range.after ?? 0, sinceAt - 1, 0);
    const before = range.before ?? Number.MAX_SAFE_INTEGER;
    const wanted: NumberedEvent[] = [];
    const page = Math.min(PAGE.most, Math.max(PAGE.least, 2 * limit));
    let from = order === 'asc' ? after : before;
    for (let looked = 0; looked < MAX_LOOKED_AT; ) {
      const { events, isLast, skipTo } = await nextOf(from, order, { after, before, untilAt }, page);
      for (const event of events) {
        from = event.event_id;
        looked++;
        const at = Date.parse(event.at);
        if (at < sinceAt || at >= untilAt || !isWanted(event)) continue;
        if (wanted.push(event) === limit) return { events: wanted, lastId: from, isEnd: false };
      }
      from = skipTo ?? from;
      if (!isLast) continue;
      // a number that is not taken yet is no point to continue from
      const newest = last > 0 ? last : looked > 0 ? from : (range.after ?? 0);
      return { events: wanted, lastId: Math.min(from, newest), isEnd: true };
    }
    return { events: wanted, lastId: from, isEnd: false };
  }

  return {
    lastId: () => last,
    oldestId: async () => (await store?.oldestId()) ?? ring[0]?.event_id ?? null,
    read: (range, isWanted, limit) => walk('asc', range, isWanted, limit),
    latest: (range, isWanted, limit) => walk('desc', range, isWanted, limit),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    attach: (attached) => {
      store = attached;
    },
    goOnAfter: (eventId) => {
      // events published before this call keep their numbers
      if (eventId <= last) return;
      if (ring.length === 0) floor = eventId;
      last = eventId;
    },
    close: unsubscribe,
  };
}

interface Bounds {
  after: number;
  before: number;
  untilAt: number;
}

interface Lot {
  events: readonly NumberedEvent[];
  /** No events follow. */
  isLast: boolean;
  /** No events lie between the last one and this number. */
  skipTo?: number;
}
