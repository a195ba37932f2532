/** Events as they happen, over a real connection. */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { AppOptions } from '../../src/rest/app.ts';
import { startServer } from '../../src/http/server.ts';
import { createStreams, HEARTBEAT_MS, type StreamsOptions } from '../../src/http/sse.ts';
import { memoryJournal } from '../rest/journal.ts';
import { read } from '../rest/sse.ts';
import { KEY, keptLog, problemOf, start, withKey } from '../rest/start.ts';
import { runs } from '../runs.ts';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** Timers that a test lets pass. */
function heartbeats() {
  const running = new Set<() => void>();
  return {
    every: (ms: number, run: () => void) => {
      expect(ms).toBe(HEARTBEAT_MS);
      running.add(run);
      return () => running.delete(run);
    },
    beat: () => {
      for (const run of running) run();
    },
    count: () => running.size,
  };
}

async function serve(options: Partial<AppOptions> & { limits?: Partial<StreamsOptions> } = {}) {
  const { limits, ...rest } = options;
  const { lines, log } = keptLog();
  const journal = memoryJournal();
  const timers = heartbeats();
  const streams = createStreams({ clock: timers, ...limits });
  const { app } = start({ journal, streams, log, ...rest });
  const server = await startServer({ app, host: '127.0.0.1', port: 0, log });
  stops.push(() => {
    streams.close();
    return server.close();
  });
  const open = (query = '', headers: Record<string, string> = {}) =>
    read(`${server.url}/events${query}`, { ...withKey, ...headers });
  return { ...server, journal, timers, streams, lines, open };
}

/** Until it is so; time is given to whatever else runs, never measured. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate();
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const many = (count: number) => Array.from({ length: count }, () => ({}));
const phone = { device_id: '02000000000f', name: 'Phone' };

describe('a stream', () => {
  test('tells each event as a message without a name, after when to come back', async () => {
    const { open, journal } = await serve();
    const reader = await open();
    const { statusCode, headers } = reader.response;
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    const told = [...journal.add({ name: 'line\nbreak\r\u2028😀' }), ...journal.add({}, phone)];
    await reader.until(() => reader.ids().length === 3);
    expect(reader.text()).toMatch(/^retry: 3000\n\n/);
    expect(reader.events()).toEqual(told);
  });

  test.each(['*/*', 'text/event-stream', 'application/json;q=0.5, text/event-stream', 'text/html'])(
    'is what "%s" gets',
    async (accept) => {
      const { open } = await serve();
      const { headers } = (await open('', { Accept: accept })).response;
      expect(headers['content-type']).toBe('text/event-stream');
    },
  );

  test('begins now, with an id to come back with even before anything happens', async () => {
    const { open, journal } = await serve();
    journal.add(...many(3));
    const reader = await open();
    await reader.until(() => reader.messages().some(({ id }) => id === '3'));
    journal.add({});
    await reader.until(() => reader.ids().length > 0);
    expect(reader.ids()).toEqual([4]);
  });

  test('tells only what its filters take', async () => {
    const { open, journal } = await serve();
    const reader = await open('?name=pho&event_type=left&event_type=arrived');
    journal.add({ event_type: 'left' }, { ...phone, event_type: 'roamed' }, { ...phone, event_type: 'left' });
    journal.add({ ...phone, event_type: 'arrived' });
    await reader.until(() => reader.ids().length === 2);
    expect(reader.ids()).toEqual([3, 4]);
  });

  test('has a heartbeat while nothing happens', async () => {
    const { open, timers } = await serve();
    const reader = await open();
    for (const count of [1, 2, 3]) {
      timers.beat();
      await reader.until(() => reader.messages().filter(({ comment }) => comment !== null).length === count);
    }
    expect(reader.ids()).toEqual([]);
  });

  test('needs the key', async () => {
    const { url, streams } = await serve();
    for (const headers of [{}, { 'X-API-Key': `${KEY}x` }]) {
      const answer = await fetch(`${url}/events`, { headers });
      expect((await problemOf(answer)).status).toBe(401);
    }
    expect(streams.count()).toBe(0);
  });

  test('is not opened by HEAD', async () => {
    const { url, streams, journal, timers } = await serve();
    const answer = await fetch(`${url}/events`, { method: 'HEAD', headers: withKey });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect([streams.count(), journal.listenerCount(), timers.count()]).toEqual([0, 0, 0]);
  });
});

