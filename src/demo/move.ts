/** Every change of the world. It has no clock: the time of a change is an argument and never goes back. */
import {
  type Notice,
  addressOf,
  type Association,
  findAccessPoint,
  interfaceFor,
  lastRenewal,
  type Lease,
  planNetworkOf,
  type Resident,
  type SimulatedRouterState,
  shownFrom,
  type SimulatedWorld,
} from './world.ts';
import type { Band } from './building.ts';
import { between, chance } from './random.ts';

/** After a roam to another router the old one shows the device a little longer. */
const LINGER_MS = 4000;

/** Connects or roams; a device that is already there associates again. Without a band the device chooses. */
export function connect(
  world: SimulatedWorld,
  resident: Resident,
  accessPointName: string,
  at: number,
  band: Band | null = null,
): void {
  const { router, accessPoint } = findAccessPoint(world, accessPointName);
  const chosen = interfaceFor(resident.plan, accessPoint, band);
  const network = planNetworkOf(router.plan, resident.plan);
  if (chosen === null || network === null) {
    throw new Error(`The network of ${resident.plan.name} does not exist on ${accessPointName}.`);
  }
  const before = resident.association;
  const elsewhere = before !== null && before.router !== router;
  endLingering(world, resident, at);
  if (elsewhere) {
    if (before.at < at) linger(world, resident, before, at + LINGER_MS);
    else noticeGone(world, resident, before, at);
    endLease(world, resident, before.router, at);
  }
  router.lastId += between(1, 4, chance(world.seed, 'id', router.lastId));
  const association = { router, accessPoint, interface: chosen, at, id: router.lastId };
  resident.association = association;
  noticeThere(world, resident, elsewhere ? null : before, association);
  const known = resident.leases.get(router.plan.identity);
  if (resident.plan.lease !== 'none' && (known === undefined || known.until !== null)) {
    const address = addressOf(network, resident.number);
    beginLease(world, resident, router, { network, address, since: at, until: null });
  }
  world.changes += 1;
}

export function disconnectResident(world: SimulatedWorld, resident: Resident, at: number): void {
  endLingering(world, resident, at);
  const { association } = resident;
  resident.association = null;
  if (association !== null) {
    noticeGone(world, resident, association, at);
    endLease(world, resident, association.router, at);
  }
  world.changes += 1;
}

/** Disconnects all devices. Those of the router's own radios are back within 30 s, its CAPs come back later and their devices after them. */
export function reboot(world: SimulatedWorld, router: SimulatedRouterState, at: number): void {
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
    const again = { ...association, at: back, id: router.lastId };
    resident.association = again;
    noticeThere(world, resident, null, again);
  }
  world.changes += 1;
}

function linger(world: SimulatedWorld, resident: Resident, association: Association, until: number): void {
  resident.lingering = { association, until };
  const isStill = () => resident.lingering?.association === association;
  noticeGone(world, resident, association, until, isStill);
}

/** The router that still showed the device notices that it has moved. */
function endLingering(world: SimulatedWorld, resident: Resident, at: number): void {
  const { lingering } = resident;
  resident.lingering = null;
  if (lingering !== null && lingering.until > at) noticeGone(world, resident, lingering.association, at);
}

function beginLease(
  world: SimulatedWorld,
  resident: Resident,
  router: SimulatedRouterState,
  lease: Lease,
): void {
  resident.leases.set(router.plan.identity, lease);
  const at = resident.association === null ? lease.since : shownFrom(resident.association);
  const isStill = () => lease.until === null;
  world.notices.push({ type: 'assigned', router, resident, at, isStill, lease });
}

function endLease(world: SimulatedWorld, resident: Resident, router: SimulatedRouterState, at: number): void {
  const lease = resident.leases.get(router.plan.identity);
  if (lease === undefined || lease.until !== null) return;
  lease.until = at;
  const isStill = () => resident.leases.get(router.plan.identity) === lease;
  const endsAt = lastRenewal(lease, at) + lease.network.leaseMs;
  world.notices.push({ type: 'deassigned', router, resident, at: endsAt, isStill, lease });
}

/** `before`: the device's association with the same router. */
function noticeThere(
  world: SimulatedWorld,
  resident: Resident,
  before: Association | null,
  to: Association,
): void {
  const at = shownFrom(to);
  const common = { router: to.router, resident, at, isStill: () => resident.association === to };
  const from = before !== null && shownFrom(before) <= to.at ? before : null;
  if (from === null) world.notices.push({ ...common, type: 'connected', to });
  else if (from.interface === to.interface) world.notices.push({ ...common, type: 'reconnecting', to });
  else world.notices.push({ ...common, type: 'roamed', from, to });
}

/** No notice where the router did not show the device, as after a reboot. */
function noticeGone(
  world: SimulatedWorld,
  resident: Resident,
  from: Association,
  at: number,
  isStill: Notice['isStill'] = () => true,
): void {
  if (shownFrom(from) <= at)
    world.notices.push({ type: 'disconnected', router: from.router, resident, at, isStill, from });
}
