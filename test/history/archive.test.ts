/** The file: what is asked before and after it is packed, what is kept how long, and what a file that is not ours, or not of now, becomes. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Archive, createArchive } from '../../src/history/archive.ts';
import { createCollector, emptyFrame } from '../../src/history/collect.ts';
import { historyPath, openDatabase } from '../../src/history/open.ts';
import { schemaMigrations } from '../../src/history/schema.ts';
import type { Device } from '../../src/record/device.ts';
import {
  type AccessPointHistory,
  type DeviceHistory,
  deviceHistorySchema,
  accessPointHistorySchema,
  type SessionList,
  type SessionSlice,
  sessionListSchema,
  type Span,
} from '../../src/record/history.ts';
import type { NumberedEvent } from '../../src/record/journal.ts';
import { exampleRouter } from '../../src/question/example.ts';
import { runs } from '../runs.ts';
import {
  accessPointOf,
  deviceOf,
  eventOf,
  garden,
  gone,
  HOUR_MS,
  hall,
  idOf,
  iso,
  newFolder,
  snapshotOf,
  START,
  spotOf,
} from './scene.ts';

const NOT_READ = { reachable: false, identity: null, uptime_seconds: null } as const;
const DAY_MS = 24 * HOUR_MS;
const MIB = 1024 * 1024;

let folder: ReturnType<typeof newFolder>;
const opened: File[] = [];
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => {
  for (const file of opened.splice(0)) file.abandon();
  folder.remove();
});

interface File {
  archive: Archive;
  /** `unread`: routers of the snapshot that were not read since the start. */
  write: (at: number, devices: readonly Device[], clients?: number, unread?: readonly string[]) => void;
  happened: (...events: NumberedEvent[]) => void;
  upkeep: (at: number, monotonicMs?: number) => void;
  device: (n: number, span: Span, resolution: 'raw' | '5m' | '1h' | null, at: number) => DeviceHistory;
  accessPoint: (span: Span, resolution: '5m' | '1h', at: number) => AccessPointHistory;
  /** Null asks for those of all devices. */
  sessions: (
    n: number | null,
    span: Span,
    at: number,
    limit?: number,
    more?: Partial<SessionSlice>,
  ) => SessionList;
  count: (table: string) => number;
  /** Closes it as a crash does. */
  abandon: () => void;
}

function openFile(maxBytes = 512 * MIB): File {
  const { db } = openDatabase(historyPath(folder.path), { openedAt: START });
  const archive = createArchive(db, { maxBytes });
  const collector = createCollector();
  let told = 0;
  const clock = (at: number) => ({ at, monotonicMs: at });
  const file: File = {
    archive,
    write: (at, devices, clients = devices.length, unread = []) => {
      const routers = unread.map((router) => ({ ...exampleRouter, ...NOT_READ, router }));
      const snapshot = { ...snapshotOf(at, devices, [accessPointOf(hall, clients)]), routers };
      const frame = collector.collect(snapshot);
      archive.write(collector.places.slice(told), frame === null ? [] : [frame], clock(at));
      told = collector.places.length;
    },
    happened: (...events) => archive.write([], [emptyFrame(events)], clock(events[0]!.event_id)),
    upkeep: (at, monotonicMs = at) => {
      while (archive.upkeep({ at, monotonicMs }));
    },
    device: (n, span, resolution, at) =>
      deviceHistorySchema.parse(
        archive.answer({ type: 'device', deviceId: idOf(n), span, resolution }, clock(at)),
      ),
    accessPoint: (span, resolution, at) =>
      accessPointHistorySchema.parse(
        archive.answer(
          { type: 'access_point', accessPointId: hall.access_point_id, span, resolution },
          clock(at),
        ),
      ),
    sessions: (n, span, at, limit = 100, more = {}) =>
      sessionListSchema.parse(
        archive.answer(
          { type: 'sessions', deviceId: n === null ? null : idOf(n), span, slice: { limit, ...more } },
          clock(at),
        ),
      ),
    count: (table) => (db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number }).count,
    abandon: () => {
      if (db.isOpen) db.close();
    },
  };
  opened.push(file);
  return file;
}

