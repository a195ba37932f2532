/**
 * A simulated house: two routers, six access points, some forty devices, and people who come and go. Its state follows from the seed, the clock
 * and the calls made. It reads the clock only when a table is read or a listener waits for log lines.
 */
import type { RouterPlan } from './building.ts';
import { createWorld } from './create-world.ts';
import { connect, disconnectResident, retryRejected } from './move.ts';
import { type DevicePlan, householdDevices, householdPeople, manyDevices } from './devices.ts';
import { createHouseRouter, type HouseRouter } from './house-router.ts';
import { legacyRouter } from './legacy-router.ts';
import { createScript } from './script.ts';
import { createLogFeed } from './log-feed.ts';
import { wifiRouter } from './wifi-router.ts';
import { detectRadar, loseCap, refuse } from './trouble.ts';
import {
  addressAt,
  findAccessPoint,
  findResident,
  isUp,
  type RefusalCause,
  type SimulatedWorld,
} from './world.ts';

export type { HouseRouter } from './house-router.ts';

export interface HouseDevice {
  name: string;
  mac: string;
  connected: boolean;
  /** The next four are null while it is not connected. */
  accessPoint: string | null;
  /** Identity of the router that shows it. */
  router: string | null;
  interface: string | null;
  ip: string | null;
  ssid: string;
  hostName: string | null;
  comment: string | null;
  mobile: boolean;
}

export interface House {
  routers: readonly HouseRouter[];
  accessPoints: readonly { name: string; router: string; baseMac: string }[];
  /** The true state, independent of what the routers report. */
  devices(): HouseDevice[];
  leave(deviceName: string): void;
  /** Without an access point: at the one nearest to its usual place. */
  arrive(deviceName: string, accessPoint?: string): void;
  roam(deviceName: string, accessPoint: string): void;
  /** The device tries to join and may not; where it is does not change. */
  refuse(deviceName: string, accessPoint: string, cause: RefusalCause): void;
  /** The 5 GHz radio of the access point leaves its channel. */
  radar(accessPoint: string): void;
  /** A CAP is without its manager for so long. */
  loseCap(accessPoint: string, forMs: number): void;
  /** Stops the script; time still passes. */
  pause(): void;
  resume(): void;
  /** The people of the house, each with the MAC addresses of their devices. */
  people(): { name: string; macs: string[] }[];
}

export interface HouseOptions {
  seed?: number;
  now?: () => number;
  /** Total number of devices; those beyond the household are generated. */
  size?: number;
}

export function createHouse({ seed = 1, now = Date.now, size = 0 }: HouseOptions = {}): House {
  const hallway = wifiRouter(seed, 0, ['Hallway', 'Kitchen', 'Attic', 'Garden House']);
  const places = hallway.accessPoints.map(({ name }) => name);
  const extra = manyDevices(Math.max(0, size - householdDevices.length), places);
  const routers = [hallway, legacyRouter(seed, 'Workshop', 'Barn')];
  return inhabit(routers, [...householdDevices, ...extra], { seed, now, refreshMs: 1000 });
}

export interface InhabitOptions {
  seed: number;
  now: () => number;
  /** How often the tables are rendered while no device moves. */
  refreshMs: number;
}

/** A house of any routers and devices. */
export function inhabit(
  plans: readonly RouterPlan[],
  devices: readonly DevicePlan[],
  { seed, now, refreshMs }: InhabitOptions,
): House {
  const tick = () => Math.floor(now() / refreshMs) * refreshMs;
  const world = createWorld(seed, plans, devices, tick());
  const script = createScript(world);
  let pausedAt: number | null = null;
  const logFeed = createLogFeed(world, {
    now,
    refreshMs,
    next: () => (pausedAt === null ? script.next() : Infinity),
    wake: advance,
  });

  let isAdvancing = false;

  /** Runs every event that is due and returns the present time. Events ask the access lists, which read tables: those see the present. */
  function advance(): number {
    const at = tick();
    if (isAdvancing) return at;
    isAdvancing = true;
    while (pausedAt === null && script.next() <= at) {
      logFeed.deliver(script.next());
      script.act();
    }
    retryRejected(world, at);
    isAdvancing = false;
    logFeed.deliver(at);
    return at;
  }

  function move(deviceName: string, accessPoint: string | null): void {
    const at = advance();
    const resident = findResident(world, deviceName);
    if (accessPoint === null) disconnectResident(world, resident, at);
    else connect(world, resident, accessPoint, at);
    logFeed.deliver(at);
  }

  function trouble(act: (at: number) => void): void {
    const at = advance();
    act(at);
    logFeed.deliver(at);
  }

  return {
    refuse: (deviceName, accessPoint, cause) =>
      trouble((at) => refuse(world, findResident(world, deviceName), accessPoint, cause, at)),
    radar: (accessPoint) => trouble((at) => detectRadar(world, accessPoint, at)),
    loseCap: (accessPoint, forMs) => trouble((at) => loseCap(world, accessPoint, forMs, at)),
    routers: world.routers.map((router) => createHouseRouter(world, router, { advance, logFeed })),
    accessPoints: plans.flatMap(({ identity, accessPoints }) =>
      accessPoints.map(({ name, baseMac }) => ({ name, router: identity, baseMac })),
    ),
    devices: () => devicesAt(world, advance()),
    people: () =>
      householdPeople.map(({ name, devices: own }) => ({
        name,
        macs: world.residents.filter(({ plan }) => own.includes(plan.name)).map(({ mac }) => mac),
      })),
    leave: (deviceName) => move(deviceName, null),
    arrive: (deviceName, accessPoint) =>
      move(deviceName, accessPoint ?? findResident(world, deviceName).plan.near),
    roam(deviceName, accessPoint) {
      findAccessPoint(world, accessPoint);
      move(deviceName, accessPoint);
    },
    pause() {
      pausedAt ??= advance();
    },
    resume() {
      if (pausedAt !== null) script.postpone(tick() - pausedAt);
      pausedAt = null;
      advance();
    },
  };
}

function devicesAt(world: SimulatedWorld, at: number): HouseDevice[] {
  return world.residents.map((resident) => {
    const { plan, mac, association } = resident;
    const here =
      association !== null && association.at <= at && isUp(association.router, association.accessPoint, at)
        ? association
        : null;
    return {
      name: plan.name,
      mac,
      connected: here !== null,
      accessPoint: here?.accessPoint.name ?? null,
      router: here?.router.plan.identity ?? null,
      interface: here?.interface.name ?? null,
      ip: here === null ? null : addressAt(here.router, resident),
      ssid: plan.network,
      hostName: plan.hostName,
      comment: plan.comment,
      mobile: plan.mobile,
    };
  });
}
