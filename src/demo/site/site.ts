/** Where access points and devices are, and how each device behaves on the air. */
import type { Band } from '../building.ts';
import type { DevicePlan } from '../devices.ts';
import { between, chance } from '../random.ts';

/** In metres; floors count from 0. */
export interface Spot {
  x: number;
  y: number;
  floor: number;
}

/** A wall on one floor, from one point to the other. */
export interface Wall {
  floor: number;
  from: readonly [x: number, y: number];
  to: readonly [x: number, y: number];
  /** On 2.4 GHz; 5 GHz loses more. */
  lossDb: number;
}

/** The part of a device that decides where it is and how strongly access points receive it. */
export interface Traits {
  /** Where it may be; the first is its usual place. A device that does not move has one. */
  spots: readonly Spot[];
  /** Its transmit power. */
  powerDbm: number;
  /** Of its antenna, both ways. */
  gainDb: number;
  /** The most that the body of its owner takes away. */
  bodyDb: number;
  /** It looks for another access point when it receives the present one below this; −200: never. */
  leavesBelowDbm: number;
  /** It moves only to an access point that it receives this much stronger. */
  marginDb: number;
  /** How much weaker 5 GHz may be to be preferred. */
  prefersHighBandDb: number;
  /** Part of the transition requests that it follows. */
  obeys: number;
  /** Reconnects in a day, for reasons of its own. */
  reconnectsPerDay: number;
  /** Leaves the house on workdays. */
  goesOut: boolean;
}

export interface Site {
  accessPoints: ReadonlyMap<string, Spot>;
  walls: readonly Wall[];
  /** By name of the device. */
  traits: ReadonlyMap<string, Traits>;
  /** Transmit power of a radio whose power is not set. */
  defaultPowerDbm: Readonly<Record<Band, number>>;
  /** Restarts of an access point in a day. */
  restartsPerDay: (accessPoint: string) => number;
}

/** A place at a distance of some metres, in a direction that depends on the words. */
export function spotNear(centre: Spot, metres: number, seed: number, ...words: (string | number)[]): Spot {
  const angle = 2 * Math.PI * chance(seed, 'angle', ...words);
  return {
    x: centre.x + metres * Math.cos(angle),
    y: centre.y + metres * Math.sin(angle),
    floor: centre.floor,
  };
}

/** The usual behaviour of a device of this plan; `spots` are its places. */
export function usualTraits(seed: number, plan: DevicePlan, spots: readonly Spot[]): Traits {
  const luck = (word: string) => chance(seed, word, plan.name);
  return {
    spots,
    powerDbm: plan.mobile ? 14 : 15,
    gainDb: between(-4, 3, luck('gain')),
    bodyDb: plan.mobile ? 5 : 0,
    leavesBelowDbm: plan.mobile ? between(-74, -66, luck('leaves')) : between(-80, -72, luck('leaves')),
    marginDb: plan.mobile ? between(5, 9, luck('margin')) : 10,
    prefersHighBandDb: between(6, 12, luck('band')),
    obeys: plan.mobile ? 0.8 : 0.6,
    reconnectsPerDay: plan.habit === 'sleepy' ? 0.7 : 1.2,
    goesOut: plan.mobile && plan.network === 'home' && luck('out') < 0.6,
  };
}