describe('who comes back', () => {
  test('is told what was missed, and then what comes', async () => {
    const { open, journal } = await serve();
    journal.add(...many(120), phone);
    const reader = await open('', { 'Last-Event-ID': '7' });
    await reader.until(() => reader.ids().length === 114);
    journal.add({});
    await reader.until(() => reader.ids().at(-1) === 122);
    expect(reader.ids()).toEqual(numbers(8, 122));
    expect(reader.text()).not.toContain('event: gap');
  });

  test('is told only what its filters take', async () => {
    const { open, journal } = await serve();
    journal.add(...many(250), phone, ...many(250), phone);
    const reader = await open('?mac=02:00:00:00:00:0F', { 'Last-Event-ID': '1' });
    await reader.until(() => reader.ids().length === 2);
    journal.add({}, phone);
    await reader.until(() => reader.ids().length === 3);
    expect(reader.ids()).toEqual([251, 502, 504]);
  });

  test('having missed nothing is told so by silence', async () => {
    const { open, journal } = await serve();
    journal.add(...many(3));
    journal.forgetBefore(4);
    const reader = await open('', { 'Last-Event-ID': '3' });
    journal.add({});
    await reader.until(() => reader.ids().length > 0);
    expect(reader.ids()).toEqual([4]);
    expect(reader.text()).not.toContain('event: gap');
  });

  test('with 0 is told everything', async () => {
    const { open, journal } = await serve();
    journal.add(...many(3));
    const reader = await open('', { 'Last-Event-ID': '0' });
    await reader.until(() => reader.ids().length === 3);
    expect(reader.text()).not.toContain('event: gap');
  });

  test('misses nothing and hears nothing twice, whatever happens at the seam', async () => {
    const { open, journal } = await serve();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 130 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }),
        fc.boolean(),
        async (missed, lots, isMuch) => {
          const from = journal.lastId();
          if (missed > 0) journal.add(...many(missed));
          const rest = lots.concat(isMuch ? [1500] : []);
          journal.onRead(() => {
            const size = rest.shift() ?? 0;
            if (size > 0) journal.add(...many(size));
          });
          const reader = await open('', { 'Last-Event-ID': String(from) });
          await setImmediate();
          journal.onRead(() => {});
          const last = journal.add({})[0]!.event_id;
          await reader.until(() => reader.ids().at(-1) === last);
          expect(reader.ids()).toEqual(numbers(from + 1, last).filter((id) => id > from));
          expect(reader.text()).not.toContain('event: gap');
          reader.request.destroy();
        },
      ),
      { numRuns: runs(12) },
    );
  });

  test('misses nothing either when more happens at the seam than is remembered', async () => {
    const { open, journal } = await serve();
    journal.add(...many(10));
    const lots = [0, 1100, 0, 700];
    journal.onRead(() => {
      const size = lots.shift() ?? 0;
      if (size > 0) journal.add(...many(size));
    });
    const reader = await open('', { 'Last-Event-ID': '1' });
    await reader.until(() => reader.ids().length === 1809);
    journal.add({});
    await reader.until(() => reader.ids().length === 1810);
    expect(reader.ids()).toEqual(numbers(2, 1811));
  });

  describe('to a gap', () => {
    const gapIn = (messages: { event: string | null; data: string | null }[]) =>
      messages.filter(({ event }) => event === 'gap').map(({ data }) => JSON.parse(data!) as object);

    test('is told so, and then all there is', async () => {
      const { open, journal } = await serve();
      journal.add(...many(10));
      journal.forgetBefore(8);
      const reader = await open('', { 'Last-Event-ID': '3' });
      await reader.until(() => reader.ids().length === 3);
      journal.add({});
      await reader.until(() => reader.ids().length === 4);
      expect(reader.ids()).toEqual([8, 9, 10, 11]);
      expect(gapIn(reader.messages())).toEqual([{ message: expect.stringContaining('no longer kept') }]);
      expect(reader.text().indexOf('event: gap')).toBeLessThan(reader.text().indexOf('id: 8'));
    });

    test('with nothing kept is told so, and then what comes', async () => {
      const { open, journal } = await serve();
      journal.add(...many(10));
      journal.forgetBefore(11);
      const reader = await open('', { 'Last-Event-ID': '3' });
      await reader.until(() => gapIn(reader.messages()).length === 1);
      journal.add({});
      await reader.until(() => reader.ids().length === 1);
      expect(reader.ids()).toEqual([11]);
    });

    test.each(['garbage', '-1', '1e3', '4.5', '11', '999999999999999', '9999999999999999999', '0x1'])(
      '%s is an id of nobody: told so, and then what comes',
      async (id) => {
        const { open, journal } = await serve();
        journal.add(...many(10));
        const reader = await open('', { 'Last-Event-ID': id });
        await reader.until(() => gapIn(reader.messages()).length === 1);
        journal.add({});
        await reader.until(() => reader.ids().length === 1);
        expect(reader.ids()).toEqual([11]);
        // so that the next time there is none
        expect(reader.messages().find(({ event }) => event === 'gap')?.id).toBe('10');
      },
    );
  });
});

