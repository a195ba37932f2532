/**
 * The life of a site: people move about, clients choose and change access points, access points request transitions and restart.
 * Its state follows from the seed and the steps. Time is an argument and never goes back.
 */
import type { RouterPlan } from '../building.ts';
import { isReady } from '../carry.ts';
import type { DevicePlan } from '../devices.ts';
import { chanceOf, createRandom, macOf } from '../random.ts';
import { bestOf, isAcceptable, isLooking, isWorthIt, type Offer } from './client.ts';
import { createReception, type Dweller, type Port, type Reception } from './reception.ts';
import { type AirSettings, isRejected, thresholdOf } from './setting.ts';
import type { Site } from './site.ts';

export type MoveCause = 'joined' | 'looked' | 'followed' | 'reconnected' | 'left' | 'rejected' | 'stopped';

export interface Move {
  dweller: Dweller;
  at: number;
  from: Port | null;
  to: Port | null;
  cause: MoveCause;
  /** The last signal at `from`; null without one. */
  lastDbm: number | null;
}

export interface Life extends Omit<Reception, 'heardDbm' | 'nearestSpot'> {
  dwellers: readonly Dweller[];
  /** Every restart of an access point so far. */
  restarts: readonly { accessPoint: string; at: number }[];
  /** Number of transition requests so far. */
  requestCount: () => number;
  /** People move about for some time, and leave or come home. */
  walk: (at: number, ms: number) => void;
  /** Clients and access points act for some time, up to `at`. */
  step: (at: number, ms: number) => Move[];
  /** Puts a device on a port, or off the air, at the spot where that port receives it best. */
  put: (dweller: Dweller, port: Port | null, at: number) => Move;
}

