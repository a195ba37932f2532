import { expect, test } from 'vitest';
import { createFleet } from '../../src/demo/fleet.ts';
import { createHouse } from '../../src/demo/house.ts';
import type { RouterRow } from '../../src/demo/router.ts';

const START = Date.UTC(2026, 10, 20);

test('a fleet has as many routers and devices as asked for, every MAC and address once', () => {
  let clock = START;
  const fleet = createFleet({
    routers: 3,
    devicesPerRouter: 300,
    accessPointsPerRouter: 5,
    now: () => clock,
  });
  expect(fleet.routers).toHaveLength(3);
  const all = fleet.routers.map(
    (router) => router.tables()['interface/wifi/registration-table'] as RouterRow[],
  );
  expect(all.map((table) => table.length)).toEqual([300, 300, 300]);
  expect(new Set(all.flat().map((row) => row['mac-address'])).size).toBe(900);
  const arp = fleet.routers[0]!.tables()['ip/arp'] as RouterRow[];
  expect(arp.length).toBeGreaterThan(300);
  expect(new Set(arp.map((row) => row['address'])).size).toBe(arp.length);
  expect(fleet.routers[0]!.tables()['interface/wifi/capsman/remote-cap']).toHaveLength(4);

  const before = fleet.routers[0]!.tables();
  clock += 9999;
  expect(fleet.routers[0]!.tables()).toBe(before);
  const lines: string[] = [];
  for (const router of fleet.routers) router.onLog((line) => lines.push(`${router.identity}: ${line}`));
  fleet.sites[0]!.leave('Site 1 Phone 1');
  expect(lines).toEqual([
    expect.stringMatching(/^Site 1 AP 1: wireless,info \S+@Site 1 AP 1 5GHz\(home\) disconnected, /),
  ]);
  expect(fleet.routers[0]!.tables()['interface/wifi/registration-table']).toHaveLength(299);
});

test('a house can have more devices than the household', () => {
  const house = createHouse({ seed: 1, now: () => START, size: 300 });
  expect(house.devices()).toHaveLength(300);
  expect(new Set(house.devices().map(({ name }) => name)).size).toBe(300);
  expect(house.devices().filter(({ connected }) => connected)).toHaveLength(297);
});