/** Who is where at each of some polls; null: nowhere. */
const stays = fc.array(
  fc.record({
    stepMs: fc.integer({ min: 1_000, max: 20 * 60_000 }),
    places: fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom(hall, garden, null))),
  }),
  { minLength: 1, maxLength: 40 },
);

/** Two devices for some hours at uneven moments, here and there, with and without a signal. */
const history = fc.array(
  fc.record({
    stepMs: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 9_000, max: 11_000 }) },
      fc.integer({ min: 60_000, max: 5_000_000 }),
    ),
    at: fc.constantFrom(hall, garden),
    dbm: fc.option(fc.integer({ min: -90, max: -30 }), { freq: 10 }),
    clients: fc.nat(30),
  }),
  { minLength: 1, maxLength: 120 },
);

describe('a start that has forgotten all devices', () => {
  const LATER = START + 10 * 60_000;
  const onBarn = (n: number, at: number) =>
    deviceOf(n, at, { router: 'barn', connected_since_at: iso(START - HOUR_MS) });
  const sessionsOf = (file: File, n: number) =>
    file
      .sessions(n, { sinceAt: START - DAY_MS, untilAt: START + DAY_MS }, LATER + 60_000)
      .sessions.map(({ to_at }) => to_at !== null);
  const restarted = () => {
    const before = openFile();
    before.write(START, [deviceOf(1, START), onBarn(2, START), deviceOf(3, START)]);
    before.abandon();
    return openFile();
  };

  it('ends no session on a router that is read later, and one on a router that was read at once', () => {
    const file = restarted();
    file.write(LATER, [deviceOf(1, LATER)], 1, ['barn']);
    expect([1, 2, 3].map((n) => sessionsOf(file, n))).toEqual([[false], [false], [true]]);
    file.write(LATER + 10_000, [deviceOf(1, LATER + 10_000), onBarn(2, LATER + 10_000)]);
    expect(sessionsOf(file, 2)).toEqual([false]);
  });

  it('ends those that are not there when that router is read', () => {
    const file = restarted();
    file.write(LATER, [deviceOf(1, LATER)], 1, ['barn']);
    file.write(LATER + 10_000, [deviceOf(1, LATER + 10_000)], 1, ['barn']);
    expect(sessionsOf(file, 2)).toEqual([false]);
    file.write(LATER + 20_000, [deviceOf(1, LATER + 20_000)]);
    expect(sessionsOf(file, 2)).toEqual([true]);
  });
});

