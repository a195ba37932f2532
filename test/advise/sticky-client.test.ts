import { describe, expect, test } from 'vitest';
import { BETTER_DB, HOUR_MS, LIKE_DB, TIMES } from '../../src/advise/constant.ts';
import type { Stay } from '../../src/record/history.ts';
import { AT, bothBands, findingsOf, HERE, hoursAgo, houseOf, stay, THERE } from './house.ts';

const weak = { fromAt: hoursAgo(2), toAt: AT, medianDbm: -75 };
const found = (...stays: Stay[]) => findingsOf(houseOf({ stays }), 'sticky_client');

describe('sticky_client, of a device that does not move', () => {
  const better = (count: number, medianDbm = -60) =>
    Array.from({ length: count }, (_, index) =>
      stay({
        accessPointId: THERE,
        medianDbm,
        fromAt: hoursAgo(90 - 10 * index),
        toAt: hoursAgo(81 - 10 * index),
      }),
    );
  const now = stay({ medianDbm: -75, weak });

  test('it is weak, although another access point was better three times', () => {
    expect(found(...better(TIMES), now)).toMatchObject([
      {
        evidence: { signal_dbm: -75, weak_minutes: 120, gain_db: 15, times: TIMES },
        proposal: { action: 'keep_device_off' },
      },
    ]);
    expect(found(...better(TIMES - 1), now)).toEqual([]);
  });

  test(`${BETTER_DB} dB better is better`, () => {
    expect(found(...better(3, -75 + BETTER_DB), now)).toHaveLength(1);
    expect(found(...better(3, -76 + BETTER_DB), now)).toEqual([]);
  });

  test('a weak time more than a day ago does not count', () => {
    const at = (hours: number) =>
      stay({ medianDbm: -75, weak: { ...weak, fromAt: hoursAgo(30), toAt: hoursAgo(hours) } });
    expect(found(...better(3), at(24))).toHaveLength(1);
    expect(found(...better(3), at(24.1))).toEqual([]);
  });

  test('a weak time that is over is told as over, and its numbers as earlier ones', () => {
    const over = stay({ medianDbm: -75, weak: { ...weak, fromAt: hoursAgo(6), toAt: hoursAgo(4) } });
    expect(found(...better(TIMES), now)).toMatchObject([
      {
        detail: expect.stringContaining('Hall has received Panel at -75 dBm'),
        evidence: { measured_earlier: ['gain_db', 'times'] },
      },
    ]);
    expect(found(...better(TIMES), over)).toMatchObject([
      {
        detail: expect.stringContaining('Hall received Panel at -75 dBm'),
        evidence: {
          until_at: new Date(hoursAgo(4)).toISOString(),
          measured_earlier: ['signal_dbm', 'weak_minutes', 'gain_db', 'times'],
        },
      },
    ]);
  });
});

