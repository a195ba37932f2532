/** Radio values of one association at one moment: a function of time alone, so that two reads agree. */
import type { Band } from './building.ts';
import type { Habit } from './devices.ts';
import { between, chance } from './random.ts';
import type { Association, Resident } from './world.ts';

export interface Air {
  signalDbm: number;
  /** "ax" … on the band it uses. */
  standard: 'g' | 'n' | 'ac' | 'ax';
  txRateBps: number;
  rxRateBps: number;
  txBitsPerSecond: number;
  rxBitsPerSecond: number;
  txBytes: number;
  rxBytes: number;
  txPackets: number;
  rxPackets: number;
  uptimeMs: number;
  idleMs: number;
}

/** Bits per second on average: towards the device, and from it. */
const TRAFFIC: Record<Habit, { tx: number; rx: number; quietMs: number }> = {
  busy: { tx: 3_200_000, rx: 410_000, quietMs: 90 },
  used: { tx: 240_000, rx: 31_000, quietMs: 15_000 },
  sleepy: { tx: 110, rx: 190, quietMs: 54_000 },
};

/** Best rates first. */
const RATES: Record<string, readonly number[]> = {
  '5 ax': [1_200_900_000, 960_700_000, 720_600_000, 576_500_000, 288_200_000, 103_200_000],
  '5 ac': [866_700_000, 585_000_000, 390_000_000, 351_000_000, 195_000_000, 86_700_000],
  '2.4 ax': [286_800_000, 229_400_000, 172_100_000, 114_700_000, 51_600_000, 25_800_000],
  '2.4 n': [72_200_000, 65_000_000, 58_500_000, 39_000_000, 19_500_000, 6_500_000],
  '2.4 g': [54_000_000, 48_000_000, 36_000_000, 24_000_000, 11_000_000, 6_000_000],
};

export function airOf(seed: number, resident: Resident, association: Association, at: number): Air {
  const { plan } = resident;
  const { band } = association.interface;
  const standard = standardOf(resident, association);
  const elapsedMs = Math.max(0, at - association.at);
  const wander = (word: string) => drift(seed, `${word} ${plan.name}`, at);
  const signalDbm =
    resident.receivedDbm?.(association, at) ??
    Math.round(
      usualSignalDbm(seed, resident, association) +
        (plan.stuckOn === null ? 4 : 2) * (wander('signal') - 0.5),
    );
  const { tx, rx, quietMs } = TRAFFIC[plan.habit];
  const phase = Math.floor(quietMs * chance(seed, 'phase', plan.name));
  const idleMs = Math.min(elapsedMs, (elapsedMs + phase) % quietMs);
  const active = idleMs < 3000;
  const rate = (word: string) => {
    if (!active) return band === '5' ? 6_000_000 : 1_000_000;
    const rates = RATES[`${band} ${standard}`] ?? RATES['2.4 n']!;
    const worst = (-signalDbm - 40) / 8 + wander(word);
    return rates[Math.min(rates.length - 1, Math.max(0, Math.floor(worst)))]!;
  };
  const now = (bitsPerSecond: number, word: string) =>
    active ? Math.round(bitsPerSecond * (0.4 + 1.2 * wander(word))) : 0;
  const seconds = Math.floor(elapsedMs / 1000);
  const [txBytes, rxBytes] = [Math.floor((seconds * tx) / 8) + 1480, Math.floor((seconds * rx) / 8) + 2210];
  return {
    signalDbm,
    standard,
    txRateBps: rate('tx rate'),
    rxRateBps: rate('rx rate'),
    txBitsPerSecond: now(tx, 'tx'),
    rxBitsPerSecond: now(rx, 'rx'),
    txBytes,
    rxBytes,
    txPackets: Math.ceil(txBytes / 860),
    rxPackets: Math.ceil(rxBytes / 240),
    uptimeMs: elapsedMs,
    idleMs,
  };
}

// The old drivers do not support 802.11ax.
function standardOf({ plan }: Resident, { accessPoint, interface: { band } }: Association): Air['standard'] {
  const best = plan.standards[band] ?? 'n';
  if (best !== 'ax' || accessPoint.dialect === 'wifi') return best;
  return band === '5' ? 'ac' : 'n';
}

/** Strong near its own access point, and at every access point for a device that is carried around. */
export function usualSignalDbm(
  seed: number,
  { plan }: Resident,
  { accessPoint, interface: { band } }: Pick<Association, 'accessPoint' | 'interface'>,
): number {
  if (plan.stuckOn === accessPoint.name) return -60;
  const place = chance(seed, 'place', plan.name, accessPoint.name);
  const near = plan.mobile || plan.near === accessPoint.name;
  return (near ? between(-61, -43, place) : between(-82, -68, place)) - band5(band);
}

function band5(band: Band): number {
  return band === '5' ? 3 : 0;
}

const STEP_MS = 10_000;

/** Varies between 0 and 1 without jumps. */
function drift(seed: number, word: string, at: number): number {
  const step = Math.floor(at / STEP_MS);
  const [from, to] = [chance(seed, word, step), chance(seed, word, step + 1)];
  return from + (to - from) * (at / STEP_MS - step);
}