describe('the sessions of all devices', () => {
  it('are those of each, newest first, and whole pages lead through them', () => {
    fc.assert(
      fc.property(stays, fc.integer({ min: 4, max: 8 }), fc.nat(90), (story, limit, percent) => {
        const file = openFile();
        let at = START;
        for (const { stepMs, places } of story) {
          at += stepMs;
          const now = at;
          file.write(
            now,
            places.map((place, n) => (place === null ? gone(n, now) : deviceOf(n, now, place))),
          );
        }
        const span = { sinceAt: START + Math.floor(((at - START) * percent) / 100), untilAt: at + 1 };
        const { sessions: all, has_more } = file.sessions(null, span, at, 1000);
        expect(has_more).toBe(false);
        const begins = all.map(({ from_at }) => from_at);
        expect(begins).toEqual([...begins].sort().reverse());
        for (const n of [0, 1, 2, 3]) {
          const own = all.filter(({ device_id }) => device_id === idOf(n));
          expect(own).toEqual(file.sessions(n, span, at).sessions);
        }
        const paged: SessionList['sessions'] = [];
        for (let { untilAt } = span; ; untilAt = Date.parse(paged.at(-1)!.from_at)) {
          const page = file.sessions(null, { ...span, untilAt }, at, limit);
          expect(page.sessions.length).toBeLessThanOrEqual(limit);
          paged.push(...page.sessions);
          if (!page.has_more) break;
        }
        expect(paged).toEqual(all);
        for (const n of [null, 2]) {
          const wanted = n === null ? all : all.filter(({ device_id }) => device_id === idOf(n));
          for (const order of ['asc', 'desc'] as const) {
            const found: SessionList['sessions'] = [];
            for (let hasMore = true, position = {}; hasMore; ) {
              // pages of one: those that began together are not lost
              const page = file.sessions(n, span, at, limit - 3, { order, ...position });
              expect(page.sessions.length).toBeLessThanOrEqual(limit - 3);
              found.push(...page.sessions);
              hasMore = page.has_more;
              const last = found.at(-1)?.session_id;
              position = order === 'asc' ? { after: last } : { before: last };
            }
            expect(found).toEqual(order === 'asc' ? wanted.toReversed() : wanted);
          }
        }
        file.abandon();
        folder.remove();
        folder = newFolder();
      }),
      { numRuns: runs(20) },
    );
  });

  it('begin for one that was only held at first, with its first reading', () => {
    const file = openFile();
    file.write(START, [deviceOf(1, START, { connected: null })]);
    file.write(START + 10_000, [deviceOf(1, START + 10_000)]);
    expect(file.sessions(null, { sinceAt: START, untilAt: START + HOUR_MS }, START).sessions).toMatchObject([
      { access_point: 'Hall', sample_count: 1 },
    ]);
  });

  it('tell of one that began long before, whether it lasts or not', () => {
    const file = openFile();
    file.write(START, [deviceOf(1, START), deviceOf(2, START)]);
    const later = START + 20 * DAY_MS;
    file.write(later, [deviceOf(1, later), deviceOf(2, later)]);
    const end = later + 10_000;
    file.write(end, [deviceOf(1, end), gone(2, end)]);
    const span = { sinceAt: later - DAY_MS, untilAt: end };
    expect(file.sessions(null, span, end).sessions.map(({ device_id, to_at }) => [device_id, to_at])).toEqual(
      [
        [idOf(2), iso(later)],
        [idOf(1), null],
      ],
    );
    expect(file.sessions(null, { sinceAt: end + 1, untilAt: end + 2 }, end).sessions).toHaveLength(1);
  });
});