describe('a reader', () => {
  const large = { name: 'x'.repeat(100_000) };

  test('that goes leaves nothing behind', async () => {
    const { open, streams, journal, timers } = await serve();
    const readers = await Promise.all([open(), open(), open('', { 'Last-Event-ID': '0' })]);
    expect([streams.count(), journal.listenerCount(), timers.count()]).toEqual([3, 3, 3]);
    readers[0]!.request.destroy();
    readers[1]!.request.socket!.resetAndDestroy();
    readers[2]!.response.destroy();
    await until(() => streams.count() === 0);
    expect([journal.listenerCount(), timers.count()]).toEqual([0, 0]);
    journal.add({});
  });

  test('that takes nothing is dropped when too much waits, and its connection cut', async () => {
    const { open, streams, journal, lines } = await serve();
    const [slow, quick] = [await open(), await open()];
    slow.response.pause();
    let sentBytes = 0;
    while (streams.count() === 2) {
      const [last] = journal.add(large);
      await quick.until(() => quick.ids().at(-1) === last!.event_id);
      sentBytes += large.name.length;
      expect(sentBytes).toBeLessThan(64 * 1024 * 1024);
    }
    expect(journal.listenerCount()).toBe(1);
    expect(lines).toContainEqual({
      level: 'info',
      message: 'event stream dropped',
      fields: { open: 1, client: '127.0.0.1', correlation_id: slow.response.headers['x-correlation-id'] },
    });
    slow.response.resume();
    expect(await slow.ended).toBe('cut');
    // who reads loses nothing by it
    journal.add({});
    await quick.until(() => quick.ids().at(-1) === journal.lastId());
    expect(quick.ids()).toEqual(numbers(1, journal.lastId()));
  });

  test('that takes nothing between two heartbeats while something waits is dropped', async () => {
    const timers = heartbeats();
    const streams = createStreams({ clock: timers });
    let cutCount = 0;
    const onEnd = () => {};
    const stream = streams.open({ cut: () => cutCount++, onEnd });
    if (typeof stream === 'string') throw new Error(stream);
    const reader = stream.body.getReader();
    for (const text of ['a', 'b', 'c']) stream.offer(Buffer.from(text));
    for (let i = 0; i < 3; i++) {
      await reader.read();
      timers.beat();
    }
    expect([streams.count(), cutCount]).toEqual([1, 0]); // slow, but not stuck
    timers.beat();
    expect([streams.count(), cutCount, timers.count()]).toEqual([0, 1, 0]);
    expect(stream.offer(Buffer.from('d'))).toBe(false);
    expect((await reader.read()).done).toBe(true); // what waited was thrown away
  });

  test('that keeps up is told a whole house at a stroke', async () => {
    const { open, journal, streams } = await serve();
    const reader = await open();
    journal.add(...many(3000));
    journal.forgetBefore(2900); // as one without a history does
    await reader.until(() => reader.ids().length === 3000);
    journal.add({});
    await reader.until(() => reader.ids().length === 3001);
    expect(reader.ids()).toEqual(numbers(1, 3001));
    expect(reader.text()).not.toContain('event: gap');
    expect(streams.count()).toBe(1);
  });

  test('beyond the hundredth is refused until one goes', async () => {
    const { open, url, streams } = await serve();
    const readers = await Promise.all(numbers(1, 100).map(() => open()));
    const answer = await fetch(`${url}/events`, { headers: withKey });
    const { status, detail } = await problemOf(answer);
    expect([status, detail]).toEqual([429, expect.stringContaining('100 event streams')]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${url}/events?after=0`, { headers: withKey })).status).toBe(200);
    readers[0]!.request.destroy();
    await until(() => streams.count() === 99);
    expect((await open()).response.statusCode).toBe(200);
  });

  test('is cut off, to come back, when the journal fails', async () => {
    const journal = memoryJournal(...many(3));
    const fault = new Error('broken on purpose');
    const { open, lines, streams } = await serve({
      journal: { ...journal, read: () => Promise.reject(fault) },
    });
    const reader = await open('', { 'Last-Event-ID': '1' });
    expect(await reader.ended).toBe('cut');
    expect([streams.count(), journal.listenerCount()]).toEqual([0, 0]);
    expect(lines).toContainEqual({
      level: 'error',
      message: 'event stream failed',
      fields: { error: fault, correlation_id: reader.response.headers['x-correlation-id'] },
    });
  });
});

describe('at the end of the service', () => {
  test('every stream ends as a whole, with what was told', async () => {
    const { open, streams, journal, close } = await serve();
    const readers = await Promise.all([open(), open(), open()]);
    journal.add({}, {});
    streams.close();
    await close();
    for (const reader of readers) {
      expect(await reader.ended).toBe('whole');
      expect(reader.ids()).toEqual([1, 2]);
    }
    expect(journal.listenerCount()).toBe(0);
    stops.length = 0;
  });

  test('no stream is opened any more', async () => {
    const { url, streams } = await serve();
    streams.close();
    const answer = await fetch(`${url}/events`, { headers: withKey });
    expect((await problemOf(answer)).status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });
});
