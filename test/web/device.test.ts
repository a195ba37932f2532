/** What a device's view draws, without a browser: runs, scales, ticks, paths, words, and the lines for the configuration. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { DeviceHistory, Session } from '../../src/record/history.ts';
import { parseConfigFile } from '../../src/config/file.ts';
import { exampleEvent, exampleSession } from '../../src/question/example-past.ts';
import { fromEvents, fromSessions, nearestEvent, toEventSentence } from '../../src/web/page/device/event.ts';
import { bandPath, linePath } from '../../src/web/page/device/path.ts';
import { momentAt, momentsOf, timeByPlace, toRuns } from '../../src/web/page/device/run.ts';
import { toBytes, toDuration } from '../../src/web/page/device/format.ts';
import { createScale, timeTicks, zones } from '../../src/web/page/device/scale.ts';
import { toName, toYaml } from '../../src/web/page/device/yaml.ts';
import { toLocal } from '../../src/web/page/zone.ts';
import { anyText } from '../any-text.ts';

const START = Date.UTC(2026, 10, 20, 8);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = { raw: 10_000, '5m': 5 * MINUTE, '1h': HOUR } as const;
const iso = (at: number) => new Date(at).toISOString();

interface Heard {
  at: number;
  place: string;
  dbm: number | null;
}

/** As the service tells it: a new segment with each change of interface. */
function historyOf(
  heard: readonly Heard[],
  resolution: DeviceHistory['resolution'],
  untilAt: number,
): DeviceHistory {
  const segments: DeviceHistory['segments'] = [];
  for (const { at, place, dbm } of heard) {
    if (segments.at(-1)?.access_point !== place) {
      const where = {
        router: 'r',
        access_point_id: place,
        interface: place,
        ssid: 's',
        band: '5GHz',
      } as const;
      segments.push({ ...where, access_point: place, from_at: iso(at), to_at: iso(at), samples: [] });
    }
    const segment = segments.at(-1)!;
    segment.to_at = iso(at);
    segment.samples.push({
      at: iso(at),
      signal_dbm: dbm,
      signal_min_dbm: dbm === null ? null : dbm - 2,
      signal_max_dbm: dbm === null ? null : dbm + 1,
      sample_count: 1,
    });
  }
  return { device_id: 'd', since_at: iso(START), until_at: iso(untilAt), resolution, segments, refusals: [] };
}

const at = (minutes: number, place: string, dbm: number | null = -60): Heard => ({
  at: START + minutes * MINUTE,
  place,
  dbm,
});
const shortly = (history: DeviceHistory) =>
  toRuns(history).map(({ place, fromAt, toAt, lines }) => [
    place,
    (fromAt - START) / MINUTE,
    (toAt - START) / MINUTE,
    lines.map((points) => points.length),
  ]);

describe('a run', () => {
  it('ends where an interval is missing', () => {
    const history = historyOf([at(0, 'Hall'), at(5, 'Hall'), at(15, 'Hall')], '5m', START + HOUR);
    expect(shortly(history)).toEqual([
      ['Hall', 0, 10, [2]],
      ['Hall', 15, 20, [1]],
    ]);
  });

  it('shares the interval in which the device moved, so that a short visit is seen too', () => {
    const heard = [at(0, 'Hall'), at(5, 'Hall'), at(5, 'Garden'), at(10, 'Hall')];
    const runs = shortly(historyOf(heard, '5m', START + HOUR));
    expect(runs.map(([place, from, to]) => [place, from, to])).toEqual([
      ['Hall', 0, 7.5],
      ['Garden', 7.5, 10],
      ['Hall', 10, 15],
    ]);
  });

  it('goes on without a line where the signal was not told', () => {
    const history = historyOf([at(0, 'Hall'), at(5, 'Hall', null), at(10, 'Hall')], '5m', START + HOUR);
    expect(shortly(history)).toEqual([['Hall', 0, 15, [1, 1]]]);
  });

  it('at an access point whose name was not known yet is called as it is later', () => {
    const history = historyOf([at(0, 'Hall'), at(5, 'Garden'), at(10, 'Hall')], '5m', START + HOUR);
    history.segments[0]!.access_point = null;
    history.segments[1]!.access_point = null;
    expect(toRuns(history).map(({ place }) => place)).toEqual(['Hall', 'Garden', 'Hall']);
    history.segments[1]!.interface = null;
    expect(toRuns(history)[1]!.place).toBe('unknown access point');
  });

  it('of single readings lasts until the next, unless that is far', () => {
    const heard = [0, 10, 20, 30].map((seconds) => at(seconds / 60, 'Hall'));
    const moved = [...heard, at(40 / 60, 'Garden'), at(50 / 60, 'Garden'), at(20, 'Garden')];
    expect(shortly(historyOf(moved, 'raw', START + HOUR))).toEqual([
      ['Hall', 0, 40 / 60, [4]],
      ['Garden', 40 / 60, 50 / 60, [2]],
      ['Garden', 20, 20, [1]],
    ]);
  });
});

