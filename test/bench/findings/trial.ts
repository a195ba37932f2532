/** What a transition threshold makes of a site: it lives on with it for some days, from where its past ended. */
import { createLife, type Life } from '../../../src/demo/site/life.ts';
import { live } from '../../../src/demo/site/past.ts';
import type { Dweller, Port } from '../../../src/demo/site/reception.ts';
import { noSettings, setThreshold } from '../../../src/demo/site/setting.ts';
import type { RandomSite } from './random-site.ts';

const DAYS = 7;
const BETTER_DB = 8;

/** Part of the time of the devices of a network in which they were on the wrong access point, or were asked to leave the best one. */
export type Trial = (network: string, dbm: number) => number;

interface Steps {
  astray: number;
  home: number;
  asked: number;
}

export function createTrial(
  life: Life,
  site: RandomSite,
  networks: readonly string[],
  untilAt: number,
): Trial {
  const known = new Map<number, Map<string, Steps>>();
  return (network, dbm) => {
    const own = known.get(dbm) ?? liveOn(life, site, networks, untilAt, dbm);
    known.set(dbm, own);
    const { astray, home, asked } = own.get(network)!;
    return astray / Math.max(1, astray + home) + asked / Math.max(1, home);
  };
}

function liveOn(
  { dwellers }: Life,
  site: RandomSite,
  networks: readonly string[],
  untilAt: number,
  dbm: number,
): Map<string, Steps> {
  const settings = noSettings();
  for (const network of networks) setThreshold(settings, site.plans, network, dbm);
  const life = createLife({ ...site, settings });
  for (const { index, spot, isOut, port, since } of dwellers)
    Object.assign(life.dwellers[index]!, { spot, isOut, since, port: port && life.ports[port.index] });
  const counts = new Map(networks.map((network) => [network, { astray: 0, home: 0, asked: 0 }]));
  const places = new Map<number, Map<Port, Place>>();
  live(life, untilAt, DAYS, () => {
    for (const dweller of life.dwellers) {
      if (dweller.port === null) continue;
      const key = 100 * dweller.index + dweller.spot;
      const known = places.get(key) ?? placesOf(life, dweller);
      places.set(key, known);
      const { lostDb, dbm: ownDbm } = known.get(dweller.port)!;
      const count = counts.get(dweller.plan.network)!;
      if (lostDb >= BETTER_DB) count.astray += 1;
      if (lostDb >= BETTER_DB / 2) continue;
      count.home += 1;
      if (ownDbm < dbm) count.asked += 1;
    }
  });
  return counts;
}

interface Place {
  /** How much better another access point would be. */
  lostDb: number;
  dbm: number;
}

/** Of a device where it is now, by what it could be connected to. */
function placesOf({ meanSignalDbm, portsOf }: Life, dweller: Dweller): Map<Port, Place> {
  const ports = portsOf(dweller);
  const worth = (port: Port) => meanSignalDbm(dweller, port) - (port.wifi.band === '2.4' ? 7 : 0);
  const best = Math.max(...ports.map(worth));
  return new Map(
    ports.map((port) => [port, { lostDb: best - worth(port), dbm: meanSignalDbm(dweller, port) }]),
  );
}
