/** Where one signal separates devices that should stay from devices that should move. */

/** Time by signal, in parts of the time of one device; index 0 is -150 dBm and everything weaker. */
export type TimeBySignal = Float64Array;

/** Signals of the house's own devices, by what a device should do at them: stay, or move to an access point that is better. */
export interface Placement {
  /** On the best access point of the device, and what those that were astray would have there. */
  home: TimeBySignal;
  /** On another one, while a better one was known. */
  astray: TimeBySignal;
  /** On a better one, by the signal from which it changed there. Where the threshold asked, a lower one would have left it astray. */
  moved: TimeBySignal;
  /** Number of associations that were counted. */
  samples: number;
  /** Number of devices with either, and with the second. */
  devices: number;
  astrayDevices: number;
}

type Signals = Pick<Placement, 'home' | 'astray' | 'moved'>;

const FLOOR_DBM = 150;

export function toPlacement(): Placement {
  const none = () => new Float64Array(FLOOR_DBM + 1);
  return { home: none(), astray: none(), moved: none(), samples: 0, devices: 0, astrayDevices: 0 };
}

export function addTime(times: TimeBySignal, dbm: number, part: number): void {
  times[indexOf(dbm)]! += part;
}

function indexOf(dbm: number): number {
  return Math.min(FLOOR_DBM, Math.max(0, Math.floor(dbm) + FLOOR_DBM));
}

export function totalOf(times: TimeBySignal): number {
  return times.reduce((sum, part) => sum + part, 0);
}

/** Part of the time below a signal; 0 of nothing. */
export function partBelow(times: TimeBySignal, dbm: number): number {
  const total = totalOf(times);
  return total === 0 ? 0 : totalOf(times.subarray(0, indexOf(dbm))) / total;
}

/** A threshold that asks more than this part of the time at home would make devices restless. */
export const MAX_ASKED = 0.2;
/** Where no device goes astray, none needs to be asked. */
const QUIET = 0.02;
const [LOW_DBM, HIGH_DBM] = [-85, -50];

/** Part of the time of all devices that they are astray. */
export function partAstray({ home, astray }: Pick<Signals, 'home' | 'astray'>): number {
  const total = totalOf(home);
  return total === 0 ? 0 : totalOf(astray) / total;
}

/** What a threshold gets wrong, as a part of the time of all devices: at home and asked to leave, or astray and not asked. */
export function costOf(signals: Signals, dbm: number, presentDbm: number): number {
  const { home, astray, moved } = signals;
  const total = totalOf(home);
  if (total === 0) return 0;
  const unasked = totalOf(astray.subarray(indexOf(dbm)));
  const left = dbm < presentDbm ? totalOf(moved.subarray(indexOf(dbm), indexOf(presentDbm))) : 0;
  return partBelow(home, dbm) + (unasked + left) / total;
}

/** The threshold that gets least wrong. In a gap: its middle. */
export function separate(signals: Signals, presentDbm: number): number {
  let best = { cost: Number.POSITIVE_INFINITY, from: LOW_DBM, to: LOW_DBM };
  for (let dbm = LOW_DBM; dbm <= HIGH_DBM; dbm += 1) {
    if (partBelow(signals.home, dbm) > MAX_ASKED) break;
    const cost = costOf(signals, dbm, presentDbm);
    if (cost < best.cost - 1e-9) best = { cost, from: dbm, to: dbm };
    else if (cost < best.cost + 1e-9 && best.to === dbm - 1) best.to = dbm;
  }
  return Math.round((best.from + best.to) / 2);
}

/** Just below what devices have at home. */
export function quietest({ home }: Pick<Signals, 'home'>): number {
  let dbm = HIGH_DBM;
  while (dbm > LOW_DBM && partBelow(home, dbm) > QUIET) dbm -= 1;
  return dbm;
}
