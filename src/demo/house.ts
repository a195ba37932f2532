/**
 * A house that lives: two routers, six access points, some forty devices, and people who come and go. Everything in it follows from the
 * seed, the clock and what it is told to do; the clock is only looked at when somebody asks.
 */
import type { RouterPlan } from './building.ts';
import { createWorld } from './create-world.ts';
import { connect, disconnect, reboot } from './move.ts';
import { type DevicePlan, householdDevices, manyDevices } from './devices.ts';
import { legacyRouter } from './legacy-router.ts';
import type { RouterTable } from './row.ts';
import { createScript } from './script.ts';
import { addressTables } from './tables-address.ts';
import { capsmanTables, wirelessTables } from './tables-legacy.ts';
import { systemTables } from './tables-system.ts';
import { wifiTables } from './tables-wifi.ts';
import { type Tables, viewOf } from './view.ts';
import { wifiRouter } from './wifi-router.ts';
import { addressAt, findAccessPoint, findResident, isUp, type RouterState, type World } from './world.ts';

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

export interface HouseRouter {
  identity: string;
  version: string;
  packages: readonly string[];
  /** Every menu it has, at this moment; the same object until something changes or the time has moved on. */
  tables(): Readonly<Record<string, RouterTable>>;
  /** For `onReboot`: everybody is thrown off and comes back within a minute and a half. */
  reboot(): void;
}

export interface House {
  routers: readonly HouseRouter[];
  accessPoints: readonly { name: string; router: string; baseMac: string }[];
  /** The truth, whatever the routers say. */
  devices(): HouseDevice[];
  leave(deviceName: string): void;
  /** At the access point nearest to where it is kept, if none is given. */
  arrive(deviceName: string, accessPoint?: string): void;
  roam(deviceName: string, accessPoint: string): void;
  /** Nothing happens by itself any more; time still passes. */
  pause(): void;
  resume(): void;
}

export interface HouseOptions {
  seed?: number;
  now?: () => number;
  /** Devices in all; more than the household has are made up. */
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
  /** How often the tables are made anew when nobody moves. */
  refreshMs: number;
}

/** Any building with any devices in it. */
export function inhabit(
  plans: readonly RouterPlan[],
  devices: readonly DevicePlan[],
  { seed, now, refreshMs }: InhabitOptions,
): House {
  const tick = () => Math.floor(now() / refreshMs) * refreshMs;
  const world = createWorld(seed, plans, devices, tick());
  const script = createScript(world);
  let pausedAt: number | null = null;

  /** Lets everything happen that was due, and tells the time. */
  function advance(): number {
    const at = tick();
    while (pausedAt === null && script.next() <= at) script.act();
    return at;
  }

  function move(deviceName: string, accessPoint: string | null): void {
    const at = advance();
    const resident = findResident(world, deviceName);
    if (accessPoint === null) disconnect(world, resident, at);
    else connect(world, resident, accessPoint, at);
  }

  return {
    routers: world.routers.map((router) => houseRouter(world, router, advance)),
    accessPoints: plans.flatMap(({ identity, accessPoints }) =>
      accessPoints.map(({ name, baseMac }) => ({ name, router: identity, baseMac })),
    ),
    devices: () => devicesAt(world, advance()),
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
    },
  };
}

function devicesAt(world: World, at: number): HouseDevice[] {
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

function houseRouter(world: World, router: RouterState, advance: () => number): HouseRouter {
  let made: { key: string; tables: Tables } | null = null;
  return {
    identity: router.plan.identity,
    version: router.plan.version,
    packages: router.plan.packages,
    tables() {
      const at = advance();
      const key = `${world.changes} ${at}`;
      if (made?.key !== key) made = { key, tables: tablesOf(world, router, at) };
      return made.tables;
    },
    reboot: () => reboot(world, router, advance()),
  };
}

function tablesOf(world: World, router: RouterState, at: number): Tables {
  const view = viewOf(world, router, at);
  const legacy = router.plan.packages.includes('wireless');
  const tables: Tables = {
    ...systemTables(view),
    ...wifiTables(view),
    ...(legacy ? { ...capsmanTables(view), ...wirelessTables(view) } : {}),
    ...addressTables(view),
  };
  // Frozen: the router may encode each of them once.
  for (const table of Object.values(tables)) Object.freeze(table);
  return Object.freeze(tables);
}
