/** What kinds count over all devices, added up device by device, so that it can be done in slices. */
import { BETTER_DB, HOUR_MS } from './constant.ts';
import { type DevicePast, gainOf, lengthOf, worthDb } from './device-past.ts';

export interface Weighted {
  dbm: number;
  /** Part of the time of its device. */
  weight: number;
}

/** Signals of the house's own devices, by what a device should do at them: stay, or move to an access point that is better. */
export interface Placement {
  /** On the best access point of the device. */
  home: Weighted[];
  /** On another one, while a better one was known. */
  astray: Weighted[];
  /** Number of devices with either, and with the second. */
  devices: number;
  astrayDevices: number;
}

export interface Span {
  fromAt: number;
  /** Infinite while it lasts. */
  toAt: number;
  isLost: boolean;
}

export interface Tally {
  /** By network. */
  networks: Map<string, Placement>;
  /** By access point and band: `placeKey`. */
  places: Map<string, Placement>;
  /** Number of devices whose best access point is known. */
  placedDevices: number;
  /** Every association, by access point. */
  spans: Map<string, Span[]>;
  /** Changes between two access points: `pairKey`. */
  changes: Map<string, number>;
  /** Of devices that do not move: how much stronger 2.4 GHz is received than 5 GHz, at one access point. */
  bandDifferencesDb: number[];
  /** By access point: devices that used its 5 GHz and spend more time on its 2.4 GHz. */
  keptOnLowBand: Map<string, string[]>;
}

export const emptyPlacement: Placement = { home: [], astray: [], devices: 0, astrayDevices: 0 };

/** Since when a device that moved had been where it changed is not known; it weighs as much as this time. */
const CHANGE_MS = HOUR_MS / 4;

export function placeKey(accessPointId: string, band: string): string {
  return `${accessPointId} ${band}`;
}

export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

export function emptyTally(): Tally {
  return {
    networks: new Map(),
    places: new Map(),
    placedDevices: 0,
    spans: new Map(),
    changes: new Map(),
    bandDifferencesDb: [],
    keptOnLowBand: new Map(),
  };
}

export function addDevice(tally: Tally, deviceId: string, past: DevicePast, at: number): void {
  addPlacement(tally, past, at);
  for (const { accessPointId, fromAt, toAt, endedBy } of past.stays) {
    const span = { fromAt, toAt: toAt ?? Number.POSITIVE_INFINITY, isLost: endedBy !== 'left' };
    push(tally.spans, accessPointId, span);
  }
  for (const { from, to } of past.changes) {
    if (from.accessPointId === to.accessPointId) continue;
    const key = pairKey(from.accessPointId, to.accessPointId);
    tally.changes.set(key, (tally.changes.get(key) ?? 0) + 1);
  }
  for (const low of past.spells) {
    if (low.band !== '2.4GHz') continue;
    const high = past.spells.find(
      ({ band, accessPointId, ssid }) =>
        band === '5GHz' && accessPointId === low.accessPointId && ssid === low.ssid,
    );
    if (high === undefined) continue;
    if (past.isStill) tally.bandDifferencesDb.push(low.medianDbm - high.medianDbm);
    if (low.minutes > high.minutes) push(tally.keptOnLowBand, low.accessPointId, deviceId);
  }
}

interface Entry {
  ssid: string | null;
  place: string;
  dbm: number;
  ms: number;
  isAstray: boolean;
}

function addPlacement(tally: Tally, past: DevicePast, at: number): void {
  const entries = past.isStill ? entriesByTime(past, at) : entriesByChange(past, at);
  if (entries.length === 0) return;
  tally.placedDevices += 1;
  const total = entries.reduce((sum, { ms }) => sum + ms, 0);
  const met = new Set<Placement>();
  const metAstray = new Set<Placement>();
  for (const { ssid, place, dbm, ms, isAstray } of entries) {
    const one = { dbm, weight: ms / total };
    for (const placement of [placementIn(tally.places, place), placementIn(tally.networks, ssid ?? '')]) {
      (isAstray ? placement.astray : placement.home).push(one);
      met.add(placement);
      if (isAstray) metAstray.add(placement);
    }
  }
  for (const placement of met) placement.devices += 1;
  for (const placement of metAstray) placement.astrayDevices += 1;
}

/** A device that does not move has one best access point in each network. */
function entriesByTime({ stays, spells }: DevicePast, at: number): Entry[] {
  const best = new Map<string | null, number>();
  for (const spell of spells) best.set(spell.ssid, Math.max(best.get(spell.ssid) ?? -200, worthDb(spell)));
  return stays.flatMap((stay): Entry[] => {
    const { medianDbm, band, ssid, accessPointId } = stay;
    if (medianDbm === null || band === null) return [];
    const lostDb = (best.get(ssid) ?? -200) - worthDb({ medianDbm, band });
    if (lostDb >= BETTER_DB / 2 && lostDb < BETTER_DB) return [];
    const place = placeKey(accessPointId, band);
    return [{ ssid, place, dbm: medianDbm, ms: lengthOf(stay, at), isAstray: lostDb >= BETTER_DB }];
  });
}

/**
 * Of a device that moves only its changes tell which of two access points is better at one place: before a change that improved its signal it
 * was astray. Otherwise it is taken to be at home, so that no threshold is proposed that asks it all the time.
 */
function entriesByChange({ stays, changes }: DevicePast, at: number): Entry[] {
  const left = new Map(changes.filter(isImprovement).map(({ from }) => [from, from.lastDbm!]));
  return stays.flatMap((stay): Entry[] => {
    const { ssid, band, accessPointId, medianDbm } = stay;
    const lastDbm = left.get(stay);
    const dbm = lastDbm ?? medianDbm;
    if (dbm === null || band === null) return [];
    const ms = lastDbm === undefined ? lengthOf(stay, at) : Math.min(CHANGE_MS, lengthOf(stay, at));
    return [{ ssid, place: placeKey(accessPointId, band), dbm, ms, isAstray: lastDbm !== undefined }];
  });
}

function isImprovement(change: DevicePast['changes'][number]): boolean {
  const { from, to } = change;
  return from.accessPointId !== to.accessPointId && (gainOf(change) ?? 0) >= BETTER_DB;
}

function placementIn(map: Map<string, Placement>, key: string): Placement {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = { home: [], astray: [], devices: 0, astrayDevices: 0 };
  map.set(key, made);
  return made;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
