/** The journal: numbers that rise, and past events that are neither missed nor told twice, wherever they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJournal } from '../../src/world/journal.ts';
import type { EventStore, NumberedEvent } from '../../src/record/journal.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { eventOf, snapshotOf, START } from '../history/scene.ts';
import { runs } from '../runs.ts';

/** How many events have at most this number, which rises. */
function countUpTo(events: readonly NumberedEvent[], eventId: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.event_id <= eventId) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A store that is told everything at once, and answers as the history does. */
function storeOf(events: NumberedEvent[], page = { asked: 0 }): EventStore {
  return {
    page: ({ after, before, order, limit }) => {
      page.asked++;
      const [from, to] = [countUpTo(events, after), countUpTo(events, before - 1)];
      if (from >= to) return Promise.resolve([]);
      const found =
        order === 'asc'
          ? events.slice(from, Math.min(to, from + limit))
          : events.slice(Math.max(from, to - limit), to).toReversed();
      return Promise.resolve(found);
    },
    oldestId: () => Promise.resolve(events[0]?.event_id ?? null),
  };
}

function begin(store: EventStore | null = null) {
  let clock = START;
  const errors: unknown[] = [];
  const holder = createSnapshotHolder((error) => errors.push(error));
  const journal = createJournal({
    snapshot: holder,
    now: () => clock,
    onError: (error) => errors.push(error),
  });
  if (store !== null) journal.attach(store);
  return {
    journal,
    errors,
    happen: (count: number, at = clock) => {
      clock = at;
      const events = Array.from({ length: count }, (_, n) => eventOf(n, 'connected', at));
      holder.publish(snapshotOf(at, []), events);
    },
  };
}

const all = () => true;

describe('numbers', () => {
  it('rise, also in one lot, when the clock is set back, and over a restart', () => {
    const { journal, happen } = begin();
    const ids: number[] = [];
    journal.subscribe((events) => ids.push(...events.map(({ event_id }) => event_id)));
    happen(3, START);
    happen(1, START - 60_000);
    journal.goOnAfter(START + 1000);
    happen(2, START - 60_000);
    expect(ids).toEqual([START, START + 1, START + 2, START + 3, START + 1001, START + 1002]);
    expect(journal.lastId()).toBe(START + 1002);
  });

  it('are no place to go on from when they are yet to come', async () => {
    const { journal, happen } = begin();
    happen(1);
    expect(await journal.read({ after: START + 1e9 }, all, 10)).toEqual({
      events: [],
      lastId: START,
      isEnd: true,
    });
    expect(await journal.read({ sinceAt: START + 1e9 }, all, 10)).toEqual({
      events: [],
      lastId: START,
      isEnd: true,
    });
  });
});

describe('a listener', () => {
  it('that throws stops nobody else, and one that ended hears no more', () => {
    const { journal, happen, errors } = begin();
    const heard: number[] = [];
    journal.subscribe(() => {
      throw new Error('a defect');
    });
    const end = journal.subscribe((events) => heard.push(events.length));
    happen(2);
    end();
    happen(1);
    expect(heard).toEqual([2]);
    expect(errors).toHaveLength(2);
  });

  it('is not called for a snapshot without events, nor when the journal is closed', () => {
    const { journal, happen } = begin();
    const heard: number[] = [];
    journal.subscribe((events) => heard.push(events.length));
    happen(0);
    journal.close();
    happen(1);
    expect(heard).toEqual([]);
  });
});

describe('without a history', () => {
  it('knows of the latest thousand', async () => {
    const { journal, happen } = begin();
    expect(await journal.oldestId()).toBeNull();
    expect(await journal.read({}, all, 10)).toEqual({ events: [], lastId: 0, isEnd: true });
    happen(1500);
    const { events, isEnd } = await journal.read({}, all, 5000);
    expect([events.length, events[0]!.event_id, isEnd]).toEqual([1000, START + 500, true]);
    expect(await journal.oldestId()).toBe(START + 500);
    expect((await journal.latest({}, all, 2)).events.map(({ event_id }) => event_id)).toEqual([
      START + 1499,
      START + 1498,
    ]);
  });
});

