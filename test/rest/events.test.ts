/** Events by the page. What only a stream shows is in stream.test.ts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventListSchema } from '../../src/record/select-event.ts';
import { runs } from '../runs.ts';
import { memoryJournal } from './journal.ts';
import { holderOf, takenAt } from './snapshot.ts';
import { KEY, problemOf, start, withKey } from './start.ts';

const at = (minutes: number) => new Date(takenAt + minutes * 60_000).toISOString();
const phone = { device_id: '02000000000f', name: 'Phone' };

/** Ten events a minute apart, the last one when the snapshot was taken; every other one of the phone. */
const journal = () =>
  memoryJournal(
    ...Array.from({ length: 10 }, (_, index) => ({ at: at(index - 9), ...(index % 2 ? phone : {}) })),
  );

async function page(path: string, headers: Record<string, string> = withKey) {
  const answer = await start({ journal: journal() }).ask(path, headers);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  return eventListSchema.parse(await answer.json());
}

describe('a page', () => {
  test.each([
    ['?after=0', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['?after=7', [8, 9, 10]],
    ['?after=10', []],
    ['?after=999999999999999', []],
    ['?limit=2', [1, 2]],
    ['?after=3&limit=2', [4, 5]],
    ['?since=60s', [10]],
    [`?since=${at(-3)}`, [7, 8, 9, 10]],
    [`?since=${at(-3)}&until=${at(-1)}`, [7, 8]],
    [`?until=${at(-8)}`, [1]],
    ['?since=2026-11-20T07:57:00%2B00:00&mac=02:00:00:00:00:0F', [8, 10]],
    ['?after=0&name=phone&limit=2', [2, 4]],
    ['?after=0&presence=home&connected=true', [1, 3, 5, 7, 9]],
    ['?after=0&event_type=left', []],
  ])('%s has %j', async (query, ids) => {
    const list = await page(`/events${query}`);
    expect(list.events.map(({ event_id }) => event_id)).toEqual(ids);
  });

  test('says how to go on', async () => {
    expect(await page('/events?limit=4')).toMatchObject({ limit: 4, has_more: true, next_after: 4 });
    expect(await page('/events?after=8')).toMatchObject({ limit: 100, has_more: false, next_after: 10 });
    expect(await page('/events?after=4&event_type=left')).toMatchObject({ has_more: false, next_after: 10 });
  });

  test.each([
    'application/json',
    'application/json, */*',
    'APPLICATION/JSON;q=0.9, text/event-stream;q=0.5',
    'text/plain, application/json; charset=utf-8',
  ])('is what "%s" gets', async (accept) => {
    expect((await page('/events', { ...withKey, Accept: accept })).events).toHaveLength(10);
  });

  test('has an ETag, and varies with what was accepted', async () => {
    const { ask } = start({ journal: journal() });
    const answer = await ask('/events?after=0');
    expect(answer.headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    const etag = answer.headers.get('etag')!;
    expect((await ask('/events?after=0', { ...withKey, 'If-None-Match': etag })).status).toBe(304);
    expect((await ask('/events?after=1', { ...withKey, 'If-None-Match': etag })).status).toBe(200);
  });

  test('needs no snapshot', async () => {
    const { ask } = start({
      journal: journal(),
      snapshot: holderOf(),
    });
    expect((await ask('/events?after=0')).status).toBe(200);
  });
});

test('page by page every event that matches comes once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      async (arePhones, limit) => {
        const records = arePhones.map((isPhone) => (isPhone ? phone : {}));
        const { ask } = start({ journal: memoryJournal(...records) });
        const ids: number[] = [];
        let [after, hasMore] = [0, true];
        while (hasMore) {
          const answer = await ask(`/events?mac=${phone.device_id}&limit=${limit}&after=${after}`);
          const list = eventListSchema.parse(await answer.json());
          expect(list.events.length).toBeLessThanOrEqual(limit);
          ids.push(...list.events.map(({ event_id }) => event_id));
          [after, hasMore] = [list.next_after, list.has_more];
        }
        expect(ids).toEqual(arePhones.flatMap((isPhone, index) => (isPhone ? [index + 1] : [])));
      },
    ),
    { numRuns: runs(40) },
  );
});

describe('what is wrong is refused by name', () => {
  test.each([
    ['since=yesterday', ['since'], 'is not a time'],
    ['since=', ['since'], 'is not a time'],
    ['until=2026-13-01', ['until'], 'is not a time'],
    [`since=${'9'.repeat(50)}`, ['since'], 'at most 40'],
    ['since=1h&since=2h', ['since'], 'only once'],
    ['since=1h&until=2h', ['since', 'until'], 'before until'],
    ['after=-1', ['after'], 'integer from 0'],
    ['after=x', ['after'], 'integer from 0'],
    ['after=99999999999999999999', ['after'], 'integer from 0'],
    ['limit=0', ['limit'], 'from 1 to 1000'],
    ['limit=1001', ['limit'], 'from 1 to 1000'],
    ['event_type=arrive', ['event_type'], 'did you mean arrived?'],
    ['mac=zz', ['mac'], 'is not a MAC address'],
    ['band=5', ['band'], 'must be one of'],
    ['presence=gone', ['presence'], 'must be one of'],
    ['connected=yes', ['connected'], 'true or false'],
    ['name=', ['name'], 'must not be empty'],
    ['interface=%00', ['interface'], 'control character'],
    ['offset=1', ['offset'], 'is not a parameter of this route'],
  ])('%s', async (query, parameters, words) => {
    const { ask } = start({ journal: journal() });
    for (const headers of [withKey, { ...withKey, Accept: 'application/json' }]) {
      const problem = await problemOf(await ask(`/events?${query}`, headers));
      expect([problem.status, problem.errors?.map(({ parameter }) => parameter)]).toEqual([400, parameters]);
      expect(problem.detail).toContain(words);
    }
  });

  test('a wrong key before anything else', async () => {
    const { ask } = start({ journal: journal() });
    for (const path of ['/events', '/events?after=0', '/events?limit=0']) {
      expect((await problemOf(await ask(path, { 'X-API-Key': `${KEY}x` }))).status).toBe(401);
      expect((await problemOf(await ask(path, {}))).status).toBe(401);
    }
  });
});

test('without a key of the service there is no page and no stream', async () => {
  const { ask } = start({ journal: journal(), authenticator: null });
  for (const path of ['/events', '/events?after=0']) {
    expect((await problemOf(await ask(path))).status).toBe(404);
  }
});
