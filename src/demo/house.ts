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
import { createLife, type Life } from './site/life.ts';
import { createLiveScript } from './site/live-script.ts';
import { hotel } from './site/hotel.ts';
import { householdSite, liveHousehold } from './site/household.ts';
import { live, type Past } from './site/past.ts';
import { type AirSettings, noSettings } from './site/setting.ts';
import type { Site } from './site/site.ts';
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
  /** What the operator has set on the routers; a change takes effect where `life` is not null. */
  settings: AirSettings;
  /** Where devices are and what decides it; null without a site. */
  life: Life | null;
  /** The week before; null without a site. */
  past: Past | null;
  plans: readonly RouterPlan[];
  /** The people of the house, each with the MAC addresses of their devices. */
  people(): { name: string; macs: string[] }[];
}

export interface HouseOptions {
  seed?: number;
  now?: () => number;
  /** Total number of devices; those beyond the household are generated. */
  size?: number;
  /** Of RouterOS on the router with the old drivers. */
  workshopVersion?: string;
  /** Positions, walls, powers, thresholds and access lists decide where devices are, and a week lies behind them. */
  air?: boolean;
}

export function createHouse({
  seed = 1,
  now = Date.now,
  size = 0,
  workshopVersion = '7.21.4',
  air = false,
}: HouseOptions = {}): House {
  const hallway = wifiRouter(seed, 0, ['Hallway', 'Kitchen', 'Attic', 'Garden House']);
  const places = hallway.accessPoints.map(({ name }) => name);
  const extra = manyDevices(Math.max(0, size - householdDevices.length), places);
  const routers = [hallway, legacyRouter(seed, 'Workshop', 'Barn', workshopVersion)];
  const devices = [...householdDevices, ...extra];
  const options = { seed, now, refreshMs: 1000 };
  if (!air) return inhabit(routers, devices, options);
  return inhabit(routers, devices, { ...options, site: householdSite(seed, devices), live: liveHousehold });
}

/** A hotel of three routers, twenty access points and three hundred devices, with a week behind it. */
export function createHotel({ seed = 1, now = Date.now }: Pick<HouseOptions, 'seed' | 'now'> = {}): House {
  const { plans, devices, site } = hotel(seed);
  return inhabit(plans, devices, { seed, now, refreshMs: 1000, site });
}

export interface InhabitOptions {
  seed: number;
  now: () => number;
  /** How often the tables are rendered while no device moves. */
  refreshMs: number;
  /** Decides where devices are; without one only the script and calls do. */
  site?: Site;
  /** Lives the week before; by default nothing special happens in it. */
  live?: (life: Life, untilAt: number, days: number) => Past;
}

const PAST_DAYS = 7;
const DAY_MS = 86_400_000;

/** A house of any routers and devices. */
export function inhabit(
  plans: readonly RouterPlan[],
  devices: readonly DevicePlan[],
  { seed, now, refreshMs, site, live: liveUntil = liveBefore }: InhabitOptions,
): House {
  const tick = () => Math.floor(now() / refreshMs) * refreshMs;
  const startedAt = tick();
  const settings = noSettings();
  const life = site === undefined ? null : createLife({ seed, plans, devices, site, settings });
  const past = life === null ? null : liveUntil(life, startedAt, PAST_DAYS);
  const world = createWorld(seed, plans, devices, startedAt, settings, life);
  settings.admits = (mac, wifi) => {
    const router = world.routers.find(({ plan }) =>
      plan.accessPoints.some(({ interfaces }) => interfaces.includes(wifi)),
    );
    return router === undefined || world.admits(router, { mac, interface: wifi });
  };
  const ownScript = createScript(world);
  const script = life === null ? ownScript : createLiveScript(world, ownScript, life);
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
    settings,
    life,
    past,
    plans,
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

function liveBefore(life: Life, untilAt: number, days: number): Past {
  return live(life, untilAt - days * DAY_MS, days);
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