export interface LifeOptions {
  seed: number;
  plans: readonly RouterPlan[];
  devices: readonly DevicePlan[];
  site: Site;
  settings: AirSettings;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of the signals a client receives when it chooses. */
const CHOICE_NOISE_DB = 4;
const MOVES_PER_HOUR = 1.5;
const LOOKS_PER_HOUR = 60;
const MAX_REQUESTS = 3;
const REQUEST_MS = 30_000;

export function createLife({ seed, plans, devices, site, settings }: LifeOptions): Life {
  const random = createRandom(seed);
  const accessPoints = plans.flatMap((plan) => plan.accessPoints);
  const restarts: { accessPoint: string; at: number }[] = [];
  let requests = 0;

  const dwellers = devices.map((plan, index): Dweller => {
    const traits = site.traits.get(plan.name)!;
    const mac = macOf(seed, plan.name, plan.vendor ?? undefined);
    return {
      index,
      plan,
      mac,
      traits,
      spot: 0,
      isOut: plan.absent !== null,
      port: null,
      since: 0,
      requests: 0,
    };
  });
  const { heardDbm, nearestSpot, ...reception } = createReception({ seed, plans, dwellers, site, settings });
  const { meanSignalDbm, signalDbm, portsOf } = reception;
  const happens = (perHour: number, ms: number) => random() < 1 - Math.exp((-perHour * ms) / HOUR_MS);

  function lastOf(dweller: Dweller, at: number): number | null {
    return dweller.port === null ? null : signalDbm(dweller, dweller.port, at);
  }

  function offerOf(dweller: Dweller, port: Port, isNoisy: boolean): Offer<Port> {
    const noise = isNoisy ? CHOICE_NOISE_DB * (random() + random() - 1) : 0;
    return { port, band: port.wifi.band, heardDbm: heardDbm(dweller, port) + noise };
  }

  function isOpen(dweller: Dweller, port: Port, at: number): boolean {
    const state = settings.onAir.get(port.wifi.name);
    if (state !== undefined && !isReady(state, at)) return false;
    if (!settings.admits(dweller.mac, port.wifi)) return false;
    if (settings.rules.length === 0) return true;
    return !isRejected(settings, dweller.mac, port.wifi, Math.round(meanSignalDbm(dweller, port)));
  }

  function choose(dweller: Dweller, without: string | null, at: number): Offer<Port> | null {
    const offers = portsOf(dweller)
      .filter((port) => port.accessPoint.name !== without && isOpen(dweller, port, at))
      .map((port) => offerOf(dweller, port, true));
    return bestOf(offers, dweller.traits);
  }

  function step(at: number, ms: number): Move[] {
    const moves: Move[] = [];
    const stopped = accessPoints
      .filter(({ name }) => happens(site.restartsPerDay(name) / 24, ms))
      .map(({ name }) => name);
    for (const accessPoint of stopped) restarts.push({ accessPoint, at });
    const go = (dweller: Dweller, to: Port | null, cause: MoveCause) => {
      if (dweller.port === to && cause !== 'reconnected') return;
      moves.push({ dweller, at, from: dweller.port, to, cause, lastDbm: lastOf(dweller, at) });
      Object.assign(dweller, { port: to, since: at, requests: 0 });
    };
    for (const dweller of dwellers) {
      const { traits } = dweller;
      if (dweller.isOut) {
        go(dweller, null, 'left');
        continue;
      }
      const { port } = dweller;
      if (port === null) go(dweller, choose(dweller, null, at)?.port ?? null, 'joined');
      else if (stopped.includes(port.accessPoint.name)) {
        go(dweller, choose(dweller, port.accessPoint.name, at)?.port ?? null, 'stopped');
      } else if (!isOpen(dweller, port, at)) go(dweller, choose(dweller, null, at)?.port ?? null, 'rejected');
      else if (happens(traits.reconnectsPerDay / 24, ms)) {
        go(dweller, choose(dweller, null, at)?.port ?? null, 'reconnected');
      } else stay(dweller, port, at, ms, go);
    }
    return moves;
  }

  function stay(
    dweller: Dweller,
    port: Port,
    at: number,
    ms: number,
    go: (dweller: Dweller, to: Port, cause: MoveCause) => void,
  ): void {
    const { traits } = dweller;
    const now = offerOf(dweller, port, false);
    if (isLooking(now, traits) && happens(LOOKS_PER_HOUR, ms)) {
      const other = choose(dweller, port.accessPoint.name, at);
      if (other !== null && isWorthIt(now, other, traits)) return go(dweller, other.port, 'looked');
    }
    if (!port.isRequesting || signalDbm(dweller, port, at) >= thresholdOf(settings, port.wifi)) {
      dweller.requests = 0;
      return;
    }
    const more = Math.min(MAX_REQUESTS - dweller.requests, Math.max(1, Math.floor(ms / REQUEST_MS)));
    for (let request = 0; request < more; request += 1) {
      dweller.requests += 1;
      requests += 1;
      if (random() >= traits.obeys) continue;
      const other = choose(dweller, port.accessPoint.name, at);
      if (other !== null && isAcceptable(now, other, traits)) return go(dweller, other.port, 'followed');
    }
  }

  function put(dweller: Dweller, to: Port | null, at: number): Move {
    const cause = to === null ? 'left' : 'joined';
    const move: Move = { dweller, at, from: dweller.port, to, cause, lastDbm: lastOf(dweller, at) };
    if (to !== null) dweller.spot = nearestSpot(dweller, to);
    Object.assign(dweller, { port: to, since: at, requests: 0, isOut: to === null });
    return move;
  }

  /** By day people carry their devices from room to room, and out of the house. */
  function walk(dweller: Dweller, at: number, ms: number): void {
    const { traits, index, plan } = dweller;
    if (plan.absent !== null) return;
    const hour = (at % DAY_MS) / HOUR_MS;
    const day = Math.floor(at / DAY_MS);
    if (traits.goesOut) {
      const isWorkday = (day + 4) % 7 !== 0 && (day + 4) % 7 !== 6;
      const [leaves, returns] = [
        7 + 2 * chanceOf(seed, 7, index, day),
        15 + 4 * chanceOf(seed, 8, index, day),
      ];
      dweller.isOut = isWorkday && hour >= leaves && hour < returns;
    }
    if (traits.spots.length === 1) return;
    if (hour < 7 || hour >= 23) dweller.spot = 0;
    else if (happens(MOVES_PER_HOUR, ms)) dweller.spot = Math.floor(random() * traits.spots.length);
  }

  return {
    ...reception,
    dwellers,
    restarts,
    requestCount: () => requests,
    walk: (at, ms) => {
      for (const dweller of dwellers) walk(dweller, at, ms);
    },
    step,
    put,
  };
}
