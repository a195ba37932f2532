/** Where the household lives: a hall with an attic above it, and a garden house, a workshop and a barn behind it. */
import type { DevicePlan } from '../devices.ts';
import { chance } from '../random.ts';
import type { Life, Move } from './life.ts';
import { live, type Past } from './past.ts';
import { type Site, type Spot, spotNear, type Traits, usualTraits } from './site.ts';

const accessPoints: readonly (readonly [string, Spot])[] = [
  ['Hallway', { x: 4, y: 5, floor: 0 }],
  ['Kitchen', { x: 13, y: 3, floor: 0 }],
  ['Attic', { x: 8, y: 6, floor: 1 }],
  ['Garden House', { x: 14, y: -18, floor: 0 }],
  ['Workshop', { x: -22, y: 6, floor: 0 }],
  ['Barn', { x: -38, y: 12, floor: 0 }],
];

/** An outer wall around each building, and the inner ones of the hall. */
const walls: Site['walls'] = [
  ...box(0, 0, 17, 10, 8),
  ...box(10, -22, 18, -14, 8),
  ...box(-27, 2, -17, 10, 8),
  ...box(-43, 7, -33, 17, 8),
  { floor: 0, from: [9, 0], to: [9, 10], lossDb: 7 },
  { floor: 0, from: [0, 7.5], to: [17, 7.5], lossDb: 5 },
];

function box(left: number, top: number, right: number, bottom: number, lossDb: number): Site['walls'] {
  const corner = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const;
  return corner.map((from, index) => ({ floor: 0, from, to: corner[(index + 1) % 4]!, lossDb }));
}

/** Carried devices are in the house, mostly near their usual access point. */
const ROAMED = ['Hallway', 'Kitchen', 'Attic'];

export function householdSite(seed: number, devices: readonly DevicePlan[]): Site {
  const at = new Map(accessPoints);
  const traits = new Map<string, Traits>();
  for (const plan of devices) {
    const home = at.get(plan.near) ?? accessPoints[0]![1];
    const usual = spotNear(home, 2 + 3 * chance(seed, 'far', plan.name), seed, plan.name);
    const rooms = plan.mobile
      ? ROAMED.filter((name) => name !== plan.near).map((name) =>
          spotNear(at.get(name)!, 3, seed, plan.name, name),
        )
      : [];
    traits.set(plan.name, { ...usualTraits(seed, plan, [usual, ...rooms]), ...special.get(plan.name) });
  }
  return {
    accessPoints: at,
    walls,
    traits,
    // 2.4 GHz at full power, as RouterOS does without a setting
    defaultPowerDbm: { '2.4': 26, '5': 20 },
    // the barn has poor wiring; a restart of another one would free the wall panel
    restartsPerDay: (name) => (name === 'Barn' ? 0.5 : 0),
  };
}

/** Devices that differ from the usual. */
const special = new Map<string, Partial<Traits>>([
  // behind the kitchen wall, with a weak antenna: it never looks for another access point, but follows requests
  [
    'Wall panel',
    {
      spots: [{ x: 9.8, y: 3.6, floor: 0 }],
      powerDbm: 13,
      gainDb: -6,
      leavesBelowDbm: -82,
      obeys: 0.9,
      reconnectsPerDay: 0,
    },
  ],
  // at the far end of the garden
  ['Weather station', { spots: [{ x: 30, y: -34, floor: 0 }], gainDb: -4, reconnectsPerDay: 0.5 }],
]);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The week before. The wall panel is connected to the near access point four times; each time the far one takes it over when the near one
 * restarts, the last time two days ago, for good.
 */
export function liveHousehold(life: Life, untilAt: number, days = 7): Past {
  const panel = life.dwellers.find(({ plan }) => plan.stuckOn !== null)!;
  const portOn = (accessPoint: string) =>
    life
      .portsOf(panel)
      .find(({ accessPoint: { name }, wifi }) => name === accessPoint && wifi.band === '2.4')!;
  const changes = [0, 20, 40, 44, 68, 72, 96, 120].map((hour, index) => ({
    at: untilAt - days * DAY_MS + hour * HOUR_MS,
    to: index % 2 === 0 ? panel.plan.near : panel.plan.stuckOn!,
  }));
  return live(life, untilAt - days * DAY_MS, days, (at, add: (move: Move) => void) => {
    while (changes.length > 0 && changes[0]!.at <= at) add(life.put(panel, portOn(changes.shift()!.to), at));
  });
}
