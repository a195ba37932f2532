/** Numbered events, in the order of publication. A reader resumes after the last number it has. */
import { z } from 'zod';
import { eventSchema } from './event.ts';

export const numberedEventSchema = z.strictObject({
  event_id: z
    .int()
    .describe(
      'Increases with every event, also across restarts. Send it as Last-Event-ID to resume an event stream.',
    ),
  ...eventSchema.shape,
});

export type NumberedEvent = z.infer<typeof numberedEventSchema>;

/** Which past events: with numbers above `after` and below `before`, at times from `sinceAt` up to `untilAt` (epoch ms). */
export interface EventRange {
  after?: number;
  before?: number;
  sinceAt?: number;
  untilAt?: number;
}

export interface EventSlice {
  /** By ascending number. */
  events: readonly NumberedEvent[];
  /** The last number visited; the next query continues after it. */
  lastId: number;
  /** No events follow `lastId` now. */
  isEnd: boolean;
}

export type JournalListener = (events: readonly NumberedEvent[]) => void;

/** The events, as edges read them. */
export interface Journal {
  /** Number of the newest event; 0 before the first. */
  lastId: () => number;
  /** Number of the oldest event that can still be read; null when there is none. */
  oldestId: () => Promise<number | null>;
  /**
   * Past events that match `isWanted`, at most `limit`. Never rejects. Without a history: the newest thousand of this run.
   */
  read: (
    range: EventRange,
    isWanted: (event: NumberedEvent) => boolean,
    limit: number,
  ) => Promise<EventSlice>;
  /** The same from the newest event down. */
  latest: (
    range: EventRange,
    isWanted: (event: NumberedEvent) => boolean,
    limit: number,
  ) => Promise<EventSlice>;
  /** Calls with each batch of new events; returns the function that unsubscribes. */
  subscribe: (listener: JournalListener) => () => void;
}

/** What the journal reads from the history. Null while the history cannot be read. */
export interface EventStore {
  /** Events with numbers above `after` and below `before`, at times before `untilAt` (epoch ms), including those not written yet. */
  page: (query: {
    after: number;
    before: number;
    untilAt: number;
    order: 'asc' | 'desc';
    limit: number;
  }) => Promise<readonly NumberedEvent[] | null>;
  oldestId: () => Promise<number | null>;
}

/** The journal as the history sees it, which has the numbers of earlier runs. */
export interface NumberingJournal extends Journal {
  /** From now on, events older than the journal keeps are read from this store. */
  attach: (store: EventStore) => void;
  /** Numbers continue above this one. */
  goOnAfter: (eventId: number) => void;
}
