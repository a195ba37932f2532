/** RouterOS text to values. Every function returns null for text that it does not understand: no sentinel, no guess, no throw. */

const DURATION_WORDS = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;
// RouterOS 6: "14:40:26", "1d02:03:04"; RouterOS 4: "00:00:00.060"
const DURATION_CLOCK = /^(?:(\d+)w)?(?:(\d+)d)?(\d{1,2}):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?$/;

/** A hundred years: anything longer is not a duration, and dates could not hold it. */
const MOST_MS = 100 * 366 * 24 * 3_600_000;

/** "5h55m9s180ms", "2d", "14:40:26" in milliseconds; "never", "" and everything else is null. */
export function parseDurationMs(text: string | null): number | null {
  if (text === null || text === '') return null;
  const words = DURATION_WORDS.exec(text);
  if (words !== null) {
    const [, weeks, days, hours, minutes, seconds, milliseconds] = words;
    return total(weeks, days, hours, minutes, seconds, milliseconds);
  }
  const clock = DURATION_CLOCK.exec(text);
  if (clock === null) return null;
  const [, weeks, days, hours, minutes, seconds, fraction] = clock;
  return total(weeks, days, hours, minutes, seconds, fraction?.padEnd(3, '0'));
}

function total(...parts: (string | undefined)[]): number | null {
  const [weeks, days, hours, minutes, seconds, milliseconds] = parts.map((part) => Number(part ?? '0'));
  const ms = ((((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000 + milliseconds!;
  return ms <= MOST_MS ? ms : null;
}

/** A whole number, also negative. Beyond 2^53, where numbers are not exact, null. */
export function parseInteger(text: string | null): number | null {
  if (text === null || !/^-?\d+$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value + 0 : null;
}

/** "true"/"false", and the "yes"/"no" of a few settings. */
export function parseBoolean(text: string | null): boolean | null {
  if (text === 'true' || text === 'yes') return true;
  if (text === 'false' || text === 'no') return false;
  return null;
}

const RATE_FACTOR: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** Link rate in bit/s: "585000000" (wifi), "57.7Mbps-20MHz/1S/SGI" (legacy drivers). */
export function parseRateBps(text: string | null): number | null {
  const plain = parseInteger(text);
  if (plain !== null) return plain >= 0 ? plain : null;
  const worded = /^(\d+(?:\.\d+)?)([kMG]?)bps(?:[-*].*)?$/.exec(text ?? '');
  if (worded === null) return null;
  const bps = Math.round(Number(worded[1]) * RATE_FACTOR[worded[2]!]!);
  return Number.isSafeInteger(bps) ? bps : null;
}

/** Signal in dBm: "-62" (wifi), "-62@1Mbps" (wireless over the API), "-65dBm@6Mbps" (as the terminal prints it). 0 and above is not a signal. */
export function parseSignalDbm(text: string | null): number | null {
  const match = /^-(\d{1,3})(?:dBm)?(?:@.*)?$/.exec(text ?? '');
  if (match === null) return null;
  const magnitude = Number(match[1]);
  return magnitude >= 1 && magnitude <= 127 ? -magnitude : null;
}

/** Counters "tx,rx" as the access point sees them: `bytes`, `packets`. */
export function parsePair(text: string | null): { tx: number; rx: number } | null {
  const match = /^(\d+),(\d+)$/.exec(text ?? '');
  if (match === null) return null;
  const [tx, rx] = [Number(match[1]), Number(match[2])];
  return Number.isSafeInteger(tx) && Number.isSafeInteger(rx) ? { tx, rx } : null;
}

export type Band = '2.4GHz' | '5GHz' | '6GHz';
export type WifiStandard = '802.11g' | '802.11n' | '802.11ac' | '802.11ax' | '802.11be';

const BANDS: Record<string, Band> = { '2': '2.4GHz', '5': '5GHz', '6': '6GHz' };
const STANDARDS: Record<string, WifiStandard> = {
  g: '802.11g',
  n: '802.11n',
  ac: '802.11ac',
  ax: '802.11ax',
  be: '802.11be',
};

/** "5ghz-ax" of a registration; "2ghz-b/g/n" of a legacy interface names a band but no single standard. */
export function parseBand(text: string | null): { band: Band; standard: WifiStandard | null } | null {
  const match = /^([256])ghz(?:-(.+))?$/.exec(text ?? '');
  if (match === null) return null;
  const standard = match[2]?.replace(/^only/, '') ?? '';
  return {
    band: BANDS[match[1]!]!,
    standard: Object.hasOwn(STANDARDS, standard) ? STANDARDS[standard]! : null,
  };
}

/** "2ghz-be,5ghz-be" of a multi-link association: a band per link, in the order of the links. An element that is no band is null. */
export function parseBands(text: string | null): ReturnType<typeof parseBand>[] {
  return text === null ? [] : text.split(',').map((part) => parseBand(part.trim()));
}

/** The one band of all that a radio can do, "5ghz-a:20mhz,5ghz-ax:20mhz,20/40mhz"; null for a radio of several bands. */
export function parseOnlyBand(text: string | null): Band | null {
  const digits = new Set(Array.from((text ?? '').matchAll(/(?:^|[,\s])([256])ghz/g), (match) => match[1]!));
  const [digit] = digits;
  return digits.size === 1 ? BANDS[digit!]! : null;
}

/** The band of a frequency in MHz; 5925 and above is 6 GHz. Null outside the WiFi bands. */
export function bandOf(frequencyMhz: number | null): Band | null {
  if (frequencyMhz === null) return null;
  if (frequencyMhz >= 2400 && frequencyMhz < 2500) return '2.4GHz';
  if (frequencyMhz >= 4900 && frequencyMhz < 5925) return '5GHz';
  if (frequencyMhz >= 5925 && frequencyMhz <= 7125) return '6GHz';
  return null;
}

/** The frequency at the head of a channel: "5280/ax/eCee", "2412/20-Ce/gn(18dBm)", "2437"; null for a range such as "5180-5730". */
export function parseChannelMhz(text: string | null): number | null {
  const match = /^(\d{4})(?:\/.*)?$/.exec(text ?? '');
  return match === null ? null : Number(match[1]);
}
