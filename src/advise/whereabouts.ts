/** Which times a device was on its best access point, and which on another one while a better one was known. */
import { BETTER_DB, HOUR_MS } from './constant.ts';
import {
  type Change,
  type ChangesAt,
  changesAt,
  type DevicePast,
  isImprovement,
  lengthOf,
  median,
  type Spell,
  worthDb,
} from './device-past.ts';
import type { Stay } from '../record/history.ts';

/** A radio that receives a device with a signal. */
export interface On {
  accessPointId: string;
  band: Spell['band'];
  dbm: number;
}

export interface Time {
  ssid: string | null;
  on: On;
  ms: number;
  /** Where it should have been; null: where it was. */
  better: On | null;
  /** The signal from which it came, if that improved it. */
  cameFromDbm: number | null;
}

/** Since when a device that moved had been where it changed is not known; it weighs as much as this time. */
const CHANGE_MS = HOUR_MS / 4;

type Came = ReadonlyMap<Stay, number | null>;

export function timesOf(past: DevicePast, at: number): Time[] {
  const came = new Map(past.changes.filter(isImprovement).map(({ from, to }) => [to, from.lastDbm]));
  return past.isStill ? timesByBest(past, at, came) : timesByChange(past, at, came);
}

/** A device that does not move has one best access point in each network. */
function timesByBest({ stays, spells }: DevicePast, at: number, came: Came): Time[] {
  const best = bestSpells(spells);
  return stays.flatMap((stay): Time[] => {
    const { medianDbm, band, ssid, accessPointId } = stay;
    const own = best.get(ssid);
    if (medianDbm === null || band === null || own === undefined) return [];
    const lostDb = worthDb(own) - worthDb({ medianDbm, band });
    if (lostDb >= BETTER_DB / 2 && lostDb < BETTER_DB) return [];
    const better =
      lostDb < BETTER_DB ? null : { accessPointId: own.accessPointId, band: own.band, dbm: own.medianDbm };
    return [
      {
        ssid,
        on: { accessPointId, band, dbm: medianDbm },
        ms: lengthOf(stay, at),
        better,
        cameFromDbm: came.get(stay) ?? null,
      },
    ];
  });
}

/**
 * Of a device that moves only its changes show which of two access points is better at one place. Where none does, and its signal is much worse
 * than at other times, it may be at a place where no access point is good, or astray: such a time is neither.
 */
function timesByChange({ stays, spells, changes }: DevicePast, at: number, came: Came): Time[] {
  const best = bestSpells(spells);
  const left = new Map(changes.filter(isImprovement).map((change) => [change.from, change]));
  // a restless device has thousands of stays, at few different signals
  const known = new Map<string, ChangesAt>();
  const changesOf = (stay: Stay, dbm: number) => {
    const key = `${stay.ssid}\n${stay.accessPointId} ${stay.band} ${dbm}`;
    const found = known.get(key) ?? changesAt(changes, stay, dbm);
    known.set(key, found);
    return found;
  };
  return stays.flatMap((stay): Time[] => {
    const { ssid, band, accessPointId, medianDbm } = stay;
    if (medianDbm === null || band === null) return [];
    const one = {
      ssid,
      on: { accessPointId, band, dbm: medianDbm },
      ms: lengthOf(stay, at),
      cameFromDbm: came.get(stay) ?? null,
    };
    const there = changesOf(stay, medianDbm);
    if (there.best.length === 0 && there.better.length > 0)
      return [{ ...one, better: betterOf(there.better) }];
    const change = left.get(stay);
    if (change !== undefined) {
      const on = { ...one.on, dbm: change.from.lastDbm! };
      return [{ ...one, on, ms: Math.min(CHANGE_MS, one.ms), better: betterOf([change]) }];
    }
    const own = best.get(ssid);
    const isGood = own === undefined || worthDb({ band, medianDbm }) > worthDb(own) - BETTER_DB;
    return isGood || there.best.length > 0 ? [{ ...one, better: null }] : [];
  });
}

function bestSpells(spells: readonly Spell[]): Map<string | null, Spell> {
  const best = new Map<string | null, Spell>();
  for (const spell of spells) {
    const known = best.get(spell.ssid);
    if (known === undefined || worthDb(spell) > worthDb(known)) best.set(spell.ssid, spell);
  }
  return best;
}

/** Where changes went, and how strongly the device was received there at once. */
function betterOf(changes: readonly Change[]): On {
  const { accessPointId, band } = changes.at(-1)!.to;
  return { accessPointId, band: band!, dbm: median(changes.map(({ to }) => to.firstDbm!)) };
}