const heard = fc
  .record({
    resolution: fc.constantFrom('raw' as const, '5m' as const, '1h' as const),
    steps: fc.array(
      fc.record({
        steps: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.nat(40)),
        place: fc.constantFrom('Hall', 'Garden', 'Attic'),
        dbm: fc.option(fc.integer({ min: -110, max: -10 }), { freq: 6 }),
      }),
      { maxLength: 80 },
    ),
  })
  .map(({ resolution, steps }) => {
    let now = START;
    const all = steps.map(({ steps: count, place, dbm }) => {
      now += count * STEPS[resolution];
      return { at: now, place, dbm };
    });
    // at one moment it is told once per place
    const unique = all.filter(
      (each, index) => all.findIndex((other) => other.at === each.at && other.place === each.place) === index,
    );
    return historyOf(unique, resolution, now + MINUTE);
  });
const box = { left: 30, top: 10, right: 630, bottom: 210 };

it('whatever was read is drawn once, in order, inside, and never across a gap', () => {
  fc.assert(
    fc.property(heard, (history) => {
      const runs = toRuns(history);
      const told = history.segments
        .flatMap(({ samples }) => samples)
        .filter((each) => each.signal_dbm !== null);
      expect(momentsOf(runs)).toHaveLength(told.length);
      const step = STEPS[history.resolution];
      const mostMs = history.resolution === 'raw' ? Infinity : step * 1.5;
      let end = -Infinity;
      const scale = createScale(START, Date.parse(history.until_at), box);
      for (const { fromAt, toAt, lines } of runs) {
        expect(fromAt).toBeGreaterThanOrEqual(end);
        expect(toAt).toBeGreaterThanOrEqual(fromAt);
        end = toAt;
        for (const points of lines) {
          expect(points.length).toBeGreaterThan(0);
          points
            .slice(1)
            .forEach((point, index) => expect(point.at - points[index]!.at).toBeLessThanOrEqual(mostMs));
          const numbers = `${linePath(points, scale)} ${bandPath(points, scale)}`.match(
            /-?[\d.]+|NaN|Infinity/g,
          )!;
          const pairs = numbers.slice(0, points.length * 2).map(Number);
          pairs.forEach((value, index) => {
            const [least, most] = index % 2 === 0 ? [box.left, box.right] : [box.top, box.bottom];
            expect(value).toBeGreaterThanOrEqual(least);
            expect(value).toBeLessThanOrEqual(most);
          });
        }
      }
      const sum = timeByPlace(runs).reduce((total, [, ms]) => total + ms, 0);
      expect(sum).toBeLessThanOrEqual(Date.parse(history.until_at) - START);
    }),
  );
});

it('the crosshair finds the nearest reading of where it is, and nothing in a gap', () => {
  const runs = toRuns(
    historyOf([at(0, 'Hall', -50), at(5, 'Hall', -70), at(30, 'Garden', -80)], '5m', START + HOUR),
  );
  expect(momentAt(runs, START + 6 * MINUTE)).toMatchObject({
    place: 'Hall',
    point: { dbm: -70, minDbm: -72, maxDbm: -69 },
  });
  expect(momentAt(runs, START + 20 * MINUTE)).toMatchObject({ place: null, point: null });
  expect(momentAt(runs, START + 31 * MINUTE)).toMatchObject({ place: 'Garden', point: { dbm: -80 } });
});

describe('the scale', () => {
  const scale = createScale(START, START + DAY, box);

  it('leads from moments to places and back, and keeps what is outside at the edge', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: DAY }), fc.integer({ min: -200, max: 50 }), (ms, dbm) => {
        expect(scale.at(scale.x(START + ms))).toBeCloseTo(START + ms, -1);
        expect(scale.y(dbm)).toBeGreaterThanOrEqual(box.top);
        expect(scale.y(dbm)).toBeLessThanOrEqual(box.bottom);
      }),
    );
    expect([scale.x(START - DAY), scale.x(START + 2 * DAY)]).toEqual([box.left, box.right]);
    expect([scale.y(-30), scale.y(-95)]).toEqual([box.top, box.bottom]);
  });

  it('has the zones of the words that a signal is told in, without a gap', () => {
    expect(zones()).toEqual([
      { quality: 'strong', fromDbm: -30, toDbm: -60 },
      { quality: 'good', fromDbm: -60, toDbm: -68 },
      { quality: 'fair', fromDbm: -68, toDbm: -75 },
      { quality: 'weak', fromDbm: -75, toDbm: -83 },
      { quality: 'poor', fromDbm: -83, toDbm: -95 },
    ]);
  });
});

