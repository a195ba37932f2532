/** The kinds that propose numbers: transition threshold and size of cells. */
import { describe, expect, test } from 'vitest';
import { KEEP_DBM, LOUDER_DB, MIN_PAIRS } from '../../src/advise/cell-size.ts';
import {
  addTime,
  MAX_ASKED,
  partBelow,
  quietest,
  separate,
  type TimeBySignal,
  toPlacement,
} from '../../src/advise/placement.ts';
import { MIN_DEVICES, MIN_GAIN, SAME_DB } from '../../src/advise/transition-threshold.ts';
import type { Stay } from '../../src/record/history.ts';
import type { WifiInterfaceRecord } from '../../src/record/network.ts';
import {
  bothBands,
  checkOf,
  crowd,
  findingsOf,
  HERE,
  hoursAgo,
  houseOf,
  router,
  stay,
  steering,
  THERE,
} from './house.ts';

function weigh(...signals: number[]) {
  const { home } = toPlacement();
  for (const dbm of signals) addTime(home, dbm, 1);
  return home;
}

/** While -80 dBm is set. */
const separated = (home: TimeBySignal, astray: TimeBySignal) =>
  separate({ home, astray, moved: weigh() }, -80);

describe('the threshold that separates', () => {
  test('it lies in the middle of the gap', () => {
    expect(separated(weigh(-50, -48), weigh(-62, -64))).toBe(-55);
  });

  test(`it never asks more than ${MAX_ASKED * 100} % of the time at home`, () => {
    const home = weigh(-70, -50, -50, -50, -50);
    expect(partBelow(home, separated(home, weigh(-60, -60, -60)))).toBe(MAX_ASKED);
    const many = weigh(-70, -70, -50, -50, -50);
    expect(separated(many, weigh(-60, -60, -60))).toBeLessThanOrEqual(-70);
  });

  test('astray or asked in vain count alike, by the time of all devices', () => {
    // one of ten astray: asking it would ask two of those at home
    const home = weigh(-62, -62, ...Array.from({ length: 8 }, () => -50));
    expect(separated(home, weigh(-60))).toBeLessThanOrEqual(-62);
    expect(separated(home, weigh(-60, -60, -60))).toBeGreaterThan(-60);
  });

  test('a lower one than the present one would leave devices astray that it moved', () => {
    const home = weigh(-60, -60, -50, -50, -50, -50, -50, -50);
    const signals = { home, astray: weigh(), moved: weigh(-66, -66) };
    expect(separate(signals, -55)).toBe(-62);
    expect(separate({ ...signals, moved: weigh() }, -55)).toBe(-72);
    // they moved by themselves
    expect(separate(signals, -70)).toBe(-72);
  });

  test('a part of the time is below a signal, whatever the signal is', () => {
    const values = weigh(-200, -88, -70, -70, -50, 3);
    const below = [-300, -150, -149, -88, -87, -70, -69, -50, 0, 100].map(
      (dbm) => 6 * partBelow(values, dbm),
    );
    expect(below).toEqual([0, 0, 1, 1, 2, 2, 4, 4, 5, 5]);
    expect(partBelow(weigh(), -60)).toBe(0);
  });

  test('where none goes astray it is just below the signals at home', () => {
    expect(quietest({ home: weigh(-58, -50) })).toBe(-58);
  });
});

/** Lamps that are at home in the kitchen, and one of which hangs in the hall at −60 dBm. */
function astray(count: number, homeDbm = -45, set: Partial<WifiInterfaceRecord> = {}, astrayDbm = -60) {
  const others = crowd(count, (index) => [
    stay({ accessPointId: THERE, medianDbm: homeDbm, fromAt: hoursAgo(100), toAt: hoursAgo(48) }),
    stay(
      index < 2
        ? { medianDbm: astrayDbm, fromAt: hoursAgo(48) }
        : { accessPointId: THERE, medianDbm: homeDbm, fromAt: hoursAgo(48) },
    ),
  ]);
  return houseOf({ others, interfaces: bothBands.map((one) => ({ ...one, ...set })) });
}
const threshold = (dbm: number | null) => ({
  steering: steering({ rrm: true, wnm: true, transition_threshold_dbm: dbm }),
});

