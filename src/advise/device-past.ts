/** The past of one device: where it was, how strongly it was received there, and between which access points it changed. */
import { BAND_DB, BETTER_DB, DAY_MS, HOUR_MS, LIKE_DB, MINUTE_MS, SAME_PLACE_MS } from './constant.ts';
import type { Stay } from '../record/history.ts';

/** What a device experienced on one band of one access point. */
export interface Spell {
  accessPointId: string;
  ssid: string | null;
  band: NonNullable<Stay['band']>;
  /** Number of associations of ten minutes or more. */
  count: number;
  minutes: number;
  /** By time. */
  medianDbm: number;
  lowDbm: number;
  highDbm: number;
  lastAt: number;
}

/** Two associations in a row, at one place. */
export interface Change {
  from: Stay;
  to: Stay;
}

export interface DevicePast {
  stays: readonly Stay[];
  spells: readonly Spell[];
  changes: readonly Change[];
  minutes: number;
  /** Its signals say that it is always at the same place. */
  isStill: boolean;
}

/** Shorter associations say little. */
const MIN_STAY_MS = 10 * MINUTE_MS;
/** From the weakest to the strongest tenth, on one band of one access point, of a device that does not move. */
export const STILL_DB = 10;
/** Less is not enough to say that it does not move. */
export const STILL_HOURS = 12;

export function toDevicePast(stays: readonly Stay[], at: number): DevicePast {
  const long = stays.filter((stay) => stay.medianDbm !== null && lengthOf(stay, at) >= MIN_STAY_MS);
  const groups = new Map<string, Stay[]>();
  for (const stay of long) {
    if (stay.band === null) continue;
    const key = `${stay.accessPointId}\n${stay.ssid}\n${stay.band}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [stay]);
    else group.push(stay);
  }
  const spells = [...groups.values()].map((group) => toSpell(group, at));
  const minutes = spells.reduce((sum, spell) => sum + spell.minutes, 0);
  return {
    stays,
    spells,
    changes: toChanges(stays),
    minutes,
    isStill:
      minutes >= STILL_HOURS * 60 && spells.every(({ lowDbm, highDbm }) => highDbm - lowDbm <= STILL_DB),
  };
}

function toSpell(stays: readonly Stay[], at: number): Spell {
  const { accessPointId, ssid, band } = stays[0]!;
  const timed = stays.map((stay) => ({ stay, ms: lengthOf(stay, at) }));
  return {
    accessPointId,
    ssid,
    band: band!,
    count: stays.length,
    minutes: Math.floor(timed.reduce((sum, { ms }) => sum + ms, 0) / MINUTE_MS),
    medianDbm: weightedMedian(timed.map(({ stay, ms }) => [stay.medianDbm!, ms])),
    lowDbm: Math.min(...stays.map(({ lowDbm, medianDbm }) => lowDbm ?? medianDbm!)),
    highDbm: Math.max(...stays.map(({ highDbm, medianDbm }) => highDbm ?? medianDbm!)),
    lastAt: Math.max(...stays.map(({ toAt }) => toAt ?? at)),
  };
}

function toChanges(stays: readonly Stay[]): Change[] {
  return stays.flatMap((from, index): Change[] => {
    const to = stays[index + 1];
    const isNear = to !== undefined && from.toAt !== null && to.fromAt - from.toAt <= SAME_PLACE_MS;
    return isNear && (to.accessPointId !== from.accessPointId || to.band !== from.band) ? [{ from, to }] : [];
  });
}

export function lengthOf({ fromAt, toAt }: Stay, at: number): number {
  return (toAt ?? at) - fromAt;
}

/** Signals of the two bands, made comparable: 2.4 GHz carries farther, so that the same signal is worth less on it. */
export function worthDb({ band, medianDbm }: Pick<Spell, 'band' | 'medianDbm'>): number {
  return medianDbm - (band === '2.4GHz' ? BAND_DB : 0);
}

/** How much a change improved the signal, in dB, made comparable; null when a signal is not known. */
export function gainOf({ from, to }: Change): number | null {
  if (from.lastDbm === null || to.firstDbm === null || from.band === null || to.band === null) return null;
  return (
    worthDb({ band: to.band, medianDbm: to.firstDbm }) - worthDb({ band: from.band, medianDbm: from.lastDbm })
  );
}

/** To another access point; false where the gain is not known. */
export function isImprovement(change: Change): boolean {
  const gainDb = gainOf(change);
  return change.from.accessPointId !== change.to.accessPointId && gainDb !== null && gainDb >= BETTER_DB;
}

/** The changes at places where a radio receives the device with one signal. */
export interface ChangesAt {
  /** From there to another access point, with a better signal. */
  better: readonly Change[];
  /** From there without a better signal, and to there with one: at that place this radio is the best. */
  best: readonly Change[];
}

/** Between access points of one network, with a known gain. Two places with one signal cannot be distinguished. */
export function changesAt(
  changes: readonly Change[],
  { accessPointId, ssid, band }: Pick<Stay, 'accessPointId' | 'ssid' | 'band'>,
  dbm: number,
): ChangesAt {
  const isThere = (stay: Stay, signalDbm: number | null) =>
    stay.accessPointId === accessPointId &&
    stay.band === band &&
    signalDbm !== null &&
    Math.abs(signalDbm - dbm) < LIKE_DB;
  const [better, best]: [Change[], Change[]] = [[], []];
  for (const change of changes) {
    const { from, to } = change;
    if (from.ssid !== ssid || to.ssid !== ssid || from.accessPointId === to.accessPointId) continue;
    if (gainOf(change) === null) continue;
    if (isThere(from, from.lastDbm)) (isImprovement(change) ? better : best).push(change);
    else if (isThere(to, to.firstDbm) && isImprovement(change)) best.push(change);
  }
  return { better, best };
}

/** The value below which half of the weight lies. */
export function weightedMedian(values: readonly (readonly [value: number, weight: number])[]): number {
  const ordered = values.toSorted(([a], [b]) => a - b);
  const half = ordered.reduce((sum, [, weight]) => sum + weight, 0) / 2;
  let sum = 0;
  for (const [value, weight] of ordered) {
    sum += weight;
    if (sum >= half) return value;
  }
  return Number.NaN;
}

export function median(values: readonly number[]): number {
  return weightedMedian(values.map((value) => [value, 1]));
}

/** Whole hours or days, for sentences. */
export function spanText(minutes: number): string {
  const hours = minutes / 60;
  if (hours < 1.5) return `${Math.round(minutes)} minutes`;
  return hours < 48 ? `${Math.round(hours)} hours` : `${Math.round((hours * HOUR_MS) / DAY_MS)} days`;
}
