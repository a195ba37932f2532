/** The house: the same seed and times give the same life, and it does what it is told. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createHouse, type House, type HouseDevice } from '../../src/demo/house.ts';
import type { RouterRow } from '../../src/demo/router.ts';

const START = Date.UTC(2026, 10, 20, 18, 30);
let clock = START;
let house: House;

const now = () => clock;
const rowsOf = (router: number, menu: string) =>
  house.routers[router]!.tables()[menu] as readonly RouterRow[];
const device = (name: string): HouseDevice => house.devices().find((candidate) => candidate.name === name)!;
const registered = (router: number, menu: string, name: string) =>
  rowsOf(router, menu).find((row) => row['mac-address'] === device(name).mac);
const WIFI = 'interface/wifi/registration-table';
const WIRELESS = 'interface/wireless/registration-table';
const CAPSMAN = 'caps-man/registration-table';

beforeEach(() => {
  clock = START;
  house = createHouse({ seed: 7, now });
});

describe('chance and time', () => {
  const life = (seed: number, steps: readonly number[]) => {
    clock = START;
    const made = createHouse({ seed, now });
    return steps.map((minute) => {
      clock = START + minute * 60_000;
      return JSON.stringify(made.routers.map((router) => router.tables()));
    });
  };

  test('the same seed and times give the same tables, however often one looks', () => {
    const often = life(7, [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 60]);
    expect(life(7, [0, 60])).toEqual([often[0], often[10]]);
    expect(life(7, [60])).toEqual([often[10]]);
  });

  test('another seed is another house', () => {
    expect(life(8, [0])).not.toEqual(life(7, [0]));
  });

  test('within a second nothing is made anew', () => {
    const before = house.routers[0]!.tables();
    clock += 900;
    expect(house.routers[0]!.tables()).toBe(before);
    clock += 100;
    expect(house.routers[0]!.tables()).not.toBe(before);
  });

  test('people come, go and roam by themselves, gently', () => {
    const places = () => new Map(house.devices().map(({ name, accessPoint }) => [name, accessPoint]));
    let before = places();
    const changes: string[] = [];
    for (let minute = 1; minute <= 120; minute += 1) {
      clock += 60_000;
      const after = places();
      for (const [name, place] of after) {
        const was = before.get(name);
        if (was === place) continue;
        changes.push(was === null ? 'arrived' : place === null ? 'left' : 'roamed');
        expect(device(name).mobile).toBe(true);
      }
      before = after;
    }
    expect(new Set(changes)).toEqual(new Set(['arrived', 'left', 'roamed']));
    expect(changes.length).toBeGreaterThan(40);
    expect(changes.length).toBeLessThan(240);
  });

  test('paused, nobody moves but time passes; resumed, life goes on where it stopped', () => {
    const undisturbed = createHouse({ seed: 7, now });
    house.pause();
    const before = house.devices();
    const uptime = rowsOf(0, WIFI)[0]!['uptime'];
    clock += 3_600_000;
    expect(house.devices()).toEqual(before);
    expect(rowsOf(0, WIFI)[0]!['uptime']).not.toBe(uptime);
    expect(undisturbed.devices()).not.toEqual(before);
    house.resume();
    expect(house.devices()).toEqual(before);
    clock += 3_600_000;
    expect(house.devices()).not.toEqual(before);
  });
});

describe('told to', () => {
  beforeEach(() => house.pause());

  test('leave: the registration is gone, the lease stays, ARP goes stale, fails, and forgets', () => {
    const { mac, ip } = device("Anna's phone");
    const arp = () => rowsOf(0, 'ip/arp').find((row) => row['address'] === ip);
    expect(arp()).toMatchObject({ status: 'reachable', 'mac-address': mac });
    house.leave("Anna's phone");
    expect(registered(0, WIFI, "Anna's phone")).toBeUndefined();
    expect(device("Anna's phone")).toMatchObject({ connected: false, accessPoint: null, ip: null });
    expect(rowsOf(0, 'ip/dhcp-server/lease').find((row) => row['mac-address'] === mac)?.['status']).toBe(
      'bound',
    );
    expect(arp()).toMatchObject({ status: 'stale', 'mac-address': mac });
    clock += 200_000;
    expect(arp()).toMatchObject({ status: 'failed', complete: 'false' });
    expect(arp()).not.toHaveProperty('mac-address');
    clock += 200_000;
    expect(arp()).toBeUndefined();
    clock += 9 * 3_600_000;
    const lease = rowsOf(0, 'ip/dhcp-server/lease').find((row) => row['mac-address'] === mac);
    expect(lease).toMatchObject({ status: 'waiting', dynamic: 'false' });
    expect(lease).not.toHaveProperty('active-address');
  });

  test('a dynamic lease ends with its time', () => {
    const { mac } = device('Guest laptop');
    const lease = () => rowsOf(0, 'ip/dhcp-server/lease').find((row) => row['mac-address'] === mac);
    house.leave('Guest laptop');
    expect(lease()).toMatchObject({ status: 'bound', dynamic: 'true' });
    clock += 3_600_000;
    expect(lease()).toBeUndefined();
  });

  test('arrive: at the usual place or where it is told, as the newest association', () => {
    house.arrive("Mia's phone");
    expect(device("Mia's phone").accessPoint).toBe('Attic');
    house.leave("Mia's phone");
    house.arrive("Mia's phone", 'Kitchen');
    expect(device("Mia's phone")).toMatchObject({
      accessPoint: 'Kitchen',
      router: 'Hallway',
      interface: 'Kitchen 5GHz',
    });
    expect(rowsOf(0, WIFI).at(-1)).toMatchObject({ 'mac-address': device("Mia's phone").mac, uptime: '0s' });
    clock += 61_000;
    expect(rowsOf(0, WIFI).at(-1)).toMatchObject({ uptime: '1m1s' });
  });

  test('roam below one manager: one row, a new id, a new interface', () => {
    const before = registered(0, WIFI, "Ben's phone")!;
    clock += 5000;
    house.roam("Ben's phone", 'Garden House');
    const rows = rowsOf(0, WIFI).filter((row) => row['mac-address'] === before['mac-address']);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ interface: 'Garden House 5GHz', uptime: '0s' });
    expect(rows[0]!['.id']).not.toBe(before['.id']);
  });

  test('roam to the other router: both show it for four seconds, then only the new one', () => {
    clock += 5000;
    house.roam("Ben's phone", 'Workshop');
    expect(registered(1, WIRELESS, "Ben's phone")).toMatchObject({ interface: 'wlan2', uptime: '0s' });
    expect(registered(0, WIFI, "Ben's phone")).toBeDefined();
    expect(device("Ben's phone")).toMatchObject({ router: 'Workshop', ip: '192.168.50.11' });
    clock += 4000;
    expect(registered(0, WIFI, "Ben's phone")).toBeUndefined();
    house.roam("Ben's phone", 'Barn');
    expect(registered(1, CAPSMAN, "Ben's phone")).toMatchObject({
      'last-ip': '11.50.168.192',
      interface: 'Barn-1',
    });
    expect(registered(1, WIRELESS, "Ben's phone")).toBeUndefined();
  });

  test('a reboot throws everybody off; CAPs and their devices come back late, with new ids', () => {
    const before = rowsOf(0, WIFI);
    house.routers[0]!.reboot();
    expect(rowsOf(0, WIFI)).toEqual([]);
    expect(rowsOf(0, 'interface/wifi/capsman/remote-cap')).toEqual([]);
    expect(rowsOf(0, 'interface/wifi').every((row) => !('cap' in row))).toBe(true);
    expect(house.devices().filter(({ router }) => router === 'Workshop').length).toBeGreaterThan(5);
    clock += 35_000;
    const own = rowsOf(0, WIFI).length;
    expect(own).toBeGreaterThan(5);
    expect(own).toBeLessThan(before.length);
    clock += 70_000;
    expect(rowsOf(0, WIFI)).toHaveLength(before.length);
    expect(rowsOf(0, 'interface/wifi/capsman/remote-cap')).toHaveLength(3);
    expect(house.routers[0]!.tables()['system/resource']).toMatchObject({ uptime: '1m45s' });
    expect(rowsOf(0, WIFI)[0]!['.id']).toBe('*1');
  });

  test('what does not exist is said by name', () => {
    expect(() => house.leave('Toaster')).toThrow('No device is called "Toaster"');
    expect(() => house.roam('Doorbell', 'Cellar')).toThrow(/Cellar.*Hallway, Kitchen, Attic, Garden House/);
    expect(() => house.roam("Lena's phone", 'Barn')).toThrow(
      "The network of Lena's phone does not exist on Barn",
    );
  });
});
