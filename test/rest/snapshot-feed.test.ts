/** News of snapshots in a stream of events. */
import { afterEach, describe, expect, test } from 'vitest';
import { startServer } from '../../src/http/server.ts';
import { createStreams } from '../../src/http/sse.ts';
import { PAUSE_MS, feedSnapshots } from '../../src/rest/snapshot-feed.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { memoryJournal } from './journal.ts';
import { snapshot, takenAt } from './snapshot.ts';
import { read } from './sse.ts';
import { keptLog, problemOf, start, withKey } from './start.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const later = (seconds: number) => {
  const taken_at = new Date(takenAt + seconds * 1000).toISOString();
  return snapshot([], { meta: { taken_at, complete: true, warnings: [] } });
};

/** A stream that a test reads, and pauses that it ends. */
function telling() {
  const holder = createSnapshotHolder(() => {});
  const told: string[] = [];
  let isIdle = true;
  let pause: (() => void) | null = null;
  const end = feedSnapshots({
    snapshot: holder,
    stream: {
      isIdle: () => isIdle,
      offer: (message) => {
        told.push(/"taken_at":"([^"]+)"/.exec(Buffer.from(message).toString())![1]!);
        return true;
      },
    },
    clock: {
      after: (ms, run) => {
        expect(ms).toBe(PAUSE_MS);
        pause = run;
        return () => {
          pause = null;
        };
      },
    },
  });
  return {
    take: (seconds: number) => holder.publish(later(seconds), []),
    told: () => told.map((at) => (Date.parse(at) - takenAt) / 1000),
    block: (isBlocked: boolean) => {
      isIdle = !isBlocked;
    },
    passPause: () => {
      const run = pause!;
      pause = null;
      run();
    },
    isPausing: () => pause !== null,
    end,
  };
}

describe('news of snapshots', () => {
  test('come at once, then the newest one when the pause is over', () => {
    const { take, told, passPause, isPausing } = telling();
    take(1);
    expect(told()).toEqual([1]);
    for (const seconds of [2, 3, 4]) take(seconds);
    expect(told()).toEqual([1]);
    passPause();
    expect(told()).toEqual([1, 4]);
    passPause();
    expect([told(), isPausing()]).toEqual([[1, 4], false]);
    take(5);
    expect(told()).toEqual([1, 4, 5]);
  });

  test('wait for a reader who has not taken what came before', () => {
    const { take, told, block, passPause } = telling();
    block(true);
    take(1);
    passPause();
    take(2);
    expect(told()).toEqual([]);
    block(false);
    passPause();
    expect(told()).toEqual([2]);
  });

  test('end with the stream', () => {
    const { take, told, isPausing, end } = telling();
    take(1);
    end();
    take(2);
    expect([told(), isPausing()]).toEqual([[1], false]);
  });
});

async function serve() {
  const { log } = keptLog();
  const [holder, journal] = [createSnapshotHolder(() => {}), memoryJournal()];
  const streams = createStreams({ clock: systemClock });
  const { app } = start({ snapshot: holder, journal, streams });
  const server = await startServer({ app, host: '127.0.0.1', port: 0, log });
  stops.push(() => {
    streams.close();
    return server.close();
  });
  const open = (query: string) => read(`${server.url}/events${query}`, withKey);
  return { holder, journal, open };
}

describe('GET /events', () => {
  test('?snapshots=true tells both, and only events have an id', async () => {
    const { holder, journal, open } = await serve();
    const reader = await open('?snapshots=true');
    await reader.until(() => reader.messages().length > 0);
    holder.publish(later(7), []);
    journal.add({});
    await reader.until(() => reader.events().length > 0);
    const news = reader.messages().filter(({ event }) => event === 'snapshot');
    expect(news).toEqual([
      {
        id: null,
        event: 'snapshot',
        comment: null,
        data: JSON.stringify({ taken_at: later(7).meta.taken_at, complete: true }),
      },
    ]);
    expect(reader.ids()).toEqual([1]);
  });

  test.each(['', '?snapshots=false'])('"%s" tells events alone', async (query) => {
    const { holder, journal, open } = await serve();
    const reader = await open(query);
    holder.publish(later(7), []);
    journal.add({});
    await reader.until(() => reader.events().length > 0);
    expect(reader.text()).not.toContain('snapshot');
  });

  test.each([
    ['?snapshots=true&since=1h', {}],
    ['?snapshots=true', { Accept: 'application/json' }],
    ['?snapshots=yes', {}],
  ])('%s %j is 400', async (query, headers) => {
    const problem = await problemOf(await start().ask(`/events${query}`, { ...withKey, ...headers }));
    expect([problem.status, problem.errors?.map(({ parameter }) => parameter)]).toEqual([400, ['snapshots']]);
  });
});
