/** What happened, numbered: the order in which it was told, which is the order in which to go on after a pause. */
import { z } from 'zod';
import { eventSchema } from './event.ts';

export const numberedEventSchema = z.strictObject({
  event_id: z
    .int()
    .describe(
      'Rises with every event, also over restarts; an event stream goes on after it with Last-Event-ID.',
    ),
  ...eventSchema.shape,
});

export type NumberedEvent = z.infer<typeof numberedEventSchema>;

/** Which of the past events: told after and before the ones with these numbers, happened since and before these times (epoch ms). */
export interface EventRange {
  after?: number;
  before?: number;
  sinceAt?: number;
  untilAt?: number;
}

export interface EventSlice {
  /** By rising number. */
  events: readonly NumberedEvent[];
  /** The last number looked at; ask on after it. */
  lastId: number;
  /** The end was reached: there is nothing after `lastId` now. */
  isEnd: boolean;
}

export type JournalListener = (events: readonly NumberedEvent[]) => void;

/** What edges are given of what happened. */
export interface Journal {
  /** Number of the newest event; 0 before the first. */
  lastId: () => number;
  /** Number of the oldest event that is still at hand; null when there is none. */
  oldestId: () => Promise<number | null>;
  /**
   * Past events that `isWanted` takes, at most `limit`. Never rejects: without history it knows of the latest thousand of this run.
   */
  read: (
    range: EventRange,
    isWanted: (event: NumberedEvent) => boolean,
    limit: number,
  ) => Promise<EventSlice>;
  /** The newest event that the range takes, newest first. */
  latest: (
    range: EventRange,
    isWanted: (event: NumberedEvent) => boolean,
    limit: number,
  ) => Promise<EventSlice>;
  /** Calls with each lot of new events; returns the call that ends it. */
  subscribe: (listener: JournalListener) => () => void;
}

/** What the journal asks the history. Null where it cannot answer now. */
export interface EventStore {
  /** Events with numbers above `after` and below `before`, written or about to be. */
  page: (query: {
    after: number;
    before: number;
    order: 'asc' | 'desc';
    limit: number;
  }) => Promise<readonly NumberedEvent[] | null>;
  oldestId: () => Promise<number | null>;
}

/** The journal as the history knows it, which has numbers of earlier runs. */
export interface NumberingJournal extends Journal {
  /** Older events than the journal keeps are read from this store from here on. */
  attach: (store: EventStore) => void;
  /** Numbers go on above this one. */
  goOnAfter: (eventId: number) => void;
}