it('ticks are round local moments, rising, inside, and not too many', () => {
  const span = fc.tuple(
    fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }),
    fc.integer({ min: HOUR, max: 40 * DAY }),
    fc.integer({ min: 2, max: 14 }),
  );
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York');
  fc.assert(
    fc.property(span, zones, ([sinceAt, spanMs, most], zone) => {
      const ticks = timeTicks(sinceAt, sinceAt + spanMs, most, zone);
      expect(ticks.length).toBeLessThanOrEqual(most);
      if (spanMs >= 2 * DAY) expect(ticks.length).toBeGreaterThan(0);
      let last = sinceAt - 1;
      for (const { at: moment, isDay } of ticks) {
        expect(moment).toBeGreaterThan(last);
        expect(moment).toBeLessThanOrEqual(sinceAt + spanMs);
        const time = toLocal(moment, zone).slice(11);
        expect(time).toMatch(isDay ? /^00:00:00$/ : /^\d\d:\d\d:00$/);
        last = moment;
      }
    }),
  );
});

describe('what happened', () => {
  it('is told with where, how well and why', () => {
    const [event] = fromEvents([{ ...exampleEvent, reason: 'better signal' }]);
    expect(toEventSentence(event!, '07:21')).toBe(
      '07:21: Roamed from Hall to Kitchen, −79 → −58 dBm, better signal',
    );
  });

  it('of a long time comes from how sessions ended; one that nobody saw end is not told', () => {
    const session = (minutes: number, place: string, changed: Partial<Session>): Session => ({
      ...exampleSession,
      access_point: place,
      from_at: iso(START + minutes * MINUTE),
      to_at: iso(START + (minutes + 10) * MINUTE),
      ...changed,
    });
    const newestFirst = [
      session(40, 'Attic', { to_at: null, ended_by: null, reason: null }),
      session(30, 'Hall', { ended_by: 'unknown', reason: null }),
      session(20, 'Hall', { ended_by: 'disconnected', reason: 'extensive data loss' }),
      session(10, 'Garden', { ended_by: 'roamed', reason: null }),
      session(-60, 'Garden', { ended_by: 'left', reason: null }),
    ];
    expect(
      fromSessions(newestFirst, START).map(({ kind, from, to, reason, at: when }) => [
        kind,
        from,
        to,
        reason,
        when,
      ]),
    ).toEqual([
      ['roamed', 'Garden', 'Hall', null, START + 20 * MINUTE],
      ['disconnected', 'Hall', null, 'extensive data loss', START + 30 * MINUTE],
    ]);
  });

  it('near the pointer is the nearest of it', () => {
    const events = fromEvents(
      [0, 10, 30].map((minutes) => ({
        ...exampleEvent,
        event_id: minutes,
        at: iso(START + minutes * MINUTE),
      })),
    );
    expect(nearestEvent(events, START + 8 * MINUTE, 15 * MINUTE)?.id).toBe('10');
    expect(nearestEvent(events, START + 20 * MINUTE, 5 * MINUTE)).toBeNull();
  });
});

it('amounts are short', () => {
  expect([42, 59, 60, 3600, 7500, 86_400, 100_000].map(toDuration)).toEqual([
    '42 s',
    '59 s',
    '1 min',
    '1 h',
    '2 h 5 min',
    '1 d',
    '1 d 3 h',
  ]);
  expect([0, 999, 1000, 81_406_112, 999_999_999, 2.5e12].map(toBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '81.4 MB',
    '1.0 GB',
    '2.5 TB',
  ]);
});

it('a name that shows nothing is empty, and the others are as the service shows them', () => {
  for (const typed of ['', ' ', '\u200B', '\u202E\uFEFF', '\u3164', '\uD800']) expect(toName(typed)).toBe('');
  expect(toName('phone\u202Egnp.exe\u200B')).toBe('phonegnp.exe');
  expect(toName('two\nlines\u2028more')).toBe('two lines more');
  expect(toName('گوشی\u200Cهای من')).toBe('گوشی\u200Cهای من');
  expect(toName(`${'x'.repeat(127)}😀`)).toBe('x'.repeat(127));
});

it('whatever is typed as a name, the lines are YAML that the service takes, and say that name', () => {
  const hostile = fc.constantFrom(
    '": {',
    '# no',
    '- x',
    '\\"\n',
    '\u2028',
    '\u202E',
    'é',
    '😀',
    '\uFEFF',
    '\u0085',
    '%YAML',
    '\uD800',
    '\u200C',
    '\u200D',
    'ب',
    '👩',
    '\u3164',
    '\uE000',
  );
  const text = fc.oneof(
    anyText({ maxLength: 200 }),
    fc.array(fc.oneof(hostile, fc.string())).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (typed) => {
      const name = toName(typed);
      const yaml = toYaml(['02:11:22:33:44:55'], typed);
      expect(yaml.split('\n')).toHaveLength(4);
      expect(parse(yaml)).toEqual({ devices: [{ mac: '02:11:22:33:44:55', name }] });
      const notes: unknown[] = [];
      if (name === '') return;
      const file = parseConfigFile(yaml, (...note) => void notes.push(note));
      expect(notes).toEqual([]);
      expect(file?.content.devices?.[0]?.name).toBe(name);
    }),
  );
});
