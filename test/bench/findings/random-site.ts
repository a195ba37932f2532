/** Random houses with random faults, and healthy ones. What is wrong with them follows from the seed. */
import type { Band, RouterPlan } from '../../../src/demo/building.ts';
import { type DevicePlan, manyDevices } from '../../../src/demo/devices.ts';
import { chance, createRandom } from '../../../src/demo/random.ts';
import { type AirSettings, noSettings, setThreshold } from '../../../src/demo/site/setting.ts';
import { type Site, type Spot, type Traits, usualTraits, type Wall } from '../../../src/demo/site/site.ts';
import { wifiRouter } from '../../../src/demo/wifi-router.ts';
import type { OwnRule, Refusal } from '../../../src/advise/house.ts';
import { accessPointId, type Configured, deviceId } from '../../advise/simulated.ts';
import { macOf } from '../../../src/demo/random.ts';

export interface RandomSite {
  seed: number;
  plans: readonly RouterPlan[];
  devices: readonly DevicePlan[];
  site: Site;
  settings: AirSettings;
  configured: Configured;
  /** Names of devices and access points that were made to fail. */
  faulty: { dropping: ReadonlySet<string>; restless: ReadonlySet<string>; restarting: ReadonlySet<string> };
}

const CHANNELS: Record<Band, readonly number[]> = {
  '2.4': [2412, 2437, 2462],
  '5': [5180, 5260, 5500, 5580, 5660],
};

export function randomSite(seed: number, untilAt: number, isHealthy = false): RandomSite {
  const random = createRandom(seed);
  const happens = (part: number) => !isHealthy && random() < part;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const count = 2 + Math.floor(random() * (isHealthy ? 2 : 4));
  const [width, depth, floors] = [9 + random() * 11, 7 + random() * 6, 1 + Math.floor(random() * 2)];
  const names = Array.from({ length: count }, (_, index) => `AP ${index + 1}`);
  const plans = [wifiRouter(seed, 0, names)];
  const accessPoints = new Map(
    names.map((name, index): [string, Spot] => [
      name,
      {
        x: (width * (index + 0.3 + 0.4 * random())) / count,
        y: depth * (0.2 + 0.6 * random()),
        floor: index % floors,
      },
    ]),
  );
  const place = (): Spot => ({
    x: random() * width,
    y: random() * depth,
    floor: Math.floor(random() * floors),
  });
  const devices = manyDevices(14 + Math.floor(random() * 26), names);
  const traits = new Map(
    devices.map((plan): [string, Traits] => {
      const home = accessPoints.get(plan.near)!;
      const near = { x: home.x + 3 * random() - 1.5, y: home.y + 3 * random() - 1.5, floor: home.floor };
      const usual = isHealthy
        ? near
        : happens(0.04)
          ? { x: width + 12 + 15 * random(), y: 0, floor: 0 }
          : place();
      const spots = plan.mobile && !isHealthy ? [usual, place(), place(), place()] : [usual];
      return [plan.name, { ...usualTraits(seed, plan, spots), ...(isHealthy ? { obeys: 1 } : {}) }];
    }),
  );
  const chosen = (part: number) => new Set(devices.filter(() => happens(part)).map(({ name }) => name));
  const faulty = {
    dropping: chosen(0.03),
    restless: chosen(0.03),
    restarting: new Set(names.filter(() => happens(0.1))),
  };
  for (const name of faulty.dropping) traits.set(name, { ...traits.get(name)!, reconnectsPerDay: 24 });
  for (const name of faulty.restless)
    traits.set(name, { ...traits.get(name)!, leavesBelowDbm: -30, marginDb: -3, prefersHighBandDb: 3 });
  const settings = noSettings();
  const threshold = isHealthy ? -62 : pick([null, null, null, -70, -62, -45]);
  for (const network of ['home', 'iot', 'guest']) setThreshold(settings, plans, network, threshold);
  const isLoud = happens(0.5);
  const defaultPowerDbm = { '2.4': isLoud ? 26 : 13, '5': 20 };
  return {
    seed,
    plans,
    devices,
    settings,
    faulty,
    site: {
      accessPoints,
      walls: wallsOf(width, depth, floors, random),
      traits,
      defaultPowerDbm,
      restartsPerDay: (name) => (faulty.restarting.has(name) ? 2.5 : isHealthy ? 0 : 0.1),
    },
    configured: {
      settings,
      defaultPowerDbm,
      channels: new Map(
        plans[0]!.accessPoints.flatMap(({ interfaces }, index) =>
          interfaces
            .filter(({ master }) => master === null)
            .map(({ name, band }): [string, number] => [
              name,
              isHealthy ? CHANNELS[band][index]! : pick(CHANNELS[band]),
            ]),
        ),
      ),
      off: new Map(
        ['home', 'iot', 'guest'].map((network) => [
          network,
          { rrm: happens(0.1), wnm: happens(0.1), ft: happens(0.15) },
        ]),
      ),
      versions: new Map(names.filter(() => happens(0.1)).map((name) => [name, '7.22.1'])),
      slow: chosen(0.03),
      refusals: refusalsOf(seed, devices, untilAt, happens),
      rules: rulesOf(plans[0]!, devices, seed, happens),
    },
  };
}