describe('with a history', () => {
  it('asks it only for what is older than the newest thousand', async () => {
    const page = { asked: 0 };
    const kept: NumberedEvent[] = [];
    const { journal, happen } = begin(storeOf(kept, page));
    journal.subscribe((events) => kept.push(...events));
    happen(10);
    await journal.read({ after: START - 1 }, all, 100);
    expect(page.asked).toBe(0);
    const { events } = await journal.read({}, all, 100);
    expect(events).toHaveLength(10);
    expect(page.asked).toBe(1);
  });

  it('that does not answer, tells what it has itself', async () => {
    const { journal, happen } = begin({
      page: () => Promise.resolve(null),
      oldestId: () => Promise.resolve(null),
    });
    happen(3);
    expect((await journal.read({}, all, 10)).events).toHaveLength(3);
    expect((await journal.latest({}, all, 10)).events).toHaveLength(3);
    expect(await journal.oldestId()).toBe(START);
  });

  it('looks at no more than fifty thousand at once, and says where to go on', async () => {
    const kept = Array.from({ length: 60_000 }, (_, n) => ({
      event_id: START - 60_000 + n,
      ...eventOf(1, 'left', START - 60_000 + n),
    }));
    const { journal, happen } = begin(storeOf(kept));
    journal.goOnAfter(START - 1);
    happen(1);
    const rare = ({ event_id }: NumberedEvent) => event_id === START;
    const first = await journal.read({}, rare, 1);
    expect(first).toEqual({ events: [], lastId: START - 10_001, isEnd: false });
    expect((await journal.read({ after: first.lastId }, rare, 1)).events).toHaveLength(1);
    const old = ({ event_id }: NumberedEvent) => event_id < START - 55_000;
    const newest = await journal.latest({}, old, 1);
    expect([newest.events.length, newest.isEnd]).toEqual([0, false]);
    expect(
      (await journal.latest({ before: newest.lastId }, old, 1)).events.map(({ event_id }) => event_id),
    ).toEqual([START - 55_001]);
  });

  it('reading page by page, while more happens, tells each event once and misses none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1500),
        fc.array(fc.nat(700), { maxLength: 6 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(1, 2, 3),
        async (earlier, lots, limit, every) => {
          const kept = Array.from({ length: earlier }, (_, n) => ({
            event_id: n + 1,
            ...eventOf(n, 'left', START - 1000),
          }));
          const { journal, happen } = begin(storeOf(kept));
          const told = [...kept];
          if (earlier > 0) journal.goOnAfter(earlier);
          journal.subscribe((events) => {
            kept.push(...events);
            told.push(...events);
          });
          happen(5);
          const isWanted = ({ event_id }: NumberedEvent) => event_id % every === 0;
          const read: NumberedEvent[] = [];
          for (let after = 0; ; ) {
            const slice = await journal.read({ after }, isWanted, limit);
            expect(slice.events.length).toBeLessThanOrEqual(limit);
            read.push(...slice.events);
            after = slice.lastId;
            const lot = lots.pop();
            if (lot !== undefined) happen(lot);
            else if (slice.isEnd) break;
          }
          expect(read.map(({ event_id }) => event_id)).toEqual(
            told.filter(isWanted).map(({ event_id }) => event_id),
          );
          const newest = await journal.latest({}, isWanted, limit);
          expect(newest.events).toEqual(told.filter(isWanted).toReversed().slice(0, limit));
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('tells of a time: what happened in it, also what was told later', async () => {
    const late = { event_id: START + 60_000, ...eventOf(1, 'roamed', START + 5, { source: 'log' }) };
    const before = { event_id: START - 10, ...eventOf(1, 'left', START - 10) };
    const { journal } = begin(
      storeOf([before, { event_id: START, ...eventOf(1, 'connected', START) }, late]),
    );
    const range = { sinceAt: START, untilAt: START + 10 };
    expect((await journal.read(range, all, 10)).events.map(({ event_id }) => event_id)).toEqual([
      START,
      START + 60_000,
    ]);
    expect((await journal.latest(range, all, 10)).events.map(({ event_id }) => event_id)).toEqual([
      START + 60_000,
      START,
    ]);
  });
});

describe('a clock that was ahead', () => {
  it.each([false, true])('hides no event from a range of time, with a history: %s', async (hasStore) => {
    const stored: NumberedEvent[] = [];
    const { journal, happen } = begin(hasStore ? storeOf(stored) : null);
    journal.subscribe((events) => stored.push(...events));
    const day = 86_400_000;
    happen(4, START);
    happen(1, START + 400 * day);
    for (let minute = 1; minute <= 12; minute++) happen(1, START + minute * 60_000);
    const range = { sinceAt: START, untilAt: START + 3_600_000 };
    for (const slice of [await journal.read(range, all, 100), await journal.latest(range, all, 100)]) {
      expect(slice.events).toHaveLength(16);
      expect(slice.isEnd).toBe(true);
    }
    const early = { sinceAt: START, untilAt: START + 6 * 60_000 };
    expect((await journal.read(early, all, 100)).events).toHaveLength(9);
  });
});
