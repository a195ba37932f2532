/** `monitor once` over real HTTP: asked last, rarely, and quietly given up. Time is a number. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import type { Reading } from '../../src/parse/reading.ts';
import { emptyPollMemory } from '../../src/poll/memory.ts';
import { pollOnce } from '../../src/poll/once.ts';
import type { RouterConnection } from '../../src/routeros/connection.ts';
import { closeAll, connect, wifiTables } from '../routeros/far-end.ts';

const WIFI = 'interface/wifi';
const radio = (name: string, row = {}) => ({ name, 'default-name': name, ...row });

let tables = wifiTables();
let router: SimulatedRouter;

beforeEach(async () => {
  tables = wifiTables();
  router = await startRouter({ tables: () => tables });
});

afterEach(async () => {
  closeAll();
  await router.stop();
});

/** Polls at seconds of its own; what each asked `monitor` about, and what is known of radios after it. */
function poller(connection: RouterConnection = connect(router), budgetMs = 10_000) {
  let memory = emptyPollMemory;
  return async (
    second: number,
  ): Promise<{ asked: string[]; known: Record<string, number | null>; reading: Reading }> => {
    const before = router.requests.length;
    const result = await pollOnce(connection, memory, {
      router: 'attic',
      timeoutMs: 300,
      budgetMs,
      clock: { now: () => second * 1000, monotonicNow: () => second * 1000 },
      hasMissing: () => false,
    });
    memory = result.memory;
    const posts = router.requests.slice(before).filter(({ method }) => method !== 'GET');
    for (const { method, path, body } of posts) {
      expect([method, path.endsWith('/monitor')]).toEqual(['POST', true]);
      expect(JSON.parse(body)).toHaveProperty('once');
    }
    const states = result.reading.radioStates ?? new Map();
    return {
      asked: posts.map(({ body }) => (JSON.parse(body) as { numbers: string }).numbers),
      known: Object.fromEntries([...states].map(([key, state]) => [key, state.frequencyMhz])),
      reading: result.reading,
    };
  };
}

describe('a radio whose rows do not tell its channel', () => {
  it('is asked about last, and again after ten minutes', async () => {
    const poll = poller();
    const first = await poll(0);
    expect(first.known).toEqual({ 'wifi wifi1': 5500 });
    expect(router.requests.at(-1)!.method).toBe('POST');
    const asked: number[] = [];
    for (let second = 10; second <= 1300; second += 10) {
      const { asked: names, known } = await poll(second);
      if (names.length > 0) asked.push(second);
      expect(known).toEqual({ 'wifi wifi1': 5500 });
    }
    expect(asked).toEqual([600, 1200]);
  });

  it('is asked about in the older menus likewise', async () => {
    for (const path of Object.keys(tables)) {
      if (!path.startsWith(WIFI)) continue;
      tables[path.replace(WIFI, 'interface/wifiwave2')] = tables[path]!;
      delete tables[path];
    }
    expect((await poller()(0)).known).toEqual({ 'wifiwave2 wifi1': 5500 });
  });

  it('is a master that is on, and only if none of its interfaces tells the channel', async () => {
    tables[WIFI] = [
      radio('wifi1'),
      radio('guest', { 'master-interface': 'wifi1' }),
      radio('wifi2', { 'channel.frequency': '2437' }),
      radio('wifi3', { disabled: 'true' }),
      radio('wifi4'),
      radio('iot', { 'master-interface': 'wifi4', 'channel.frequency': '5180' }),
    ];
    expect((await poller()(0)).asked).toEqual(['wifi1']);
  });

  it('waits for its turn where there are many: four in a poll', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `wifi${index + 1}`);
    tables[WIFI] = names.map((name) => radio(name));
    const poll = poller();
    const asked: string[][] = [];
    for (const second of [0, 10, 20, 30]) asked.push((await poll(second)).asked);
    expect(asked.map(({ length }) => length)).toEqual([4, 4, 2, 0]);
    expect(asked.flat()).toEqual(names);
  });

  it('is asked about anew when its interface is on another radio', async () => {
    const poll = poller();
    await poll(0);
    tables['interface/wifi/radio'] = [{ '.id': '*1', interface: 'wifi1', 'radio-mac': '02:00:00:00:00:02' }];
    expect((await poll(60)).asked).toEqual(['wifi1']);
    expect((await poll(70)).asked).toEqual([]);
  });
});

describe('a router that does not answer `monitor`', () => {
  const two = () => {
    tables[WIFI] = [radio('wifi1'), radio('wifi2')];
  };
  /** A connection that answers tables and fails the command. */
  const failing = (answer: Awaited<ReturnType<RouterConnection['monitor']>>): RouterConnection => {
    const connection = connect(router);
    return {
      ...connection,
      monitor: async (...asked) => {
        await connection.monitor(...asked);
        return answer;
      },
    };
  };
  const error = (kind: 'unauthorized' | 'timeout' | 'bad_reply') =>
    ({ status: 'failed', error: { kind, message: '', remedy: '' } }) as const;

  it.each([['unauthorized', error('unauthorized')] as const, ['absent', { status: 'absent' }] as const])(
    'because it is %s is not asked again for ten minutes, about any radio, and nothing else fails',
    async (_, answer) => {
      two();
      const poll = poller(failing(answer));
      const { asked, known, reading } = await poll(0);
      expect([asked, known]).toEqual([['wifi1'], {}]);
      expect(Object.values(reading.tables).filter(({ status }) => status === 'failed')).toEqual([]);
      const later: number[] = [];
      for (let second = 10; second <= 600; second += 10)
        if ((await poll(second)).asked.length > 0) later.push(second);
      expect(later).toEqual([600]);
    },
  );

  it('in time is asked about the next radio in the next poll, and no table fails for it', async () => {
    two();
    const poll = poller(failing(error('timeout')));
    const { asked, reading } = await poll(0);
    expect(asked).toEqual(['wifi1']);
    expect(Object.values(reading.tables).filter(({ status }) => status === 'failed')).toEqual([]);
    expect((await poll(10)).asked).toEqual(['wifi2']);
    expect((await poll(20)).asked).toEqual([]);
  });

  it('is not asked after the time of the poll is used up', async () => {
    let nowMs = 0;
    const connection = connect(router);
    const slow: RouterConnection = {
      ...connection,
      read: async (...asked) => {
        nowMs += 600;
        return connection.read(...asked);
      },
    };
    await pollOnce(slow, emptyPollMemory, {
      router: 'attic',
      timeoutMs: 300,
      budgetMs: 16 * 600,
      clock: { now: () => 0, monotonicNow: () => nowMs },
      hasMissing: () => false,
    });
    expect(router.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});