function wallsOf(width: number, depth: number, floors: number, random: () => number): Wall[] {
  return Array.from({ length: floors }, (_, floor) => [
    ...Array.from({ length: 1 + Math.floor(random() * 3) }, (): Wall => {
      const x = width * random();
      return { floor, from: [x, -1], to: [x, depth + 1], lossDb: 4 + 6 * random() };
    }),
    { floor, from: [width + 1, -20] as const, to: [width + 1, depth + 20] as const, lossDb: 9 },
    { floor, from: [-1, depth / 2] as const, to: [width + 1, depth / 2] as const, lossDb: 3 + 4 * random() },
  ]).flat();
}

/** Some enter a key wrongly once or twice; some cannot join at all, and are not connected. */
function refusalsOf(
  seed: number,
  devices: readonly DevicePlan[],
  untilAt: number,
  happens: (part: number) => boolean,
): Refusal[] {
  const strangers = Array.from({ length: 4 }, (_, index) => `Stranger ${index + 1}`).filter(() =>
    happens(0.4),
  );
  const clumsy = devices.map(({ name }) => name).filter(() => happens(0.1));
  const refusal = (name: string, index: number, reasonClass: string): Refusal => ({
    deviceId: deviceId(macOf(seed, name)),
    name,
    accessPointId: null,
    at: untilAt - 3_600_000 * (index + 1),
    reasonClass,
    count: 1,
  });
  return [
    ...strangers.flatMap((name) =>
      Array.from({ length: 8 }, (_, index) => refusal(name, index, 'wrong_key')),
    ),
    ...clumsy.flatMap((name) => [refusal(name, 0, 'wrong_key'), refusal(name, 2, 'handshake')]),
  ];
}

function rulesOf(
  { accessPoints }: RouterPlan,
  devices: readonly DevicePlan[],
  seed: number,
  happens: (part: number) => boolean,
): OwnRule[] {
  return devices
    .filter(() => happens(0.05))
    .map(({ name, vendor }, index) => {
      const box = accessPoints[index % accessPoints.length]!;
      const isStray = chance(seed, 'stray', name) < 0.4;
      const meant = box.isCap ? accessPointId(box.baseMac) : 'router-1';
      return {
        router: 'router-1',
        source: 'wifi' as const,
        ruleId: `*${index}`,
        deviceId: deviceId(macOf(seed, name, vendor ?? undefined)),
        interface: isStray ? `${box.name} 2.4GHz old` : `${box.name} 2.4GHz`,
        accessPointId: meant,
      };
    });
}