describe('transition_threshold', () => {
  const found = (...given: Parameters<typeof astray>) => findingsOf(astray(...given), 'transition_threshold');

  test('none is set, devices hang on the wrong access point: it is proposed between the two', () => {
    const [one] = found(8);
    expect(one).toMatchObject({
      severity: 'warning',
      subject: { type: 'network', id: 'home' },
      evidence: {
        present_dbm: -80,
        proposed_dbm: -54,
        devices: 8,
        astray_devices: 2,
        astray_reached_percent: 100,
        home_asked_percent: 0,
      },
      proposal: {
        action: 'set_roaming',
        input: { ssid: 'home', scope: 'profile', transition_threshold_dbm: -54 },
      },
    });
    expect(one!.commands).toContain(
      '/interface/wifi/configuration/set [/interface/wifi/get "Hall 2.4GHz" configuration] steering.transition-threshold=-54',
    );
  });

  test('a device that moves is astray where each of its changes at such a signal improved it', () => {
    const moves = { lowDbm: -80, highDbm: -40 };
    const walk = (from: number, gainDb: number) => [
      stay({ ...moves, medianDbm: -60, fromAt: hoursAgo(from), toAt: hoursAgo(from - 9) }),
      stay({
        ...moves,
        accessPointId: THERE,
        medianDbm: -45,
        firstDbm: -60 + gainDb,
        fromAt: hoursAgo(from - 9),
        toAt: hoursAgo(from - 19),
      }),
    ];
    const now = stay({ ...moves, medianDbm: -60, fromAt: hoursAgo(9) });
    const hall = (...stays: Stay[]) =>
      findingsOf(houseOf({ others: crowd(8, () => stays) }), 'transition_threshold');
    expect(hall(...walk(90, 15), now)).toMatchObject([
      { evidence: { proposed_dbm: -54, astray_devices: 8, astray_reached_percent: 100 } },
    ]);
    expect(hall(...walk(90, 15), ...walk(50, 0), now)).toEqual([]);
  });

  test(`one that is set within ${SAME_DB} dB of it is right`, () => {
    expect(found(8, -45, threshold(-54 - SAME_DB))).toEqual([]);
    expect(found(8, -45, threshold(-63))).toHaveLength(1);
    expect(found(8, -45, threshold(-54 + SAME_DB))).toEqual([]);
  });

  test('one that asks devices on their best access point is too high', () => {
    const others = crowd(8, () => [stay({ medianDbm: -58, fromAt: hoursAgo(90) })]);
    const interfaces = bothBands.map((one) => ({ ...one, ...threshold(-50) }));
    expect(findingsOf(houseOf({ others, interfaces }), 'transition_threshold')).toMatchObject([
      { severity: 'info', evidence: { present_dbm: -50, proposed_dbm: -58, home_asked_percent: 0 } },
    ]);
  });

  test('one that moves as many devices as it asks in vain is not too high', () => {
    const house = (lastDbm: number) => {
      const others = crowd(8, (index) =>
        index < 4
          ? [stay({ medianDbm: -58, fromAt: hoursAgo(90) })]
          : [
              stay({ medianDbm: lastDbm, fromAt: hoursAgo(90), toAt: hoursAgo(89) }),
              stay({ accessPointId: THERE, medianDbm: -40, fromAt: hoursAgo(89) }),
            ],
      );
      return houseOf({ others, interfaces: bothBands.map((one) => ({ ...one, ...threshold(-50) })) });
    };
    expect(findingsOf(house(-56), 'transition_threshold')).toEqual([]);
    expect(findingsOf(house(-66), 'transition_threshold')).toMatchObject([{ severity: 'info' }]);
  });

  test('before RouterOS 7.21 it says so, and proposes nothing', () => {
    const old = {
      ...astray(8),
      snapshot: { ...astray(8).snapshot, routers: [{ ...router, version: '7.20.8' }] },
    };
    expect(findingsOf(old, 'transition_threshold')).toMatchObject([
      {
        proposal: null,
        commands: [],
        remedy: expect.stringContaining('RouterOS 7.20.8 has no transition threshold'),
      },
    ]);
    const young = { ...old, snapshot: { ...old.snapshot, routers: [{ ...router, version: '7.21' }] } };
    expect(findingsOf(young, 'transition_threshold')[0]!.proposal).not.toBeNull();
  });

  const minPercent = Math.round(100 * MIN_GAIN);
  test(`it must put ${minPercent} % of the time of all devices right`, () => {
    const house = (hours: number) =>
      houseOf({
        others: crowd(10, (index) => [
          stay({ accessPointId: THERE, medianDbm: -45, fromAt: hoursAgo(100), toAt: hoursAgo(hours) }),
          stay(
            index === 0
              ? { medianDbm: -60, fromAt: hoursAgo(hours) }
              : { accessPointId: THERE, medianDbm: -45, fromAt: hoursAgo(hours) },
          ),
        ]),
      });
    expect(findingsOf(house(10 * minPercent + 1), 'transition_threshold')).toMatchObject([
      { evidence: { gain_percent: minPercent } },
    ]);
    expect(findingsOf(house(10 * minPercent - 1), 'transition_threshold')).toEqual([]);
  });

  test(`${MIN_DEVICES} devices are needed, and the current drivers`, () => {
    expect(checkOf(astray(MIN_DEVICES), 'transition_threshold').status).toBe('found');
    expect(checkOf(astray(MIN_DEVICES - 1), 'transition_threshold')).toMatchObject({
      status: 'not_enough_data',
    });
    expect(checkOf(astray(8, -45, { source: 'wireless' }), 'transition_threshold').status).toBe(
      'not_supported',
    );
  });
});