describe('sticky_client, of a device that moves', () => {
  const MOVES = { lowDbm: -80, highDbm: -40 };
  /** Is taken over by the kitchen, `count` times, when the hall receives it with `lastDbm`. */
  function walks(count: number, gainDb: number, lastDbm = -75, overrides: Partial<Stay> = {}): Stay[] {
    const stays = Array.from({ length: count }, (_, index): Stay[] => [
      stay({
        ...MOVES,
        lastDbm,
        fromAt: hoursAgo(90 - 3 * index),
        toAt: hoursAgo(88 - 3 * index),
        ...overrides,
      }),
      stay({
        accessPointId: THERE,
        firstDbm: lastDbm + gainDb,
        fromAt: hoursAgo(88 - 3 * index),
        toAt: hoursAgo(87 - 3 * index),
      }),
    ]);
    return stays.flat();
  }
  const now = stay({ ...MOVES, weak });

  test('its own changes show that the other one is better where this one is weak', () => {
    expect(found(...walks(TIMES, 20), now)).toMatchObject([
      {
        detail: expect.stringContaining(
          'Each time it changed at such a signal it was received better at once',
        ),
        evidence: { gain_db: 20, times: TIMES, changes_while_weak: TIMES },
        commands: [],
        proposal: null,
      },
    ]);
  });

  test(`the other one received it better in ${TIMES} associations`, () => {
    expect(found(...walks(TIMES - 1, 20), now)).toEqual([]);
    const often = stay({ accessPointId: THERE, medianDbm: -60, fromAt: hoursAgo(99), toAt: hoursAgo(95) });
    expect(found(often, often, ...walks(1, 20), now)).toMatchObject([
      { evidence: { times: 3, changes_while_weak: 1 } },
    ]);
    const weaker = { ...often, highDbm: -76 + BETTER_DB };
    expect(found(weaker, weaker, ...walks(1, 20), now)).toEqual([]);
    expect(found(often, often, often, now)).toEqual([]);
  });

  test(`each change gained ${BETTER_DB} dB: one that did not shows a place where this one is the best`, () => {
    expect(found(...walks(TIMES, BETTER_DB), now)).toHaveLength(1);
    expect(found(...walks(TIMES, BETTER_DB), ...walks(1, BETTER_DB - 1), now)).toEqual([]);
  });

  test('one that improved its signal by coming here at such a signal shows such a place too', () => {
    const comes = (gainDb: number, firstDbm = -75) => [
      stay({ accessPointId: THERE, lastDbm: firstDbm - gainDb, fromAt: hoursAgo(4), toAt: hoursAgo(3) }),
      { ...now, firstDbm, fromAt: hoursAgo(3) },
    ];
    expect(found(...walks(TIMES, 20), ...comes(BETTER_DB - 1))).toHaveLength(1);
    expect(found(...walks(TIMES, 20), ...comes(BETTER_DB))).toEqual([]);
    expect(found(...walks(TIMES, 20), ...comes(BETTER_DB, -75 + LIKE_DB))).toHaveLength(1);
  });

  test(`${TIMES} changes make it sure`, () => {
    const often = stay({ accessPointId: THERE, medianDbm: -60, fromAt: hoursAgo(99), toAt: hoursAgo(95) });
    const confidence = (count: number) => found(often, often, ...walks(count, 20), now)[0]!.confidence;
    expect([confidence(TIMES - 1), confidence(TIMES)]).toEqual(['medium', 'high']);
  });

  test(`changes at a signal that differs by ${LIKE_DB} dB were made at another place`, () => {
    for (const sign of [1, -1]) {
      expect(found(...walks(TIMES, 20, -75 + sign * (LIKE_DB - 1)), now)).toHaveLength(1);
      expect(found(...walks(TIMES, 20, -75 + sign * LIKE_DB), now)).toEqual([]);
      expect(found(...walks(TIMES, 20), ...walks(1, 0, -75 + sign * LIKE_DB), now)).toHaveLength(1);
    }
  });

  test('a change whose gain is not known shows nothing', () => {
    const [left, came] = walks(1, 20) as [Stay, Stay];
    expect(found(...walks(TIMES, 20), left, { ...came, band: null }, now)).toHaveLength(1);
    expect(found(...walks(TIMES, 20), left, { ...came, firstDbm: null }, now)).toHaveLength(1);
    expect(found(...walks(TIMES, 20), { ...left, lastDbm: null }, came, now)).toHaveLength(1);
  });

  test('changes away from the other band of the access point say nothing', () => {
    expect(found(...walks(TIMES, 30, -75, { band: '5GHz' }), now)).toEqual([]);
  });

  test('a stronger signal on 2.4 GHz than on 5 GHz is no gain', () => {
    const high = (gainDb: number) => walks(TIMES, gainDb, -75, { band: '5GHz' });
    const weakHigh = { ...now, band: '5GHz' as const };
    expect(found(...high(BETTER_DB + 7), weakHigh)).toHaveLength(1);
    expect(found(...high(BETTER_DB + 6), weakHigh)).toEqual([]);
  });

  test('an access point that is gone is not better', () => {
    const stays = [...walks(TIMES, 20), now];
    const interfaces = bothBands.filter(({ access_point_id: id }) => id === HERE);
    expect(findingsOf(houseOf({ stays, interfaces }), 'sticky_client')).toEqual([]);
    const gone = walks(1, 20).map((one) => ({
      ...one,
      accessPointId: one.accessPointId === THERE ? 'gone' : HERE,
      fromAt: one.fromAt + 30 * HOUR_MS,
      toAt: one.toAt! + 30 * HOUR_MS,
    }));
    expect(found(...walks(TIMES, 20), ...gone, now)).toMatchObject([
      { evidence: { better_access_point_id: THERE } },
    ]);
  });
});
