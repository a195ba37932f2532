/** Numbers, choices, lists and paths in a variable or in the file: text to value, or a sentence that says what to write instead. */
import { parseTimeZone } from '../parse/time-zone.ts';
import { oneOf, quote } from './problem.ts';

/** Takes the sentence for the reader; returns undefined, the value of what was refused. */
export type Refuse = (message: string) => undefined;
export type Parse<T> = (text: string, refuse: Refuse) => T | undefined;
/** A `Parse` that may read the file that the text names. */
export type FromText<T> = (text: string, refuse: Refuse, files: Files) => T | undefined;

export interface Files {
  /** The absolute path. */
  resolve: (path: string) => string;
  /** The text of the file; undefined when it cannot be read, which is refused. */
  read: (path: string, refuse: Refuse) => string | undefined;
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of "500ms", "10s", "3m", "1h" or "90d". `never`: 0 is allowed and means never. */
export function duration(limits: { min: string; max: string; never?: boolean }): Parse<number> {
  const [min, max] = [milliseconds(limits.min)!, milliseconds(limits.max)!];
  return (text, refuse) => {
    if (limits.never === true && /^0+(?:ms|s|m|h|d)?$/.test(text)) return 0;
    if (/^\d{1,9}$/.test(text))
      return refuse(`${text} has no unit. Write ${text}s for seconds, ${text}m for minutes.`);
    const ms = milliseconds(text);
    if (ms === null)
      return refuse(`${quote(text)} is not a duration. Write it like 500ms, 10s, 3m, 1h or 90d.`);
    if (ms < min) return refuse(`${quote(text)} is too short. Write at least ${limits.min}.`);
    return ms > max ? refuse(`${quote(text)} is too long. Write at most ${limits.max}.`) : ms;
  };
}

function milliseconds(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  return match === null ? null : Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

export const timeout = duration({ min: '100ms', max: '5m' });
export const awayDelay = duration({ min: '1s', max: '7d' });

/** How long a change lasts, as written: "30m", "2h" or "7d". */
export const lasting: Parse<string> = (text, refuse) => {
  if (!/^\d{1,5}[mhd]$/.test(text))
    return refuse(`${quote(text)} is no number of minutes, hours or days. Write it like 30m, 2h or 7d.`);
  return duration({ min: '1m', max: '30d' })(text, refuse) === undefined ? undefined : text;
};

const SIZES = { MB: 1024 ** 2, GB: 1024 ** 3 };

/** Bytes of "512MB" or "2GB"; 0 is always allowed. */
export function size(limits: { min: string; max: string }): Parse<number> {
  const [min, max] = [bytes(limits.min)!, bytes(limits.max)!];
  return (text, refuse) => {
    if (/^0+(?:[MG]B)?$/i.test(text)) return 0;
    const found = bytes(text);
    if (found === null) return refuse(`${quote(text)} is not a size. Write it like 512MB or 2GB, or 0.`);
    if (found < min) return refuse(`${quote(text)} is too small. Write at least ${limits.min}, or 0.`);
    return found > max ? refuse(`${quote(text)} is too large. Write at most ${limits.max}.`) : found;
  };
}

function bytes(text: string): number | null {
  const match = /^(\d{1,9})\s?([MG]B)$/i.exec(text);
  return match === null ? null : Number(match[1]) * SIZES[match[2]!.toUpperCase() as keyof typeof SIZES];
}

const BOOLEANS: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

export const boolean: Parse<boolean> = (text, refuse) => {
  const word = text.toLowerCase();
  return Object.hasOwn(BOOLEANS, word)
    ? BOOLEANS[word]
    : refuse(`${quote(text)} is neither on nor off. Write on or off, or true or false.`);
};

export function choice<const T extends string>(words: readonly T[]): Parse<T> {
  return (text, refuse) =>
    words.find((word) => word === text.toLowerCase()) ??
    refuse(`${quote(text)} is not one of the choices. Write ${oneOf(words)}.`);
}

/** Several hosts or URLs in one variable, separated by spaces or commas. */
export function listOf<T>(parse: Parse<T>): Parse<T[]> {
  return (text, refuse) => {
    // a password before an @ may have a space or a comma: not cut, so that no piece of it is quoted
    const items = text.includes('@') ? [text] : text.split(/[\s,]+/).filter((item) => item !== '');
    if (items.length === 0)
      return refuse('The value has separators only. Write at least one item, or leave it empty.');
    const values = items.map((item) => parse(item, refuse));
    return values.every((value) => value !== undefined) ? values : undefined;
  };
}

export const filePath: Parse<string> = (text, refuse) =>
  text.includes('\0') ? refuse('The path has a null character. Write the path of a file.') : text;

/** The absolute path of a folder. */
export const directory: FromText<string> = (text, refuse, files) => {
  const path = filePath(text, refuse);
  return path && files.resolve(path);
};

/** A whole number. `unset`: what to do for none, for the sentence. */
export function wholeNumber(limits: { min: number; max: number; unset?: string }): Parse<number> {
  const { min, max, unset } = limits;
  const otherwise = unset === undefined ? '' : `, or ${unset}`;
  return (text, refuse) =>
    /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max
      ? Number(text)
      : refuse(`${quote(text)} is out of range. Use a whole number from ${min} to ${max}${otherwise}.`);
}

/** 0 lets the system choose a free port. */
export const port: Parse<number> = (text, refuse) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65535
    ? Number(text)
    : refuse(`${quote(text)} is not a port. Use a whole number from 1 to 65535, such as 8490.`);

/** An IANA name, as this program's list of time zones has it. */
export const timeZone: Parse<string> = (text, refuse) =>
  parseTimeZone(text) ??
  refuse(`${quote(text)} is not a time zone. Write an IANA name like Europe/Berlin or UTC.`);
