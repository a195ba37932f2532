/** Where the radios of a band are drawn: by frequency, and above each other where they use the same spectrum. */
import { collator } from '../collator.ts';
import type { Band, Radio } from './radio.ts';

export interface Placed {
  radio: Radio;
  /** Edges as parts of the width of the map, 0 to 1. */
  left: number;
  right: number;
  /** 0 is the topmost line. */
  lane: number;
}

export interface Channel {
  /** The centre of its 20 MHz. */
  mhz: number;
  /** 0 to 1. */
  x: number;
}

export interface BandMap {
  band: Band;
  channels: readonly Channel[];
  placed: readonly Placed[];
  laneCount: number;
  /** Radios whose channel the router does not say. */
  unknown: readonly Radio[];
}

/** Centres of the first and the last channel of each part of a band. */
const PLANS: Record<Band, readonly (readonly [number, number])[]> = {
  '2.4GHz': [[2412, 2472]],
  '5GHz': [
    [5180, 5320],
    [5500, 5720],
    [5745, 5885],
  ],
  '6GHz': [[5955, 7115]],
};
const STEP_MHZ: Record<Band, number> = { '2.4GHz': 5, '5GHz': 20, '6GHz': 20 };
const HALF_MHZ = 10;
/** Between two parts of a band nothing is drawn in scale. */
const GAP_MHZ = 20;

export function toBandMaps(radios: readonly Radio[]): BandMap[] {
  const bands = [...new Set(radios.map(({ band }) => band))].sort();
  return bands.map((band) =>
    toBandMap(
      band,
      radios.filter((radio) => radio.band === band),
    ),
  );
}

function toBandMap(band: Band, radios: readonly Radio[]): BandMap {
  const tuned = radios.filter(({ mhz }) => mhz !== null);
  const parts = partsOf(band, tuned);
  const toX = scaleOf(parts);
  const lanes: number[] = [];
  const placed = tuned
    .toSorted(
      (a, b) =>
        a.lowMhz! - b.lowMhz! ||
        b.highMhz! - a.highMhz! ||
        collator.compare(a.name, b.name) ||
        (a.id < b.id ? -1 : 1),
    )
    .map((radio): Placed => {
      const free = lanes.findIndex((endMhz) => endMhz <= radio.lowMhz!);
      const lane = free === -1 ? lanes.length : free;
      lanes[lane] = radio.highMhz!;
      return { radio, left: toX(radio.lowMhz!), right: toX(radio.highMhz!), lane };
    });
  const channels = parts.flatMap(({ first, last, high }) => {
    const own: Channel[] = [];
    for (let mhz = first; mhz <= Math.min(last, high); mhz += STEP_MHZ[band]) own.push({ mhz, x: toX(mhz) });
    return own;
  });
  return {
    band,
    channels,
    placed,
    laneCount: lanes.length,
    unknown: radios.filter(({ mhz }) => mhz === null),
  };
}

interface Part {
  /** Centres of the first and the last channel of the plan. */
  first: number;
  last: number;
  /** Centres of the outermost 20 MHz that are drawn. */
  low: number;
  high: number;
}

/** The parts of the band that are drawn: the lowest, and those that radios use, widened to what they use. */
function partsOf(band: Band, radios: readonly Radio[]): Part[] {
  return PLANS[band].flatMap(([first, last], index): Part[] => {
    const own = radios.filter(({ mhz }) => mhz! >= first - STEP_MHZ[band] && mhz! <= last + STEP_MHZ[band]);
    if (index > 0 && own.length === 0) return [];
    const used = own.map(({ highMhz }) => highMhz! - HALF_MHZ);
    // 6 GHz is too wide to be drawn to its end
    const high = Math.max(band === '6GHz' ? first : last, ...used);
    return [{ first, last, low: Math.min(first, ...own.map(({ lowMhz }) => lowMhz! + HALF_MHZ)), high }];
  });
}

function scaleOf(parts: readonly Part[]): (mhz: number) => number {
  const widths = parts.map(({ low, high }) => high - low + 2 * HALF_MHZ);
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP_MHZ * (parts.length - 1);
  return (mhz) => {
    let before = 0;
    for (const [index, { low, high }] of parts.entries()) {
      const width = widths[index]!;
      const isHere = mhz <= high + HALF_MHZ || index === parts.length - 1;
      if (isHere) return (before + Math.min(width, Math.max(0, mhz - low + HALF_MHZ))) / total;
      before += width + GAP_MHZ;
    }
    return 0;
  };
}
