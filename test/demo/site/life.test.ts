/** The air of a site: what decides which device is on which access point, and how strongly it is received. */
import { beforeEach, describe, expect, test } from 'vitest';
import { planDevice } from '../../../src/demo/devices.ts';
import { createLife, type Life } from '../../../src/demo/site/life.ts';
import type { Dweller } from '../../../src/demo/site/reception.ts';
import { live } from '../../../src/demo/site/past.ts';
import { type AirSettings, noSettings, setPower, setThreshold } from '../../../src/demo/site/setting.ts';
import { type Site, usualTraits } from '../../../src/demo/site/site.ts';
import { wifiRouter } from '../../../src/demo/wifi-router.ts';

const START = Date.UTC(2026, 10, 20);
const MINUTE_MS = 60_000;
const plans = [wifiRouter(5, 0, ['Near', 'Far'])];

/** Two access points twelve metres apart with a wall between them, and a panel three metres from the near one. */
const panel = planDevice('Panel', 'Near', 'panel', {
  standards: { '2.4': 'n', '5': 'ac' },
  habit: 'busy',
  vendor: '48:A6:B8',
});
const traits = {
  ...usualTraits(5, panel, [{ x: 3, y: 0, floor: 0 }]),
  gainDb: 0,
  powerDbm: 15,
  leavesBelowDbm: -65,
  prefersHighBandDb: 20,
  marginDb: 8,
  obeys: 1,
  reconnectsPerDay: 0,
};
const site: Site = {
  accessPoints: new Map([
    ['Near', { x: 0, y: 0, floor: 0 }],
    ['Far', { x: 12, y: 0, floor: 0 }],
  ]),
  walls: [{ floor: 0, from: [6, -5], to: [6, 5], lossDb: 6 }],
  traits: new Map([['Panel', traits]]),
  defaultPowerDbm: { '2.4': 24, '5': 20 },
  restartsPerDay: () => 0,
};

let settings: AirSettings;
let life: Life;
let dweller: Dweller;
const portOn = (name: string) => life.ports.find(({ wifi }) => wifi.name === name)!;
const minutes = (from: number, count: number) => {
  const moves = [];
  for (let minute = from; minute < from + count; minute += 1)
    moves.push(...life.step(START + minute * MINUTE_MS, MINUTE_MS));
  return moves.map(({ cause, to }) => `${cause} ${to?.wifi.name ?? '-'}`);
};

function begin(own: Partial<typeof traits> = {}): void {
  settings = noSettings();
  const all = { ...site, traits: new Map([['Panel', { ...traits, ...own }]]) };
  life = createLife({ seed: 5, plans, devices: [panel], site: all, settings });
  dweller = life.dwellers[0]!;
}

beforeEach(() => begin());

describe('signal', () => {
  test('a wall and distance cost decibels, 5 GHz more than 2.4 GHz', () => {
    const mean = (name: string) => life.meanSignalDbm(dweller, portOn(name));
    expect(mean('Near 2.4GHz') - mean('Far 2.4GHz')).toBeGreaterThan(12);
    expect(mean('Near 2.4GHz') - mean('Near 5GHz')).toBeCloseTo(7, 5);
    expect(mean('Far 2.4GHz') - mean('Far 5GHz')).toBeGreaterThan(8);
  });

  test('the report varies by at most 4 dB around the mean, and not with the power of the access point', () => {
    const port = portOn('Far 2.4GHz');
    const mean = life.meanSignalDbm(dweller, port);
    const signals = Array.from({ length: 400 }, (_, index) =>
      life.signalDbm(dweller, port, START + index * 10_000),
    );
    for (const signal of signals) expect(Math.abs(signal - mean)).toBeLessThanOrEqual(4.5);
    expect(new Set(signals).size).toBeGreaterThan(4);
    setPower(settings, plans, '2.4', 5);
    expect(life.signalDbm(dweller, port, START)).toBe(signals[0]);
  });

  test('a device that sleeps is reported as it was last received', () => {
    const asleep = { ...dweller, plan: { ...panel, habit: 'sleepy' as const } };
    const signals = [0, 300_000, 600_000].map((ms) =>
      life.signalDbm(asleep, portOn('Near 2.4GHz'), START + ms),
    );
    expect(new Set(signals).size).toBe(1);
  });
});

