/** The choices of one client: which access point it joins, and when it changes to another. */
import type { Band } from '../building.ts';
import type { Traits } from './site.ts';

/** An access point's offer as the client receives it. */
export interface Offer<Port> {
  port: Port;
  band: Band;
  /** What the client receives. */
  heardDbm: number;
}

/** 5 GHz is preferred only while it is usable. */
const HIGH_BAND_DBM = -72;
/** Below this a client does not join. */
const DEAF_DBM = -88;
/** A client follows a transition request only to an access point that is better by this. */
const REQUEST_MARGIN_DB = 3;

function score({ band, heardDbm }: Offer<unknown>, { prefersHighBandDb }: Traits): number {
  return heardDbm + (band === '5' && heardDbm >= HIGH_BAND_DBM ? prefersHighBandDb : 0);
}

/** Null when it receives none well enough. */
export function bestOf<Port>(offers: readonly Offer<Port>[], traits: Traits): Offer<Port> | null {
  let best: Offer<Port> | null = null;
  for (const offer of offers) {
    if (offer.heardDbm < DEAF_DBM) continue;
    if (best === null || score(offer, traits) > score(best, traits)) best = offer;
  }
  return best;
}

export function isLooking({ heardDbm }: Offer<unknown>, { leavesBelowDbm }: Traits): boolean {
  return heardDbm < leavesBelowDbm;
}

/** Whether a client that looks for another access point changes. */
export function isWorthIt<Port>(now: Offer<Port>, other: Offer<Port>, traits: Traits): boolean {
  return score(other, traits) >= score(now, traits) + traits.marginDb;
}

/** Whether a client that is asked to leave, and follows, has a better access point. */
export function isAcceptable<Port>(now: Offer<Port>, other: Offer<Port>, traits: Traits): boolean {
  return score(other, traits) >= score(now, traits) + REQUEST_MARGIN_DB;
}