describe('what was', () => {
  it('is the same before and after it is packed, and after a crash, at every resolution', () => {
    fc.assert(
      fc.property(history, (story) => {
        let file = openFile();
        let at = START;
        for (const { stepMs, at: place, dbm, clients } of story) {
          at += stepMs;
          file.write(
            at,
            [deviceOf(1, at, { ...place, signal_dbm: dbm }), deviceOf(2, at, { signal_dbm: -50 })],
            clients,
          );
        }
        const span = { sinceAt: START - HOUR_MS, untilAt: at + HOUR_MS };
        const now = at + 2 * HOUR_MS;
        const ask = () => [
          ...(['raw', '5m', '1h'] as const).map((resolution) => file.device(1, span, resolution, now)),
          ...(['5m', '1h'] as const).map((resolution) => file.accessPoint(span, resolution, now)),
          file.sessions(1, span, now),
        ];
        const before = ask();
        const raw = before[0] as DeviceHistory;
        expect(raw.segments.flatMap(({ samples }) => samples).map((sample) => sample.signal_dbm)).toEqual(
          story.map(({ dbm }) => dbm),
        );
        // what waits for its half minute is lost with a crash, and only that
        file.archive.write([], [], { at: at + 60_000, monotonicMs: at });
        file.abandon();
        file = openFile();
        const open = (list: unknown) => (list as SessionList).sessions.filter(({ to_at }) => to_at === null);
        const recovered = ask();
        expect(recovered.slice(0, 5)).toEqual(before.slice(0, 5));
        expect(
          open(recovered[5]).map(({ signal_median_dbm, sample_count }) => [signal_median_dbm, sample_count]),
        ).toEqual(
          open(before[5]).map(({ signal_median_dbm, sample_count }) => [signal_median_dbm, sample_count]),
        );
        file.upkeep(now);
        expect(file.count('chunk')).toBe(0);
        expect(ask()).toEqual(recovered);
        file.abandon();
        rmSync(historyPath(folder.path));
      }),
      { numRuns: runs(15) },
    );
  });

  it('is told in segments, one for each stay on an interface', () => {
    const file = openFile();
    [hall, hall, garden, hall].forEach((place, index) => {
      const at = START + index * 10_000;
      file.write(at, [deviceOf(1, at, { ...place, signal_dbm: -50 - index })]);
    });
    const { segments, resolution } = file.device(
      1,
      { sinceAt: START, untilAt: START + 60_000 },
      null,
      START + 60_000,
    );
    expect(resolution).toBe('raw');
    expect(
      segments.map(({ access_point, from_at, samples }) => [access_point, from_at, samples.length]),
    ).toEqual([
      ['Hall', iso(START), 2],
      ['Garden', iso(START + 20_000), 1],
      ['Hall', iso(START + 30_000), 1],
    ]);
  });

  it('is told in the finest resolution that is kept for it and fits', () => {
    const file = openFile();
    let at = START;
    for (; at < START + 5 * HOUR_MS; at += 10_000) file.write(at, [deviceOf(1, at)]);
    const finest = (ms: number, ageMs = 0) =>
      file.device(1, { sinceAt: at - ageMs - ms, untilAt: at - ageMs }, null, at).resolution;
    expect(finest(4 * HOUR_MS)).toBe('raw');
    expect(finest(5 * HOUR_MS)).toBe('5m');
    expect(finest(HOUR_MS, 2 * DAY_MS)).toBe('5m');
    expect(finest(HOUR_MS, 40 * DAY_MS)).toBe('1h');
  });

  it('a question for all time costs no more than one for what is kept', () => {
    const file = openFile();
    file.write(START, [deviceOf(1, START)]);
    const forever = { sinceAt: 0, untilAt: Date.UTC(9999, 0) };
    expect(file.device(1, forever, null, START + 1).segments).toHaveLength(1);
    expect(file.device(7, forever, null, START + 1).segments).toEqual([]);
    expect(file.sessions(1, forever, START + 1).sessions).toHaveLength(1);
  });

  it('keeps readings for a day, five minutes for thirty, hours for a year; never by a clock that was just set', () => {
    const file = openFile();
    const span = { sinceAt: START - DAY_MS, untilAt: START + DAY_MS };
    file.write(START, [deviceOf(1, START)]);
    file.happened({ event_id: START, ...eventOf(1, 'connected', START, { to: spotOf(hall) }) });
    file.write(START + 1000, [gone(1, START)]);
    file.upkeep(START + 2 * HOUR_MS);
    const told = (at: number) => {
      // the first step moves both clocks, the second finds that they agree
      file.archive.write([], [], { at: at - 2 * HOUR_MS, monotonicMs: at - 2 * HOUR_MS });
      file.archive.write([], [], { at, monotonicMs: at });
      file.upkeep(at);
      return (['raw', '5m', '1h'] as const).map((resolution) => {
        const { segments } = file.device(1, span, resolution, START + HOUR_MS);
        return segments.length;
      });
    };
    expect(told(START + 23 * HOUR_MS)).toEqual([1, 1, 1]);
    expect(told(START + 26 * HOUR_MS)).toEqual([0, 1, 1]);
    // the wall clock jumps ten years
    file.archive.write([], [], { at: START + 3650 * DAY_MS, monotonicMs: START + 27 * HOUR_MS });
    file.upkeep(START + 3650 * DAY_MS, START + 27 * HOUR_MS);
    expect(told(START + 28 * DAY_MS)).toEqual([0, 1, 1]);
    expect(told(START + 32 * DAY_MS)).toEqual([0, 0, 1]);
    expect(file.count('event')).toBe(1);
    expect(told(START + 368 * DAY_MS)).toEqual([0, 0, 0]);
    expect([file.count('event'), file.count('session'), file.count('device')]).toEqual([0, 0, 0]);
  });

  it('stays below its size: readings go first, events last', () => {
    const file = openFile(10 * MIB);
    let at = START;
    for (let day = 0; day < 2; day++) {
      const end = at + DAY_MS;
      for (; at < end; at += 60_000) {
        const devices = Array.from({ length: 15 }, (_, n) =>
          deviceOf(n, at, { signal_dbm: -40 - ((n * at) % 47) }),
        );
        file.write(at, devices);
        file.happened({
          event_id: at,
          ...eventOf(1, 'roamed', at, { from: spotOf(hall), to: spotOf(garden), name: 'x'.repeat(3000) }),
        });
      }
      file.upkeep(at);
    }
    while (file.archive.upkeep({ at, monotonicMs: at }));
    expect(file.archive.file().sizeBytes).toBeLessThanOrEqual(10 * MIB);
    expect(file.count('raw_block')).toBe(0);
    expect(file.count('event')).toBeGreaterThanOrEqual(480);
    expect(file.archive.file().oldestAt).toBeGreaterThan(START);
  });
});

