/** The state of the house: which device is on which access point, and since when. Changes are in move.ts. */
import type { AccessPoint, Band, Network, RouterPlan, WifiInterface } from './building.ts';
import type { DevicePlan } from './devices.ts';
import type { AirState } from './on-air.ts';
import type { AirSettings } from './site/setting.ts';

export interface Association {
  router: SimulatedRouterState;
  accessPoint: AccessPoint;
  interface: WifiInterface;
  at: number;
  /** Increases with every association of a router. */
  id: number;
}

export interface Lease {
  network: Network;
  address: string;
  since: number;
  /** When its device left the router's networks; null while it is connected. */
  until: number | null;
}

export interface Resident {
  plan: DevicePlan;
  mac: string;
  /** Its number in its network, the last part of its addresses. */
  number: number;
  association: Association | null;
  /** After a roam to another router the old one shows the device a little longer. */
  lingering: { association: Association; until: number } | null;
  /** By router identity. */
  leases: Map<string, Lease>;
  /** The access point that it tries to join although an access list rejects it; null when it tries none. */
  rejectedBy: string | null;
  /** The signal that an access point reports; null where no site decides it. */
  receivedDbm: ((place: Pick<Association, 'interface'>, at: number) => number) | null;
}

export interface SimulatedRouterState {
  plan: RouterPlan;
  bootedAt: number;
  /** When each CAP is back after a reboot, by name; a CAP without an entry is up. */
  capBackAt: Map<string, number>;
  lastId: number;
}

export interface SimulatedWorld {
  seed: number;
  startedAt: number;
  routers: readonly SimulatedRouterState[];
  residents: readonly Resident[];
  /** Counts changes. */
  changes: number;
  /** Notices that the routers have not logged yet. */
  notices: Notice[];
  /** By interface: settings that are not those that the house began with. */
  onAir: Map<string, AirState>;
  /** Whether the access list of the router lets the device join. */
  admits: (router: SimulatedRouterState, joining: { mac: string; interface: WifiInterface }) => boolean;
  /** What the operator has set on the routers. */
  settings: AirSettings;
}

export function findAccessPoint(
  world: SimulatedWorld,
  name: string,
): { router: SimulatedRouterState; accessPoint: AccessPoint } {
  for (const router of world.routers) {
    const accessPoint = router.plan.accessPoints.find((candidate) => candidate.name === name);
    if (accessPoint !== undefined) return { router, accessPoint };
  }
  const names = world.routers.flatMap(({ plan }) => plan.accessPoints.map((accessPoint) => accessPoint.name));
  throw new Error(`No access point is called "${name}"; the access points are ${names.join(', ')}.`);
}

export function findResident(world: SimulatedWorld, name: string): Resident {
  const resident = world.residents.find(({ plan }) => plan.name === name);
  if (resident === undefined) throw new Error(`No device is called "${name}"; see house.devices().`);
  return resident;
}

/** The interface a device would choose there: its own network, and without a band 5 GHz if it can. */
export function interfaceFor(
  plan: DevicePlan,
  accessPoint: AccessPoint,
  wanted: Band | null = null,
): WifiInterface | null {
  const usable = accessPoint.interfaces.filter(
    ({ network, band }) =>
      network === plan.network && plan.standards[band] !== undefined && (wanted ?? band) === band,
  );
  return usable.find(({ band }) => band === '5') ?? usable[0] ?? null;
}

export function planNetworkOf(router: RouterPlan, plan: DevicePlan): Network | null {
  return router.networks.find(({ name }) => name === plan.network) ?? null;
}

/** Devices have the addresses 10 to 189 of a subnet, further ones those of the next subnet. */
export const DEVICES_PER_SUBNET = 180;

export function addressOf({ prefix }: Network, number: number): string {
  const [first, second, third] = prefix.split('.').map(Number);
  const subnet = third! + Math.floor(number / DEVICES_PER_SUBNET);
  return `${first}.${second}.${subnet}.${10 + (number % DEVICES_PER_SUBNET)}`;
}

/** The address a device has, or last had, in a router's networks. */
export function addressAt(router: SimulatedRouterState, { plan, number, leases }: Resident): string | null {
  const network = plan.lease === 'none' ? planNetworkOf(router.plan, plan) : null;
  return network === null ? (leases.get(router.plan.identity)?.address ?? null) : addressOf(network, number);
}

/** When its device last renewed it: at half of its time, while it is connected. */
export function lastRenewal({ since, until, network }: Lease, at: number): number {
  const half = network.leaseMs / 2;
  return since + Math.floor(Math.max(0, (until ?? at) - since) / half) * half;
}

/** When a router begins to show it. */
export function shownFrom({ router, accessPoint, at }: Association): number {
  return Math.max(at, router.capBackAt.get(accessPoint.name) ?? at);
}

/** Whether the access point is up: a CAP of a router that rebooted comes back late. */
export function isUp(router: SimulatedRouterState, { name }: AccessPoint, at: number): boolean {
  return (router.capBackAt.get(name) ?? at) <= at;
}

/** Every association that a router shows at that moment, oldest first. */
export function associationsOf(
  world: SimulatedWorld,
  router: SimulatedRouterState,
  at: number,
): [Resident, Association][] {
  const shown = world.residents.flatMap((resident): [Resident, Association][] => {
    const { association, lingering } = resident;
    const rows = [association, lingering !== null && lingering.until > at ? lingering.association : null];
    return rows
      .filter(
        (row) => row !== null && row.router === router && row.at <= at && isUp(router, row.accessPoint, at),
      )
      .map((row) => [resident, row!]);
  });
  return shown.toSorted(([, a], [, b]) => a.id - b.id);
}

/** Why a router does not let a device join. */
export type RefusalCause = 'access_list' | 'wrong_key' | 'handshake';

/** An event that a router writes into its log; the text is in log-text.ts. */
export type Notice = DeviceNotice | NetworkNotice;

interface Logged {
  router: SimulatedRouterState;
  /** May lie in the future: the end of a roam, the return after a reboot, the end of a lease. */
  at: number;
  /** Whether it is still true when it is due. */
  isStill: () => boolean;
}

/** Of a radio, or of a CAP at its manager. */
export type NetworkNotice = Logged & { accessPoint: AccessPoint } & (
    | { type: 'radar' | 'channel'; interface: WifiInterface; frequencyMhz: number }
    | { type: 'cap joined' | 'cap left' }
  );

export type DeviceNotice = Logged & { resident: Resident } & (
    | { type: 'connected' | 'reconnecting'; to: Association }
    | { type: 'roamed'; from: Association; to: Association }
    | { type: 'disconnected'; from: Association }
    | { type: 'refused'; to: Association; cause: RefusalCause }
    | { type: 'assigned' | 'deassigned'; lease: Lease }
  );
