/** The world when the simulation begins: since when each device is connected, and the leases of devices that are away. */
import type { Band, RouterPlan } from './building.ts';
import type { DevicePlan } from './devices.ts';
import { connect } from './move.ts';
import { chance, macOf } from './random.ts';
import type { Life } from './site/life.ts';
import { receive } from './site/live-script.ts';
import { type AirSettings, noSettings } from './site/setting.ts';
import {
  addressOf,
  findAccessPoint,
  planNetworkOf,
  type Resident,
  type SimulatedRouterState,
  type SimulatedWorld,
} from './world.ts';

const AGES_MS = { busy: 200_000_000, sleepy: 250_000_000, used: 18_000_000 };

export function createWorld(
  seed: number,
  plans: readonly RouterPlan[],
  devices: readonly DevicePlan[],
  startedAt: number,
  settings: AirSettings = noSettings(),
  life: Life | null = null,
): SimulatedWorld {
  const routers = plans.map(
    (plan): SimulatedRouterState => ({
      plan,
      bootedAt: startedAt - plan.upMs,
      capBackAt: new Map(),
      lastId: 0x20,
    }),
  );
  const numbers = new Map<string, number>();
  const residents = devices.map((plan): Resident => {
    const number = numbers.get(plan.network) ?? 0;
    numbers.set(plan.network, number + 1);
    const mac = macOf(seed, plan.name, plan.vendor ?? undefined);
    const common = { association: null, lingering: null, leases: new Map(), rejectedBy: null };
    return { plan, mac, number, ...common, receivedDbm: null };
  });
  const world: SimulatedWorld = {
    seed,
    startedAt,
    routers,
    residents,
    changes: 0,
    notices: [],
    settings,
    onAir: settings.onAir,
    admits: () => true,
  };
  const arrivals = life === null ? usualArrivals(seed, residents, startedAt) : arrivalsOf(life, residents);
  for (const { resident, accessPoint, at, band } of arrivals.toSorted((a, b) => a.at - b.at)) {
    connect(world, resident, accessPoint, at, band);
  }
  for (const { index } of life?.dwellers ?? []) receive(life!, residents[index]!, life!.dwellers[index]!);
  for (const resident of residents) rememberAbsent(world, resident);
  // Logged before the simulation began.
  world.notices = [];
  return world;
}

interface Arrival {
  resident: Resident;
  accessPoint: string;
  at: number;
  band: Band | null;
}

function usualArrivals(seed: number, residents: readonly Resident[], startedAt: number): Arrival[] {
  return residents
    .filter(({ plan }) => plan.absent === null)
    .map((resident) => ({
      resident,
      accessPoint: resident.plan.stuckOn ?? resident.plan.near,
      at: startedAt - ageOf(seed, resident.plan),
      band: null,
    }));
}

/** Where the past of the site left them. */
function arrivalsOf({ dwellers }: Life, residents: readonly Resident[]): Arrival[] {
  return dwellers.flatMap(({ index, port, since }): Arrival[] =>
    port === null
      ? []
      : [
          {
            resident: residents[index]!,
            accessPoint: port.accessPoint.name,
            at: since,
            band: port.wifi.band,
          },
        ],
  );
}

function ageOf(seed: number, plan: DevicePlan): number {
  const longest = plan.network === 'guest' ? 5_000_000 : AGES_MS[plan.habit];
  return 60_000 + Math.floor(longest * chance(seed, 'age', plan.name) ** 2);
}

// Leases of devices that were connected before the simulation began.
function rememberAbsent(world: SimulatedWorld, { plan, number, leases }: Resident): void {
  if (plan.absent?.lastSeenMs == null) return;
  const { router } = findAccessPoint(world, plan.near);
  const network = planNetworkOf(router.plan, plan)!;
  const until = world.startedAt - plan.absent.lastSeenMs;
  leases.set(router.plan.identity, { network, address: addressOf(network, number), since: until, until });
}
