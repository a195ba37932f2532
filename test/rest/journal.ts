/** A journal in memory, of which a test writes what happens and says how much is kept. */
import type { EventRecord } from '../../src/record/event.ts';
import type { EventRange, Journal, JournalListener, NumberedEvent } from '../../src/record/journal.ts';
import { exampleEvent } from '../../src/question/example-past.ts';

export interface MemoryJournal extends Journal {
  /** Numbers them from 1 on, keeps and tells them as one lot. */
  add: (...records: Partial<EventRecord>[]) => NumberedEvent[];
  /** Keeps only the events from this number on. */
  forgetBefore: (id: number) => void;
  listenerCount: () => number;
  /** Calls at each read, before and after it looks. */
  onRead: (call: () => void) => void;
}

/** Events looked at in one reading, whether they are wanted or not. */
const LOOKED_AT = 100;

export function event(overrides: Partial<NumberedEvent> = {}): NumberedEvent {
  return { ...exampleEvent, ...overrides };
}

export function memoryJournal(...records: Partial<EventRecord>[]): MemoryJournal {
  let events: NumberedEvent[] = [];
  let lastId = 0;
  let whenRead = () => {};
  const listeners = new Set<JournalListener>();

  const isIn = (
    { event_id, at }: NumberedEvent,
    { after = 0, before = Infinity, sinceAt, untilAt }: EventRange,
  ) =>
    event_id > after &&
    event_id < before &&
    Date.parse(at) >= (sinceAt ?? -Infinity) &&
    Date.parse(at) < (untilAt ?? Infinity);

  const journal: MemoryJournal = {
    lastId: () => lastId,
    oldestId: async () => {
      await Promise.resolve();
      return events[0]?.event_id ?? null;
    },
    read: async (range, isWanted, limit) => {
      whenRead();
      const inRange = events.filter((one) => isIn(one, range));
      const lookedAt = inRange.slice(0, LOOKED_AT);
      const wanted = lookedAt.filter(isWanted).slice(0, limit);
      const isFull = wanted.length === limit;
      const isEnd = !isFull && lookedAt.length === inRange.length;
      const end = isEnd ? Math.max(range.after ?? 0, lastId) : lookedAt.at(-1)!.event_id;
      whenRead();
      await Promise.resolve(); // what is told meanwhile is not in the answer
      return { events: wanted, lastId: isFull ? wanted.at(-1)!.event_id : end, isEnd };
    },
    latest: (range, isWanted, limit) => {
      const wanted = events.filter((one) => isIn(one, range) && isWanted(one));
      const newest = wanted.toReversed().slice(0, limit);
      const isEnd = newest.length === wanted.length;
      return Promise.resolve({ events: newest, lastId: isEnd ? lastId : newest.at(-1)!.event_id, isEnd });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (...added) => {
      const numbered = added.map((record) => event({ ...record, event_id: ++lastId }));
      events.push(...numbered);
      for (const listener of listeners) listener(numbered);
      return numbered;
    },
    forgetBefore: (id) => {
      events = events.filter(({ event_id }) => event_id >= id);
    },
    listenerCount: () => listeners.size,
    onRead: (call) => {
      whenRead = call;
    },
  };
  journal.add(...records);
  return journal;
}
