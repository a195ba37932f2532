/** Routers and devices in any number, cheap to render, for benchmarks. */
import { wifiRouter } from './wifi-router.ts';
import { manyDevices } from './devices.ts';
import { type House, type HouseRouter, inhabit } from './house.ts';

export interface FleetOptions {
  routers: number;
  devicesPerRouter: number;
  /** The router's own radios are the first. */
  accessPointsPerRouter: number;
  seed?: number;
  now?: () => number;
  /** How often tables are rendered while no device moves. Default 10 s. */
  refreshMs?: number;
}

export interface Fleet {
  routers: HouseRouter[];
  /** One house per router, in the same order, to move devices. No device moves without a call. */
  sites: House[];
}

/** All of them CAPsMAN managers on current drivers, each with devices and subnets of its own. */
export function createFleet(options: FleetOptions): Fleet {
  const { seed = 1, now = Date.now, refreshMs = 10_000 } = options;
  const sites = Array.from({ length: options.routers }, (_, index) => {
    const site = index + 1;
    const names = Array.from(
      { length: Math.max(1, options.accessPointsPerRouter) },
      (_unused, box) => `Site ${site} AP ${box + 1}`,
    );
    const devices = manyDevices(options.devicesPerRouter, names, `Site ${site} `);
    const house = inhabit([wifiRouter(seed, site, names)], devices, { seed, now, refreshMs });
    house.pause();
    return house;
  });
  return { routers: sites.flatMap(({ routers }) => routers), sites };
}
