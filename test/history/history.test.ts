/** The edge as a whole: its thread, what it is told and asked, and a disk that fails. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkerData } from '../../src/history/message.ts';
import type { HistoryOff, SessionList } from '../../src/record/history.ts';
import {
  deviceOf,
  eventOf,
  garden,
  hall,
  HOUR_MS,
  idOf,
  newFolder,
  type Scene,
  spotOf,
  START,
  startScene,
  startSource,
} from './scene.ts';

let folder: ReturnType<typeof newFolder>;
const scenes: Scene[] = [];
beforeEach(() => {
  folder = newFolder();
});
afterEach(async () => {
  await Promise.all(scenes.splice(0).map((scene) => scene.stop()));
  folder.remove();
});

function open(changed: Parameters<typeof startScene>[1] = {}, stateDir = folder.path): Scene {
  const scene = startScene(stateDir, changed);
  scenes.push(scene);
  return scene;
}

const span = { sinceAt: START - HOUR_MS, untilAt: START + HOUR_MS };
const told = (scene: Scene, level: string) =>
  scene.lines.filter((line) => line.level === level).map(({ event }) => event);
const offOf = (answer: object) => (answer as Partial<HistoryOff>).off ?? null;

/** A few polls: one device roams, one stays. */
function live(scene: Scene, from = START): void {
  for (let index = 0; index < 6; index++) {
    const at = from + index * 10_000;
    const place = index < 3 ? hall : garden;
    const events =
      index === 3
        ? [eventOf(1, 'roamed', at, { from: spotOf(hall), to: spotOf(garden), reason: 'better signal' })]
        : [];
    scene.publish(at, [deviceOf(1, at, { ...place, signal_dbm: -50 - index }), deviceOf(2, at)], events);
  }
}

describe('the history', () => {
  it('answers with what was just told, before it is written', async () => {
    const scene = open();
    live(scene);
    expect(await scene.history.deviceHistory(idOf(1), span, null)).toMatchObject({
      resolution: 'raw',
      segments: [
        { access_point: 'Hall', samples: [{ signal_dbm: -50 }, { signal_dbm: -51 }, { signal_dbm: -52 }] },
        { access_point: 'Garden', samples: [{ signal_dbm: -53 }, { signal_dbm: -54 }, { signal_dbm: -55 }] },
      ],
    });
    expect(await scene.history.sessions(idOf(1), span, { limit: 10 })).toMatchObject({
      sessions: [
        { access_point: 'Garden', to_at: null },
        { access_point: 'Hall', ended_by: 'roamed', reason: 'better signal' },
      ],
    });
    expect(await scene.history.accessPointHistory(hall.access_point_id, span, null)).toMatchObject({
      buckets: [],
    });
    expect(scene.history.state()).toMatchObject({
      problem: null,
      oldest_at: new Date(START + 30_000).toISOString(),
    });
    expect(scene.history.state().size_bytes).toBeGreaterThan(0);
  });

  it('a restart keeps events and their numbers, sessions and readings', async () => {
    const first = open();
    live(first);
    const number = first.journal.lastId();
    await first.stop();
    const second = open();
    // a clock that was set back meanwhile
    second.setClock(START - 86_400_000);
    await vi.waitFor(() => expect(second.journal.lastId()).toBe(number), 30_000);
    second.setClock(START + 60_000);
    live(second, START + 60_000);
    const { events, isEnd } = await second.journal.read({}, () => true, 10);
    expect(events.map(({ event_type }) => event_type)).toEqual(['roamed', 'roamed']);
    expect(events[1]!.event_id).toBeGreaterThan(number);
    expect(isEnd).toBe(true);
    expect(await second.journal.oldestId()).toBe(number);
    expect(await second.history.sessions(idOf(2), span, { limit: 10 })).toMatchObject({
      sessions: [{ sample_count: 12, to_at: null }],
    });
  });

  it('stops within its time when the thread does not answer', async () => {
    const mute = () => new Worker('setInterval(() => {}, 1000)', { eval: true });
    const scene = open({ startWorker: mute, answerWithinMs: 50, stopWithinMs: 100 });
    live(scene);
    expect(offOf(await scene.history.deviceHistory(idOf(1), span, null))).toContain('did not answer within');
    expect((await scene.journal.read({}, () => true, 10)).events).toHaveLength(1);
    await scene.stop();
    expect(offOf(await scene.history.sessions(idOf(1), span, { limit: 1 }))).toBe(
      'The history has been stopped.',
    );
  });

  it('what the disk cannot take waits within bounds: signals go first, with one warning, events stay', async () => {
    const mute = () => new Worker('setInterval(() => {}, 1000)', { eval: true });
    const scene = open({ startWorker: mute, stopWithinMs: 100 });
    const crowd = (at: number) => Array.from({ length: 5000 }, (_, n) => deviceOf(n, at));
    for (let index = 0; index < 50; index++) {
      scene.publish(START + index * 10_000, crowd(START + index * 10_000), [
        eventOf(1, 'connected', START, { to: spotOf(hall) }),
      ]);
    }
    expect(told(scene, 'warn')).toEqual(['history signals dropped']);
    expect(scene.lines[0]!.fields).toEqual({ dropped: { samples: 5000, events: 0 } });
    scene.setClock(START + 10 * 60_000);
    void scene.history.flush();
    scene.setClock(START + 12 * 60_000);
    expect(scene.history.state().problem).toContain('has not answered for a minute');
  });
});

