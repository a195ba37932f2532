/** What goes wrong on the air: devices that may not join, radar, CAPs that lose their manager. None of it changes a table but the log. */
import {
  findAccessPoint,
  interfaceFor,
  type RefusalCause,
  type Resident,
  type SimulatedRouterState,
  type SimulatedWorld,
} from './world.ts';

/** How long a radio listens for radar before it uses a channel. */
const RADAR_CHECK_MS = 60_000;
const [RADAR_MHZ, NEXT_MHZ] = [5500, 5260];

const always = () => true;

/** The device tries to join there, and the router logs that it may not. */
export function refuse(
  world: SimulatedWorld,
  resident: Resident,
  accessPointName: string,
  cause: RefusalCause,
  at: number,
): void {
  const { router, accessPoint } = findAccessPoint(world, accessPointName);
  const chosen = interfaceFor(resident.plan, accessPoint);
  if (chosen === null)
    throw new Error(`The network of ${resident.plan.name} does not exist on ${accessPointName}.`);
  const to = { router, accessPoint, interface: chosen, at, id: 0 };
  world.notices.push({ type: 'refused', router, resident, at, isStill: always, to, cause });
}

/** The 5 GHz radio of the access point detects radar, and uses another channel a minute later. */
export function detectRadar(world: SimulatedWorld, accessPointName: string, at: number): void {
  const { router, accessPoint } = findAccessPoint(world, accessPointName);
  const wifi = accessPoint.interfaces.find(({ band, master }) => band === '5' && master === null);
  if (wifi === undefined) throw new Error(`${accessPointName} has no radio with 5 GHz.`);
  const common = { router, accessPoint, interface: wifi, isStill: always };
  world.notices.push({ ...common, type: 'radar', at, frequencyMhz: RADAR_MHZ });
  world.notices.push({ ...common, type: 'channel', at: at + RADAR_CHECK_MS, frequencyMhz: NEXT_MHZ });
}

/** A CAP loses its manager for so long; the tables show it meanwhile without the CAP. */
export function loseCap(world: SimulatedWorld, accessPointName: string, forMs: number, at: number): void {
  const { router, accessPoint } = findAccessPoint(world, accessPointName);
  if (!accessPoint.isCap) throw new Error(`${accessPointName} is no CAP.`);
  world.notices.push({ type: 'cap left', router, accessPoint, at, isStill: always });
  router.capBackAt.set(accessPoint.name, at + forMs);
  joinLater(world, router, accessPoint.name);
  world.changes += 1;
}

/** The manager logs that the CAP is back when it is. */
export function joinLater(world: SimulatedWorld, router: SimulatedRouterState, name: string): void {
  const at = router.capBackAt.get(name)!;
  const accessPoint = router.plan.accessPoints.find((candidate) => candidate.name === name)!;
  const isStill = () => router.capBackAt.get(name) === at;
  world.notices.push({ type: 'cap joined', router, accessPoint, at, isStill });
}
