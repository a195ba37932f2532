/** The house and the hotel on the air: a week behind them, and settings that decide who is where. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createHotel, createHouse, type House } from '../../../src/demo/house.ts';
import type { RouterRow } from '../../../src/demo/router.ts';

const START = Date.UTC(2026, 10, 20, 18, 30);
const MENU = 'interface/wifi/registration-table';
let clock = START;
const now = () => clock;
let house: House;

const rows = (menu = MENU, router = 0) => house.routers[router]!.tables()[menu] as readonly RouterRow[];
const panel = () => house.devices().find(({ name }) => name === 'Wall panel')!;
const signalOf = (mac: string) => Number(rows().find((row) => row['mac-address'] === mac)!['signal']);

beforeEach(() => {
  clock = START;
  house = createHouse({ seed: 7, now, air: true });
});

describe('the house', () => {
  test('has a week behind it, and the same people and names', () => {
    expect(house.past!.steps).toBe(2016);
    expect(house.past!.moves.length).toBeGreaterThan(150);
    const names = (own: House) => own.devices().map(({ name, mac }) => [name, mac]);
    expect(names(house)).toEqual(names(createHouse({ seed: 7, now })));
  });

  test('lives the same life with the same seed and times', () => {
    const life = (minutes: readonly number[]) => {
      clock = START;
      const made = createHouse({ seed: 7, now, air: true });
      return minutes.map((minute) => {
        clock = START + minute * 60_000;
        return JSON.stringify(made.routers.map((router) => router.tables()));
      });
    };
    expect(life([0, 30])).toEqual([life([0])[0], life([0, 7, 30])[2]]);
  });

  test('shows only what RouterOS shows', () => {
    const keys = (own: House) =>
      new Set((own.routers[0]!.tables()[MENU] as RouterRow[]).flatMap(Object.keys));
    expect(keys(house)).toEqual(keys(createHouse({ seed: 7, now })));
  });

  test('the wall panel hangs on the wrong access point for two days at about −60 dBm on 2.4 GHz', () => {
    expect(panel()).toMatchObject({ accessPoint: 'Hallway', interface: 'Hallway 2.4GHz' });
    expect(Math.abs(signalOf(panel().mac) + 60)).toBeLessThanOrEqual(6);
    clock += 6 * 3_600_000;
    expect(panel().accessPoint).toBe('Hallway');
  });

  test('a threshold above its signal sends the panel home, and shows in the interface rows', () => {
    for (const { wifi } of house.life!.ports) {
      if (wifi.network === 'home') house.settings.transitionThresholdDbm.set(wifi.name, -52);
    }
    clock += 600_000;
    expect(panel().accessPoint).toBe('Kitchen');
    const [row] = rows('interface/wifi');
    expect(row).toMatchObject({ 'steering.transition-threshold': '-52' });
  });

  test('a rule of the access list keeps a device off an access point, and is in the menu', () => {
    for (const band of ['2.4', '5']) {
      house.settings.rules.push({
        mac: panel().mac,
        interface: `Hallway ${band}GHz`,
        signalRange: null,
        action: 'reject',
      });
    }
    clock += 60_000;
    expect(panel().connected).toBe(true);
    expect(panel().accessPoint).not.toBe('Hallway');
    expect(rows('interface/wifi/access-list')[0]).toMatchObject({
      action: 'reject',
      interface: 'Hallway 2.4GHz',
      'mac-address': panel().mac,
    });
  });

  test('a power that is set shows in the rows of its radio', () => {
    house.settings.powerDbm.set('Hallway 2.4GHz', 11);
    clock += 10_000;
    const powers = rows('interface/wifi').map((row) => [row['name'], row['configuration.tx-power']]);
    expect(powers.filter(([, power]) => power !== undefined)).toEqual([
      ['Hallway 2.4GHz', '11'],
      ['Hallway 2.4GHz guest', '11'],
      ['Hallway 2.4GHz iot', '11'],
    ]);
  });

  test('people still come, go and roam', () => {
    const before = house.devices();
    let moves = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      clock += 60_000;
      moves += house.devices().filter(({ name, accessPoint }) => {
        const was = before.find((one) => one.name === name)!;
        return was.accessPoint !== accessPoint;
      }).length;
    }
    expect(moves).toBeGreaterThan(20);
  });

  test('a device that is moved or sent away by a call stays consistent with the air', () => {
    house.roam("Anna's phone", 'Attic');
    clock += 10_000;
    expect(house.life!.dwellers[0]!.port!.accessPoint.name).toBe('Attic');
    house.leave("Anna's phone");
    clock += 20_000;
    expect(house.devices()[0]).toMatchObject({ connected: false, accessPoint: null });
  });
});

test('the hotel has three routers, twenty access points and three hundred devices with a week behind them', () => {
  house = createHotel({ seed: 7, now });
  expect(house.routers).toHaveLength(3);
  expect(house.accessPoints).toHaveLength(20);
  expect(house.devices()).toHaveLength(300);
  expect(house.devices().every(({ connected, mobile }) => connected || mobile)).toBe(true);
  expect(house.past!.moves.length).toBeGreaterThan(2000);
  // a device in a room is received where it is by more than one access point of the site
  expect(new Set(house.past!.ports[0]).size).toBeGreaterThan(1);
});