describe('sessions', () => {
  it('go on over a restart where the device is where it was, and end where it is not', () => {
    let file = openFile();
    const associated = { connected_since_at: iso(START - 60_000) };
    file.write(START, [
      deviceOf(1, START, associated),
      deviceOf(2, START, associated),
      deviceOf(3, START, associated),
    ]);
    file.archive.close();
    const later = START + 300_000;
    file = openFile();
    file.write(later, [
      deviceOf(1, later, associated),
      deviceOf(2, later, { ...garden, connected_since_at: iso(START + 120_000) }),
      deviceOf(4, later, { connected: null }),
    ]);
    const span = { sinceAt: START - HOUR_MS, untilAt: later + 1 };
    const list = (n: number) =>
      file
        .sessions(n, span, later)
        .sessions.map(({ from_at, to_at, access_point, ended_by, sample_count }) => {
          return [access_point, from_at, to_at, ended_by, sample_count];
        });
    expect(list(1)).toEqual([['Hall', iso(START - 60_000), null, null, 2]]);
    expect(list(2)).toEqual([
      ['Garden', iso(START + 120_000), null, null, 1],
      ['Hall', iso(START - 60_000), iso(START), 'unknown', 1],
    ]);
    expect(list(3)).toEqual([['Hall', iso(START - 60_000), iso(START), 'unknown', 1]]);
    expect(list(4)).toEqual([]);
  });

  it('stay open while nobody knows', () => {
    const file = openFile();
    file.write(START, [deviceOf(1, START)]);
    file.write(START + 10_000, [deviceOf(1, START, { connected: null, signal_dbm: null })]);
    const span = { sinceAt: START, untilAt: START + HOUR_MS };
    expect(file.sessions(1, span, START + 20_000).sessions).toMatchObject([
      { to_at: null, duration_seconds: 20 },
    ]);
    file.write(START + 30_000, [gone(1, START)]);
    expect(file.sessions(1, span, START + 40_000).sessions).toMatchObject([
      { to_at: iso(START), ended_by: 'unknown' },
    ]);
  });

  it('are listed newest first, page by page', () => {
    const file = openFile();
    for (let hour = 0; hour < 5; hour++) {
      const at = START + hour * HOUR_MS;
      file.write(at, [deviceOf(1, at)]);
      file.write(at + 60_000, [gone(1, at)]);
    }
    const first = file.sessions(1, { sinceAt: START, untilAt: START + DAY_MS }, START + DAY_MS, 3);
    expect(first.sessions.map(({ from_at }) => from_at)).toEqual(
      [4, 3, 2].map((hour) => iso(START + hour * HOUR_MS)),
    );
    expect(first.has_more).toBe(true);
    const untilAt = Date.parse(first.sessions.at(-1)!.from_at);
    const next = file.sessions(1, { sinceAt: START, untilAt }, START + DAY_MS, 3);
    expect(next.sessions.map(({ from_at }) => from_at)).toEqual(
      [1, 0].map((hour) => iso(START + hour * HOUR_MS)),
    );
    expect(next.has_more).toBe(false);
  });

  it('an access point is called as it was called last', () => {
    const file = openFile();
    file.write(START, [deviceOf(1, START)]);
    file.write(START + 10_000, [deviceOf(1, START + 10_000, { access_point: 'Stairs' })]);
    const { sessions } = file.sessions(1, { sinceAt: START, untilAt: START + HOUR_MS }, START + 20_000);
    expect(sessions.map(({ access_point }) => access_point)).toEqual(['Stairs']);
  });
});

