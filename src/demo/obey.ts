/** What the settings of a router do to its devices. */
import { usualSignalDbm } from './air.ts';
import { carriedBy, carries } from './carry.ts';
import { connect, endAssociation } from './move.ts';
import { between, chance } from './random.ts';
import type { AirState } from './on-air.ts';
import type { Association, SimulatedRouterState, SimulatedWorld } from './world.ts';

type Place = Pick<Association, 'accessPoint' | 'interface'>;

/** The settings hold from now on: devices that can no longer be where they are go where they can, or try again and again. */
export function obey(
  world: SimulatedWorld,
  router: SimulatedRouterState,
  states: ReadonlyMap<string, AirState>,
  at: number,
): void {
  const own = router.plan.accessPoints.flatMap(({ interfaces }) => interfaces.map(({ name }) => name));
  for (const name of own) world.onAir.delete(name);
  for (const [name, state] of states) world.onAir.set(name, state);
  for (const resident of world.residents) {
    const { association } = resident;
    if (association?.router !== router || carries(world, resident, association, at)) continue;
    const { accessPoint } = association;
    const signalOf = (place: Place) =>
      resident.receivedDbm?.(place, at) ?? usualSignalDbm(world.seed, resident, place);
    const best = router.plan.accessPoints
      .flatMap((candidate) => {
        const wifi = carriedBy(world, resident, candidate, at);
        return wifi === null ? [] : [{ accessPoint: candidate, interface: wifi }];
      })
      .toSorted((a, b) => signalOf(b) - signalOf(a))[0];
    endAssociation(world, resident, at);
    const seconds = between(1, 5, chance(world.seed, 'sent away', resident.plan.name, at - world.startedAt));
    if (best === undefined) resident.rejectedBy = accessPoint.name;
    else connect(world, resident, best.accessPoint.name, at + seconds * 1000);
  }
}
