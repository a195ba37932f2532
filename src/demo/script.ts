/** The scripted events of the house: about every minute a device comes, goes or roams. */
import { connect, disconnectResident } from './move.ts';
import { createRandom } from './random.ts';
import { interfaceFor, planNetworkOf, type Resident, type SimulatedWorld } from './world.ts';

export interface Script {
  /** The time of the next event. */
  next(): number;
  /** Runs the next event. */
  act(): void;
  /** Delays every further event. */
  postpone(ms: number): void;
}

const FIRST_MS = 45_000;
const GAP_MS = [25_000, 80_000] as const;
/** The shortest absence, so that presence turns `away`. */
const AWAY_MS = 300_000;
const MAX_AWAY = 2;

export function createScript(world: SimulatedWorld): Script {
  const random = createRandom(world.seed);
  const leftAt = new Map<Resident, number>();
  const movers = world.residents.filter(({ plan }) => plan.mobile);
  let next = world.startedAt + FIRST_MS;

  const choose = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];

  function roam(at: number): void {
    const walker = choose(movers.filter(({ association }) => association !== null));
    const target = walker && choose(placesFor(world, walker));
    if (walker !== undefined && target !== undefined) connect(world, walker, target, at);
  }

  return {
    next: () => next,
    act() {
      const at = next;
      const out = movers.filter(({ association }) => association === null);
      const back = out.filter((resident) => at - (leftAt.get(resident) ?? 0) >= AWAY_MS);
      const luck = random();
      const [returning, leaving] = [
        choose(back),
        choose(movers.filter((resident) => !out.includes(resident))),
      ];
      if (returning !== undefined && luck < 0.4) connect(world, returning, returning.plan.near, at);
      else if (leaving !== undefined && luck > 0.85 && out.length < MAX_AWAY) {
        disconnectResident(world, leaving, at);
        leftAt.set(leaving, at);
      } else roam(at);
      next = at + GAP_MS[0] + Math.floor(random() * (GAP_MS[1] - GAP_MS[0]));
    },
    postpone(ms) {
      next += ms;
    },
  };
}

/** Every access point with a network for this device, except its present one. */
function placesFor(world: SimulatedWorld, { plan, association }: Resident): string[] {
  return world.routers.flatMap((router) =>
    router.plan.accessPoints
      .filter((accessPoint) => accessPoint !== association?.accessPoint)
      .filter(
        (accessPoint) =>
          planNetworkOf(router.plan, plan) !== null && interfaceFor(plan, accessPoint) !== null,
      )
      .map(({ name }) => name),
  );
}