describe('events', () => {
  it('come out as they went in, once, also when they were told twice', () => {
    const file = openFile();
    const events: NumberedEvent[] = [
      { event_id: START, ...eventOf(1, 'connected', START - 7, { to: spotOf(hall, null), source: 'log' }) },
      {
        event_id: START + 1,
        ...eventOf(1, 'roamed', START, { from: spotOf(hall), to: spotOf(garden), reason: 'better' }),
      },
      { event_id: START + 2, ...eventOf(2, 'left', START, { name: 'A “name”\u0000', router: null }) },
    ];
    file.happened(...events);
    file.happened(...events);
    const page = (after: number, before: number, order: 'asc' | 'desc') =>
      file.archive.answer(
        { type: 'events', after, before, untilAt: Infinity, order, limit: 10 },
        { at: START, monotonicMs: 0 },
      );
    expect(page(0, Number.MAX_SAFE_INTEGER, 'asc')).toEqual(events);
    expect(page(START, START + 2, 'desc')).toEqual([events[1]]);
    const span = { sinceAt: START - HOUR_MS, untilAt: START + HOUR_MS };
    expect(file.sessions(1, span, START).sessions).toHaveLength(2);
  });
});

describe('the file', () => {
  const names = () => readdirSync(folder.path).filter((name) => !/-(?:wal|shm)$/.test(name));
  const open = (options = {}) => {
    const result = openDatabase(historyPath(folder.path), { openedAt: START, ...options });
    result.db.close();
    return result.setAside;
  };

  it('of an older version is brought up to this one, and keeps what is in it', () => {
    const file = openFile();
    file.write(START, [deviceOf(1, START)]);
    file.archive.close();
    const next = [
      ...schemaMigrations,
      (db: { exec: (sql: string) => void }) => db.exec('ALTER TABLE session ADD COLUMN note TEXT'),
    ];
    expect(open({ migrations: next })).toBeNull();
    const db = new DatabaseSync(historyPath(folder.path));
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: next.length });
    expect(db.prepare('SELECT count(*) AS count, max(note) AS note FROM session').get()).toEqual({
      count: 1,
      note: null,
    });
    db.close();
  });

  it('a migration that fails changes nothing', () => {
    expect(open()).toBeNull();
    const failing = (db: { exec: (sql: string) => void }) => {
      db.exec('CREATE TABLE extra (id)');
      db.exec('no such thing');
    };
    expect(() => open({ migrations: [...schemaMigrations, failing] })).toThrow();
    expect(open()).toBeNull();
    expect(names()).toEqual(['history.db']);
  });

  it('of a newer version is set aside', () => {
    expect(open()).toBeNull();
    const db = new DatabaseSync(historyPath(folder.path));
    db.exec('PRAGMA user_version = 99; CREATE TABLE new_times (id)');
    db.close();
    expect(open()).toContain('newer version');
    expect(names().sort()).toEqual(['history.db', 'history.db.newer-2026-11-20T080000.000Z']);
  });

  it('that is no file of ours is set aside as it is', () => {
    const content = 'not a database at all, but somebody’s all the same'.repeat(100);
    writeFileSync(historyPath(folder.path), content);
    expect(open()).toContain('is damaged');
    const aside = names().find((name) => name.includes('damaged'))!;
    expect(readFileSync(join(folder.path, aside), 'utf8')).toBe(content);
  });

  it('that is somebody else’s database is set aside', () => {
    const db = new DatabaseSync(historyPath(folder.path));
    db.exec('CREATE TABLE recipes (id)');
    db.close();
    expect(open()).toContain('is damaged');
  });

  it('with a hole in it is set aside when it is suspected', () => {
    const file = openFile();
    for (let at = START; at < START + HOUR_MS; at += 60_000) {
      file.write(
        at,
        Array.from({ length: 200 }, (_, n) => deviceOf(n, at)),
      );
    }
    file.archive.close();
    const bytes = readFileSync(historyPath(folder.path));
    bytes.fill(0xa5, 4096 * 2, bytes.length);
    writeFileSync(historyPath(folder.path), bytes);
    expect(open({ isSuspect: true })).toContain('is damaged');
  });
});
