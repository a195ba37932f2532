/** Who receives whom, and how strongly: the part of the air that no choice changes. */
import type { AccessPoint, RouterPlan, WifiInterface } from '../building.ts';
import type { DevicePlan } from '../devices.ts';
import { chanceOf } from '../random.ts';
import { pathLossDb } from './loss.ts';
import { type AirSettings, interfacesOf, requestsTransitions } from './setting.ts';
import type { Site, Traits } from './site.ts';

/** One network on one radio. */
export interface Port {
  index: number;
  accessPoint: AccessPoint;
  wifi: WifiInterface;
  /** Master interface of its radio. */
  radio: string;
  /** It requests transitions of clients below the threshold. */
  isRequesting: boolean;
}

export interface Dweller {
  index: number;
  plan: DevicePlan;
  mac: string;
  traits: Traits;
  /** Index into the spots of its traits. */
  spot: number;
  isOut: boolean;
  /** Null while it is not connected. */
  port: Port | null;
  /** Since when it is on the port. */
  since: number;
  /** Transition requests since its signal fell below the threshold. */
  requests: number;
}

const NOISE_DB = 4;
/** What furniture adds or takes, by device, place and access point: half of it either way. */
const SHADOW_DB = 4;
/** How long the last signal of a device that is mostly asleep stays. */
const SLEEPY_MS = 1_200_000;
const SAMPLE_MS = 10_000;

export interface Reception {
  ports: readonly Port[];
  /** The ports that a device could use: its network, on a band that it supports. */
  portsOf: (dweller: Dweller) => readonly Port[];
  /** The signal of the device that an access point reports. */
  signalDbm: (dweller: Dweller, port: Port, at: number) => number;
  /** Without noise and idleness: the signal at a port on average, where the device is now or at another of its spots. */
  meanSignalDbm: (dweller: Dweller, port: Port, spot?: number) => number;
  /** What the device receives of a port, on average. */
  heardDbm: (dweller: Dweller, port: Port) => number;
  /** The spot of the device that a port receives best. */
  nearestSpot: (dweller: Dweller, port: Port) => number;
}

interface ReceptionOptions {
  seed: number;
  plans: readonly RouterPlan[];
  dwellers: readonly Dweller[];
  site: Site;
  settings: AirSettings;
}

export function createReception({ seed, plans, dwellers, site, settings }: ReceptionOptions): Reception {
  const accessPoints = plans.flatMap((plan) => plan.accessPoints);
  const ports = interfacesOf(plans).map(
    ({ accessPoint, wifi }, index): Port => ({
      index,
      accessPoint,
      wifi,
      radio: wifi.master ?? wifi.name,
      isRequesting: requestsTransitions(accessPoint),
    }),
  );
  const usable = dwellers.map(({ plan }) =>
    ports.filter(({ wifi }) => wifi.network === plan.network && plan.standards[wifi.band] !== undefined),
  );
  const losses = dwellers.map(({ index, traits }) =>
    traits.spots.map((spot, spotIndex) => {
      const own = new Float64Array(ports.length).fill(Number.POSITIVE_INFINITY);
      for (const { index: port, accessPoint, wifi } of usable[index]!) {
        const shadow = chanceOf(seed, 11, index, spotIndex, accessPoints.indexOf(accessPoint)) - 0.5;
        const to = site.accessPoints.get(accessPoint.name)!;
        own[port] = pathLossDb(site, spot, to, wifi.band) + SHADOW_DB * shadow;
      }
      return own;
    }),
  );

  function meanSignalDbm({ index, spot: here, traits }: Dweller, port: Port, spot = here): number {
    return traits.powerDbm + traits.gainDb - traits.bodyDb / 2 - losses[index]![spot]![port.index]!;
  }

  return {
    ports,
    portsOf: ({ index }) => usable[index]!,
    meanSignalDbm,
    signalDbm(dweller, port, at) {
      const { index, traits, plan } = dweller;
      // a device that is asleep was last received some time ago
      const phase = Math.floor(at / (plan.habit === 'sleepy' ? SLEEPY_MS : SAMPLE_MS));
      const noise = NOISE_DB * (chanceOf(seed, 1, index, phase) + chanceOf(seed, 2, index, phase) - 1);
      const body = traits.bodyDb * (chanceOf(seed, 3, index, phase) - 0.5);
      return Math.round(Math.max(-95, meanSignalDbm(dweller, port) + noise - body));
    },
    heardDbm({ index, spot, traits }, { index: port, radio, wifi }) {
      const power = settings.powerDbm.get(radio) ?? site.defaultPowerDbm[wifi.band];
      const louderDb = settings.onAir.get(wifi.name)?.louderDb ?? 0;
      return power + louderDb + traits.gainDb - losses[index]![spot]![port]!;
    },
    nearestSpot({ index }, port) {
      const own = losses[index]!.map((spot) => spot[port.index]!);
      return own.indexOf(Math.min(...own));
    },
  };
}