/** Waits in real time, whatever the clock says. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a fault', () => {
  /** Runs into it, is off, and comes back when it is gone; presence never notices. */
  async function comesBack(scene: Scene, problem: RegExp, mend: () => void): Promise<void> {
    await vi.waitFor(() => expect(scene.history.state().problem).toMatch(problem), 30_000);
    expect(offOf(await scene.history.deviceHistory(idOf(1), span, null))).toMatch(problem);
    expect(told(scene, 'warn')).toEqual(['history unavailable']);
    live(scene, START + 60_000);
    expect((await scene.journal.read({}, () => true, 10)).events.length).toBeGreaterThan(0);
    mend();
    await vi.waitFor(() => expect(told(scene, 'info')).toEqual(['history recovered']), 30_000);
    expect(scene.history.state().problem).toBeNull();
    expect(told(scene, 'warn').filter((event) => event === 'history unavailable')).toHaveLength(1);
    const answer = (await scene.history.sessions(idOf(1), span, { limit: 10 })) as SessionList;
    expect(answer.sessions.slice(0, 2)).toMatchObject([{ to_at: null }, { ended_by: 'roamed' }]);
  }

  it('a full disk turns it off, room turns it on again', async () => {
    let maxPages: number | undefined = 40;
    const scene = open({
      startWorker: (data: WorkerData) =>
        startSource({ ...data, ...(maxPages === undefined ? {} : { maxPages }) }),
      retryEveryMs: 100,
    });
    const many = (at: number) => Array.from({ length: 3000 }, (_, n) => deviceOf(n, at));
    scene.publish(START, many(START));
    await scene.history.flush();
    await comesBack(
      scene,
      /SQLITE_FULL\). The disk is full: make room, or set HISTORY_MAX_SIZE lower/,
      () => {
        maxPages = undefined;
      },
    );
  });

  it('a file that is a directory', async () => {
    mkdirSync(join(folder.path, 'history.db'));
    const scene = open({ retryEveryMs: 100 });
    live(scene);
    await comesBack(scene, /SQLITE_CANTOPEN\). Make STATE_DIR a directory/, () => {
      rmSync(join(folder.path, 'history.db'), { recursive: true });
    });
  });

  it('is tried again within half a minute, now and then, and told of once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      mkdirSync(join(folder.path, 'history.db'));
      let starts = 0;
      const scene = open({
        startWorker: (data: WorkerData) => {
          starts++;
          return startSource(data);
        },
      });
      for (let attempt = 1; attempt <= 2; attempt++) {
        // the thread has told why it ended, and the next is due
        await until(() => scene.history.state().problem !== null && vi.getTimerCount() > 0);
        vi.advanceTimersByTime(10_000);
        expect(starts).toBe(attempt);
        if (attempt === 2) rmSync(join(folder.path, 'history.db'), { recursive: true });
        vi.advanceTimersByTime(20_000);
      }
      await until(() => scene.history.state().problem === null);
      expect(scene.lines.map(({ event }) => event)).toEqual(['history unavailable', 'history recovered']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a directory that is missing', async () => {
    const scene = open({}, '/proc/nowhere/history');
    live(scene);
    await vi.waitFor(
      () => expect(scene.history.state().problem).toMatch(/CANTOPEN\). Make STATE_DIR/),
      30_000,
    );
    expect(told(scene, 'warn')).toEqual(['history unavailable']);
    expect((await scene.journal.latest({}, () => true, 10)).events).toHaveLength(1);
  });

  it('a file that is damaged is set aside, and a new one is begun', async () => {
    writeFileSync(join(folder.path, 'history.db'), 'rubbish '.repeat(1000));
    const scene = open();
    live(scene);
    expect(await scene.history.sessions(idOf(1), span, { limit: 10 })).toMatchObject({ sessions: [{}, {}] });
    expect(scene.lines).toMatchObject([{ level: 'warn', event: 'history set aside' }]);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('history.db.damaged-'))).toHaveLength(1);
    expect(scene.history.state().problem).toBeNull();
  });

  it('a file with a hole is found out when it is used, and set aside when it is tried again', async () => {
    const first = open();
    live(first);
    await first.stop();
    const path = join(folder.path, 'history.db');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 2 * 4096));
    const scene = open({ retryEveryMs: 100 });
    await vi.waitFor(
      () => expect(told(scene, 'warn')).toEqual(['history unavailable', 'history set aside']),
      30_000,
    );
    expect(scene.lines[0]!.fields['problem']).toContain('SQLITE_CORRUPT');
    live(scene, START + 60_000);
    expect(await scene.history.sessions(idOf(1), span, { limit: 10 })).toMatchObject({ sessions: [{}, {}] });
    expect(scene.history.state().problem).toBeNull();
  });

  it('a thread that dies is started again, and what was not written is written then', async () => {
    let isDying = true;
    const scene = open({
      startWorker: (data: WorkerData) =>
        isDying ? new Worker('throw new Error("out of luck")', { eval: true }) : startSource(data),
      retryEveryMs: 100,
    });
    live(scene);
    await comesBack(scene, /stopped working \(out of luck\)/, () => {
      isDying = false;
    });
    expect(
      (
        await scene.history.store.page({
          after: 0,
          before: Number.MAX_SAFE_INTEGER,
          untilAt: Infinity,
          order: 'asc',
          limit: 10,
        })
      )?.length,
    ).toBe(2);
  });
});
