/** Every way in which the world changes. Has no clock: a change comes with its time, and times never go back. */
import { between, chance } from './random.ts';
import {
  addressOf,
  findAccessPoint,
  interfaceFor,
  networkOf,
  type Resident,
  type RouterState,
  type World,
} from './world.ts';

/** After a roam to another router the old one shows the device a little longer. */
const LINGER_MS = 4000;

/** Joins or roams; a device that is already there associates anew. */
export function connect(world: World, resident: Resident, accessPointName: string, at: number): void {
  const { router, accessPoint } = findAccessPoint(world, accessPointName);
  const chosen = interfaceFor(resident.plan, accessPoint);
  const network = networkOf(router.plan, resident.plan);
  if (chosen === null || network === null) {
    throw new Error(`${resident.plan.name} finds no network of its own on ${accessPointName}.`);
  }
  const before = resident.association;
  const elsewhere = before !== null && before.router !== router;
  resident.lingering = elsewhere && before.at < at ? { association: before, until: at + LINGER_MS } : null;
  if (elsewhere) endLease(resident, before.router, at);
  router.lastId += between(1, 4, chance(world.seed, 'id', router.lastId));
  resident.association = { router, accessPoint, interface: chosen, at, id: router.lastId };
  const known = resident.leases.get(router.plan.identity);
  if (resident.plan.lease !== 'none' && (known === undefined || known.until !== null)) {
    const address = addressOf(network, resident.number);
    resident.leases.set(router.plan.identity, { network, address, since: at, until: null });
  }
  world.changes += 1;
}

export function disconnect(world: World, resident: Resident, at: number): void {
  if (resident.association !== null) endLease(resident, resident.association.router, at);
  resident.association = null;
  resident.lingering = null;
  world.changes += 1;
}

function endLease(resident: Resident, router: RouterState, at: number): void {
  const lease = resident.leases.get(router.plan.identity);
  if (lease !== undefined) lease.until ??= at;
}

/** Everybody is thrown off; the router's own radios fill within half a minute, its CAPs come back later, and their devices after them. */
export function reboot(world: World, router: RouterState, at: number): void {
  const fraction = (word: string, name: string) => chance(world.seed, word, name, at - world.startedAt);
  router.bootedAt = at;
  router.lastId = 0;
  for (const { name, isCap } of router.plan.accessPoints) {
    if (isCap) router.capBackAt.set(name, at + between(40_000, 75_000, fraction('cap', name)));
  }
  const thrownOff = world.residents.flatMap((resident) => {
    if (resident.lingering?.association.router === router) resident.lingering = null;
    const { association } = resident;
    if (association?.router !== router) return [];
    const ready = router.capBackAt.get(association.accessPoint.name) ?? at + 6000;
    return [
      { resident, association, back: ready + between(2000, 25_000, fraction('back', resident.plan.name)) },
    ];
  });
  for (const { resident, association, back } of thrownOff.toSorted((a, b) => a.back - b.back)) {
    router.lastId += 1;
    resident.association = { ...association, at: back, id: router.lastId };
  }
  world.changes += 1;
}