describe('choice', () => {
  test('a device joins the access point that it receives best, on 5 GHz where that is usable', () => {
    expect(minutes(0, 1)).toEqual(['joined Near 5GHz']);
  });

  test('a device that receives the wrong access point well stays there', () => {
    life.put(dweller, portOn('Far 2.4GHz'), START);
    expect(minutes(0, 240)).toEqual([]);
  });

  test('less power at the wrong access point sends it home', () => {
    life.put(dweller, portOn('Far 2.4GHz'), START);
    setPower(settings, plans, '2.4', 2);
    expect(minutes(0, 240)).toEqual(['looked Near 5GHz']);
  });

  test('a threshold above its signal sends it home, one below does not', () => {
    life.put(dweller, portOn('Far 2.4GHz'), START);
    setThreshold(settings, plans, 'home', -75);
    expect(minutes(0, 60)).toEqual([]);
    setThreshold(settings, plans, 'home', -50);
    expect(minutes(60, 60)).toEqual(['followed Near 5GHz']);
    expect(life.requestCount()).toBeGreaterThan(0);
  });

  test('a stubborn device is asked three times and stays', () => {
    begin({ obeys: 0 });
    life.put(dweller, portOn('Far 2.4GHz'), START);
    setThreshold(settings, plans, 'home', -50);
    expect(minutes(0, 60)).toEqual([]);
    expect(life.requestCount()).toBe(3);
  });

  test('before RouterOS 7.21 nothing is asked', () => {
    const old = [
      { ...plans[0]!, accessPoints: plans[0]!.accessPoints.map((box) => ({ ...box, version: '7.20.1' })) },
    ];
    life = createLife({ seed: 5, plans: old, devices: [panel], site, settings });
    dweller = life.dwellers[0]!;
    life.put(dweller, portOn('Far 2.4GHz'), START);
    setThreshold(settings, old, 'home', -50);
    expect(minutes(0, 60)).toEqual([]);
  });

  test('a rule that rejects it puts it off the access point', () => {
    life.put(dweller, portOn('Far 2.4GHz'), START);
    for (const band of ['2.4', '5']) {
      settings.rules.push({
        mac: dweller.mac,
        interface: `Far ${band}GHz`,
        signalRange: null,
        action: 'reject',
      });
    }
    expect(minutes(0, 1)).toEqual(['rejected Near 5GHz']);
    settings.rules = [{ mac: null, interface: null, signalRange: [-120, 0], action: 'reject' }];
    expect(minutes(1, 2)).toEqual(['rejected -']);
  });

  test('an access point that restarts loses its devices to the others', () => {
    const restless = { ...site, restartsPerDay: (name: string) => (name === 'Near' ? 1e9 : 0) };
    life = createLife({ seed: 5, plans, devices: [panel], site: restless, settings });
    dweller = life.dwellers[0]!;
    life.put(dweller, portOn('Near 5GHz'), START);
    expect(minutes(0, 1)).toEqual([expect.stringMatching(/^stopped Far /)]);
    expect(life.restarts).toEqual([{ accessPoint: 'Near', at: START }]);
  });
});

test('a past has a port and a signal for every five minutes', () => {
  const past = live(life, START, 1);
  expect(past.steps).toBe(288);
  expect(new Set(past.ports[0])).toEqual(new Set([past.moves[0]!.to!.index]));
  expect([...past.signalsDbm[0]!].every((signal) => signal < 0)).toBe(true);
  expect(past.moves).toHaveLength(1);
});
