/** What kinds count over all devices, added up device by device, so that it can be done in slices. */
import type { DevicePast } from './device-past.ts';
import { addTime, type Placement, toPlacement } from './placement.ts';
import { type On, timesOf } from './whereabouts.ts';

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

function addPlacement(tally: Tally, past: DevicePast, at: number): void {
  const times = timesOf(past, at);
  if (times.length === 0) return;
  tally.placedDevices += 1;
  const total = times.reduce((sum, { ms }) => sum + ms, 0);
  const met = new Set<Placement>();
  const metAstray = new Set<Placement>();
  for (const { ssid, on, ms, better, cameFromDbm } of times) {
    const part = ms / total;
    const network = placementIn(tally.networks, ssid ?? '');
    for (const placement of [placementOn(tally, on), network]) {
      addTime(better === null ? placement.home : placement.astray, on.dbm, part);
      placement.samples += 1;
      met.add(placement);
      if (better !== null) metAstray.add(placement);
    }
    if (better === null) {
      if (cameFromDbm !== null) addTime(network.moved, cameFromDbm, part);
      continue;
    }
    for (const placement of [placementOn(tally, better), network]) addTime(placement.home, better.dbm, part);
  }
  for (const placement of met) placement.devices += 1;
  for (const placement of metAstray) placement.astrayDevices += 1;
}

function placementOn({ places }: Tally, { accessPointId, band }: On): Placement {
  return placementIn(places, placeKey(accessPointId, band));
}

function placementIn(map: Map<string, Placement>, key: string): Placement {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = toPlacement();
  map.set(key, made);
  return made;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
