/** Every change of the world. It has no clock: the time of a change is an argument and never goes back. */
import {
  type DeviceNotice,
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
import { carriedBy } from './carry.ts';
import { between, chance } from './random.ts';
import { joinLater } from './trouble.ts';

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
  const carrier = carriedBy(world, resident, accessPoint, at, band);
  const chosen = carrier ?? interfaceFor(resident.plan, accessPoint, band);
  const network = planNetworkOf(router.plan, resident.plan);
  if (chosen === null || network === null) {
    throw new Error(`The network of ${resident.plan.name} does not exist on ${accessPointName}.`);
  }
  if (carrier === null || !world.admits(router, { mac: resident.mac, interface: chosen })) {
    reject(world, resident, accessPointName, at);
    return;
  }
  resident.rejectedBy = null;
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

/** It cannot join, or the access list rejects it: it stays where it is, and tries this access point again later. */
function reject(world: SimulatedWorld, resident: Resident, accessPointName: string, at: number): void {
  resident.rejectedBy = accessPointName;
  if (resident.association?.accessPoint.name === accessPointName) endAssociation(world, resident, at);
}

export function endAssociation(world: SimulatedWorld, resident: Resident, at: number): void {
  const { association } = resident;
  resident.association = null;
  if (association !== null) {
    noticeGone(world, resident, association, at);
    endLease(world, resident, association.router, at);
  }
  world.changes += 1;
}

/** A router throws a device off: it comes back within seconds, to another access point of the router if its own rejects it. */
export function throwOff(world: SimulatedWorld, resident: Resident, at: number): void {
  const { association } = resident;
  if (association === null) return;
  const { router, accessPoint } = association;
  const others = router.plan.accessPoints.filter((other) => other !== accessPoint);
  const admitting = [accessPoint, ...others].find((candidate) => {
    const wifi = carriedBy(world, resident, candidate, at);
    return wifi !== null && world.admits(router, { mac: resident.mac, interface: wifi });
  });
  endLingering(world, resident, at);
  endAssociation(world, resident, at);
  const seconds = between(1, 5, chance(world.seed, 'kick', resident.plan.name, at - world.startedAt));
  if (admitting === undefined) resident.rejectedBy = accessPoint.name;
  else connect(world, resident, admitting.name, at + seconds * 1000);
}

/** Devices that could not join try again. */
export function retryRejected(world: SimulatedWorld, at: number): void {
  for (const resident of world.residents) {
    if (resident.rejectedBy !== null && resident.association === null)
      connect(world, resident, resident.rejectedBy, at);
  }
}

export function disconnectResident(world: SimulatedWorld, resident: Resident, at: number): void {
  endLingering(world, resident, at);
  resident.rejectedBy = null;
  endAssociation(world, resident, at);
}

/** Disconnects all devices. Those of the router's own radios are back within 30 s, its CAPs come back later and their devices after them. */
export function reboot(world: SimulatedWorld, router: SimulatedRouterState, at: number): void {
  const fraction = (word: string, name: string) => chance(world.seed, word, name, at - world.startedAt);
  router.bootedAt = at;
  router.lastId = 0;
  for (const { name, isCap } of router.plan.accessPoints) {
    if (!isCap) continue;
    router.capBackAt.set(name, at + between(40_000, 75_000, fraction('cap', name)));
    joinLater(world, router, name);
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
  isStill: DeviceNotice['isStill'] = () => true,
): void {
  if (shownFrom(from) <= at)
    world.notices.push({ type: 'disconnected', router: from.router, resident, at, isStill, from });
}