describe('cell_size', () => {
  const powers = (low: number | null, high: number | null) =>
    bothBands.map((one) => ({ ...one, tx_power_dbm: one.band === '5GHz' ? high : low }));
  const houseWith = (low: number | null, high: number | null, homeDbm = -45) => ({
    ...astray(8),
    snapshot: { ...astray(8, homeDbm).snapshot, interfaces: powers(low, high) },
  });
  const found = (low: number | null, high: number | null) => findingsOf(houseWith(low, high), 'cell_size');

  test('2.4 GHz is louder and holds devices that were better elsewhere: its power is proposed', () => {
    expect(found(26, 20)).toMatchObject([
      {
        subject: { id: HERE },
        evidence: { louder_db: 13, band_difference_db: 7, astray_devices: 2, proposed_tx_power_dbm: 13 },
        commands: [
          '/interface/wifi/configuration/set [/interface/wifi/get "Hall 2.4GHz" configuration] tx-power=13',
        ],
        proposal: {
          action: 'set_tx_power',
          input: { access_point: HERE, band: '2.4GHz', scope: 'radio', tx_power_dbm: 13 },
        },
      },
    ]);
  });

  test(`${LOUDER_DB} dB louder is too loud`, () => {
    expect(found(20 - 7 + LOUDER_DB, 20)).toHaveLength(1);
    expect(found(20 - 7 + LOUDER_DB - 1, 20)).toEqual([]);
  });

  test('without devices that go astray a loud cell harms nobody', () => {
    const others = crowd(8, () => [stay()]);
    expect(findingsOf(houseOf({ others, interfaces: powers(26, 20) }), 'cell_size')).toEqual([]);
  });

  test(`devices at home keep ${KEEP_DBM} dBm`, () => {
    const others = crowd(12, (index) => [
      stay({ medianDbm: index < 4 ? -70 : -60, fromAt: hoursAgo(100), toAt: hoursAgo(60) }),
      stay(
        index < 11
          ? { medianDbm: index < 4 ? -70 : -60, fromAt: hoursAgo(60) }
          : { accessPointId: THERE, medianDbm: -40, fromAt: hoursAgo(60) },
      ),
    ]);
    expect(findingsOf(houseOf({ others, interfaces: powers(26, 20) }), 'cell_size')).toMatchObject([
      { evidence: { proposed_tx_power_dbm: 21 } },
    ]);
  });

  test(`how much farther 2.4 GHz carries is measured with ${MIN_PAIRS} devices`, () => {
    const pairs = (count: number) =>
      crowd(count + 8, (index) =>
        index < count
          ? [
              stay({ band: '5GHz', medianDbm: -54, fromAt: hoursAgo(100), toAt: hoursAgo(90) }),
              stay({ medianDbm: -44, fromAt: hoursAgo(90) }),
            ]
          : [
              stay({ accessPointId: THERE, medianDbm: -40, fromAt: hoursAgo(100), toAt: hoursAgo(50) }),
              stay({ fromAt: hoursAgo(50) }),
            ],
      );
    const difference = (count: number) =>
      findingsOf(houseOf({ others: pairs(count), interfaces: powers(26, 20) }), 'cell_size')[0]!.evidence[
        'band_difference_db'
      ];
    expect(difference(MIN_PAIRS)).toBe(10);
    expect(difference(MIN_PAIRS - 1)).toBe(7);
  });

  test('powers that no router tells are not guessed', () => {
    expect(checkOf(houseWith(null, null), 'cell_size').status).toBe('not_supported');
    expect(found(26, null)).toEqual([]);
  });
});
