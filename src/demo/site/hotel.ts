/** A hotel: three routers, twenty access points on the corridors of four floors, three hundred devices in the rooms. */
import type { RouterPlan } from '../building.ts';
import { type DevicePlan, manyDevices } from '../devices.ts';
import { chance } from '../random.ts';
import { wifiRouter } from '../wifi-router.ts';
import { type Site, type Spot, type Traits, usualTraits } from './site.ts';

const ROUTERS = [7, 7, 6];
const DEVICES = 300;
const PER_FLOOR = 5;
const FLOORS = 4;
/** Between two access points on a corridor. */
const GAP_M = 14;
const ROOM_M = 3.5;
/** Between the corridor and the windows. */
const DEPTH_M = 6;

export function hotel(seed: number): { plans: RouterPlan[]; devices: DevicePlan[]; site: Site } {
  const names = Array.from(
    { length: FLOORS * PER_FLOOR },
    (_, index) => `Floor ${Math.floor(index / PER_FLOOR) + 1} corridor ${(index % PER_FLOOR) + 1}`,
  );
  let from = 0;
  const plans = ROUTERS.map((count, index) => {
    const own = names.slice(from, from + count);
    from += count;
    return wifiRouter(seed, index + 1, own);
  });
  const devices = manyDevices(DEVICES, names);
  const accessPoints = new Map(
    names.map((name, index): [string, Spot] => [
      name,
      { x: GAP_M / 2 + (index % PER_FLOOR) * GAP_M, y: 0, floor: Math.floor(index / PER_FLOOR) },
    ]),
  );
  const traits = new Map(
    devices.map((plan): [string, Traits] => [plan.name, traitsOf(seed, plan, accessPoints)]),
  );
  return {
    plans,
    devices,
    site: {
      accessPoints,
      walls: wallsOf(),
      traits,
      defaultPowerDbm: { '2.4': 20, '5': 20 },
      restartsPerDay: () => 0.1,
    },
  };
}

/** A room on the floor of its access point; those that are carried are also on the corridors and in the lobby. */
function traitsOf(seed: number, plan: DevicePlan, accessPoints: ReadonlyMap<string, Spot>): Traits {
  const { x, floor } = accessPoints.get(plan.near)!;
  const luck = (word: string) => chance(seed, word, plan.name);
  const room: Spot = {
    x: x + (luck('room') - 0.5) * GAP_M,
    y: (luck('side') < 0.5 ? -1 : 1) * (1.5 + luck('depth') * DEPTH_M),
    floor,
  };
  const corridor = { x: luck('corridor') * GAP_M * PER_FLOOR, y: 0, floor };
  const lobby = { x: GAP_M * 2.5 + 4 * luck('lobby'), y: 3 * luck('seat'), floor: 0 };
  return usualTraits(seed, plan, plan.mobile ? [room, corridor, lobby] : [room]);
}

/** Along the corridors, and between the rooms. */
function wallsOf(): Site['walls'] {
  const length = GAP_M * PER_FLOOR;
  return Array.from({ length: FLOORS }, (_, floor) =>
    [-1, 1].flatMap((side): Site['walls'] => [
      { floor, from: [0, side], to: [length, side], lossDb: 5 },
      ...Array.from({ length: Math.floor(length / ROOM_M) }, (_unused, room) => ({
        floor,
        from: [room * ROOM_M, side] as const,
        to: [room * ROOM_M, side * (1 + DEPTH_M + 1.5)] as const,
        lossDb: 4,
      })),
    ]),
  ).flat();
}
