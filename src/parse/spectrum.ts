/** The spectrum that a radio uses, by its channel in any spelling of RouterOS. */
import { parseChannel } from './channel.ts';

export interface Spectrum {
  lowMhz: number;
  highMhz: number;
  /** Null where the router does not say: then `highMhz` is that of 20 MHz. */
  widthMhz: number | null;
  /** The widest channel that it may choose, where the width in use is not told. */
  maxWidthMhz: number | null;
}

const STEP_MHZ = 20;

/**
 * Of the primary channel `mhz`: "5180/ax/Ceee", "5180/20-Ceee/ac" and the width "20/40/80mhz-Ceee" begin with it and are 80 MHz wide.
 * `channel` is the one in use, `width` the one of the configuration; null where the router does not say.
 */
export function toSpectrum(mhz: number, channel: string | null, width: string | null): Spectrum {
  // what it may use counts only where the router does not say what it uses
  const letters = lettersOf(parseChannel(channel)?.width ?? null) ?? lettersOf(width);
  if (letters !== null) {
    const lowMhz = mhz - STEP_MHZ / 2 - letters.indexOf('C') * STEP_MHZ;
    const widthMhz = letters.length * STEP_MHZ;
    return { lowMhz, highMhz: lowMhz + widthMhz, widthMhz, maxWidthMhz: null };
  }
  return {
    lowMhz: mhz - STEP_MHZ / 2,
    highMhz: mhz + STEP_MHZ / 2,
    widthMhz: null,
    maxWidthMhz: Math.max(0, ...[...(width ?? '').matchAll(/\d+/g)].map(Number)) || null,
  };
}

/** Which of its 20 MHz parts is the primary one: "eCee". Null where the width does not say. */
function lettersOf(width: string | null): string | null {
  return width === '20mhz' ? 'C' : (/-(e*Ce*)$/.exec(width ?? '')?.[1] ?? null);
}
