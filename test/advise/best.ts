/** What the simulator knows to be best for the house: it lives some days with each value and looks where devices would have been better. */
import { householdDevices } from '../../src/demo/devices.ts';
import { legacyRouter } from '../../src/demo/legacy-router.ts';
import { householdSite } from '../../src/demo/site/household.ts';
import { createLife, type Life } from '../../src/demo/site/life.ts';
import type { Dweller, Port } from '../../src/demo/site/reception.ts';
import { live } from '../../src/demo/site/past.ts';
import { type AirSettings, noSettings } from '../../src/demo/site/setting.ts';
import { wifiRouter } from '../../src/demo/wifi-router.ts';

export const householdPlans = (seed: number) => [
  wifiRouter(seed, 0, ['Hallway', 'Kitchen', 'Attic', 'Garden House']),
  legacyRouter(seed, 'Workshop', 'Barn', '7.21.4'),
];

const DAYS = 2;
const BETTER_DB = 8;
/** 5 GHz loses more on its way. */
const worthDb = (life: Life, dweller: Dweller, port: Port) =>
  life.meanSignalDbm(dweller, port) - (port.wifi.band === '2.4' ? 7 : 0);

export interface Cost {
  /** Part of the time of a network's devices in which another access point was better by 8 dB. */
  astray: number;
  /** Part of their time on the best one in which their signal was below the threshold. */
  asked: number;
  /** Part of the time of devices with both bands that they are on 2.4 GHz, although 5 GHz would be good. */
  lowBand: number;
  /** Part of the time of devices without 5 GHz in which they receive their access point weakly. */
  deaf: number;
}

/** Begins where the week before ended. */
export function costOf(
  seed: number,
  network: string | null,
  startAt: number,
  set: (settings: AirSettings, life: Life) => void,
): Cost {
  const devices = householdDevices;
  const settings = noSettings();
  const life = createLife({
    seed,
    plans: householdPlans(seed),
    devices,
    site: householdSite(seed, devices),
    settings,
  });
  const panel = life.dwellers.find(({ plan }) => plan.stuckOn !== null)!;
  life.put(panel, life.ports.find(({ wifi }) => wifi.name === 'Hallway 2.4GHz')!, startAt);
  set(settings, life);
  let [astray, home, asked, dual, lowBand, single, deaf] = [0, 0, 0, 0, 0, 0, 0];
  live(life, startAt, DAYS, () => {
    for (const dweller of life.dwellers) {
      const { port, plan } = dweller;
      if (port === null || plan.network !== (network ?? plan.network) || port.accessPoint.dialect !== 'wifi')
        continue;
      const here = worthDb(life, dweller, port);
      const best = Math.max(...life.portsOf(dweller).map((other) => worthDb(life, dweller, other)));
      const power = settings.powerDbm.get(port.radio) ?? (port.wifi.band === '5' ? 20 : 26);
      const heard = life.meanSignalDbm(dweller, port) + power - dweller.traits.powerDbm;
      if (plan.standards['5'] === undefined) {
        single += 1;
        if (heard < -72) deaf += 1;
      } else {
        dual += 1;
        const high = life.portsOf(dweller).filter(({ wifi }) => wifi.band === '5');
        const isGood = high.some((other) => life.meanSignalDbm(dweller, other) >= -65);
        if (port.wifi.band === '2.4' && isGood) lowBand += 1;
      }
      if (best - here >= BETTER_DB) astray += 1;
      else if (best - here < BETTER_DB / 2) {
        home += 1;
        const threshold = settings.transitionThresholdDbm.get(port.wifi.name) ?? -80;
        if (life.meanSignalDbm(dweller, port) < threshold) asked += 1;
      }
    }
  });
  const part = (count: number, all: number) => count / Math.max(1, all);
  return {
    astray: part(astray, astray + home),
    asked: part(asked, home),
    lowBand: part(lowBand, dual),
    deaf: part(deaf, single),
  };
}

export function setThresholdOn(network: string, dbm: number) {
  return ({ transitionThresholdDbm }: AirSettings, { ports }: Life): void => {
    for (const { wifi } of ports) if (wifi.network === network) transitionThresholdDbm.set(wifi.name, dbm);
  };
}

export function setLowBandPower(dbm: number) {
  return ({ powerDbm }: AirSettings, { ports }: Life): void => {
    for (const { radio, wifi } of ports) if (wifi.band === '2.4') powerDbm.set(radio, dbm);
  };
}
