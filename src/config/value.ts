/** What may stand in a variable or in the file: text to value, or a sentence that says what to write instead. Reads nothing but its argument. */
import { isIP } from 'node:net';
import { type AccessKey, plainKey } from '../auth/access-key.ts';
import { oneOf, quote } from './problem.ts';
import { type Mac, parseMac } from '../parse/mac.ts';
import { cleanText } from '../parse/text.ts';

/** Takes the sentence for the reader; answers undefined, the value of what was refused. */
export type Refuse = (message: string) => undefined;
export type Parse<T> = (text: string, refuse: Refuse) => T | undefined;

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of "500ms", "10s", "3m", "1h", "90d" within the limits, which are written likewise. `never`: 0 is allowed and means never. */
export function duration(limits: { min: string; max: string; never?: boolean }): Parse<number> {
  const [min, max] = [milliseconds(limits.min)!, milliseconds(limits.max)!];
  return (text, refuse) => {
    if (limits.never === true && /^0+(?:ms|s|m|h|d)?$/.test(text)) return 0;
    if (/^\d{1,9}$/.test(text))
      return refuse(`${text} has no unit. Write ${text}s for seconds, ${text}m for minutes.`);
    const ms = milliseconds(text);
    if (ms === null) return refuse(`${quote(text)} is no duration. Write it like 500ms, 10s, 3m, 1h or 90d.`);
    if (ms < min) return refuse(`${quote(text)} is too short. Write at least ${limits.min}.`);
    return ms > max ? refuse(`${quote(text)} is too long. Write at most ${limits.max}.`) : ms;
  };
}

function milliseconds(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  return match === null ? null : Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

const SIZES = { MB: 1024 ** 2, GB: 1024 ** 3 };

/** Bytes of "512MB" or "2GB" within the limits; 0 is allowed and means nothing at all. */
export function size(limits: { min: string; max: string }): Parse<number> {
  const [min, max] = [bytes(limits.min)!, bytes(limits.max)!];
  return (text, refuse) => {
    if (/^0+(?:[MG]B)?$/i.test(text)) return 0;
    const found = bytes(text);
    if (found === null) return refuse(`${quote(text)} is no size. Write it like 512MB or 2GB, or 0.`);
    if (found < min) return refuse(`${quote(text)} is too small. Write at least ${limits.min}, or 0.`);
    return found > max ? refuse(`${quote(text)} is too large. Write at most ${limits.max}.`) : found;
  };
}

function bytes(text: string): number | null {
  const match = /^(\d{1,9})\s?([MG]B)$/i.exec(text);
  return match === null ? null : Number(match[1]) * SIZES[match[2]!.toUpperCase() as keyof typeof SIZES];
}

/** An address, or a network such as 192.168.88.0/24. */
export const networkAddress: Parse<string> = (text, refuse) => {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isPrefix && rest.length === 0
    ? text
    : refuse(
        `${quote(text)} is no address. Write one such as 192.168.88.1, or a network such as 192.168.88.0/24.`,
      );
};

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
    : refuse(`${quote(text)} is neither yes nor no. Write true or false.`);
};

export function choice<const T extends string>(words: readonly T[]): Parse<T> {
  return (text, refuse) =>
    words.find((word) => word === text.toLowerCase()) ??
    refuse(`${quote(text)} is not known here. Write ${oneOf(words)}.`);
}

/** Several hosts or URLs in one variable, separated by spaces or commas. */
export function listOf<T>(parse: Parse<T>): Parse<T[]> {
  return (text, refuse) => {
    // before an @ may stand a password with a blank or a comma in it: not cut, so that no piece of it is quoted
    const items = text.includes('@') ? [text] : text.split(/[\s,]+/).filter((item) => item !== '');
    if (items.length === 0)
      return refuse('The value is made of separators. Write at least one, or nothing at all.');
    const values = items.map((item) => parse(item, refuse));
    return values.every((value) => value !== undefined) ? values : undefined;
  };
}

export const filePath: Parse<string> = (text, refuse) =>
  text.includes('\0') ? refuse('A path holds no null character. Write the path of a file.') : text;

/** A whole number within the limits; `unset` is what to do for none at all. */
export function count(limits: { min: number; max: number; unset?: string }): Parse<number> {
  const { min, max, unset } = limits;
  const otherwise = unset === undefined ? '' : `, or ${unset}`;
  return (text, refuse) =>
    /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max
      ? Number(text)
      : refuse(`${quote(text)} does not do. Write a number from ${min} to ${max}${otherwise}.`);
}

/** 0 lets the system choose a free one. */
export const port: Parse<number> = (text, refuse) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65535
    ? Number(text)
    : refuse(`${quote(text)} is no port. Write a number from 1 to 65535, such as 8490.`);

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

function isHost(text: string): boolean {
  return isIP(text) !== 0 || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text));
}

// "[::1]" as in a URL, "::1" as in a socket address
function unbracket(text: string): string {
  const inner = /^\[(.+)\]$/.exec(text)?.[1];
  return inner !== undefined && isIP(inner) === 6 ? inner : text;
}

export const listenHost: Parse<string> = (text, refuse) => {
  const host = unbracket(text);
  return isHost(host)
    ? host
    : refuse(
        `${quote(text)} is no address to listen on. Write one such as 0.0.0.0 (everywhere), 127.0.0.1 (this machine only) or ::, without a port.`,
      );
};

/** A name or address of the `Host` header, or `*.suffix`. A lone `*` would undo the protection it is for. */
export const allowedHost: Parse<string> = (text, refuse) => {
  const host = unbracket(text.toLowerCase());
  return isHost(host.startsWith('*.') ? host.slice(2) : host)
    ? host
    : refuse(
        `${quote(text)} is no host. Write a name such as nas.lan or *.example.org, without scheme or port.`,
      );
};

export const topic: Parse<string> = (text, refuse) => {
  if (/[+#]/.test(text)) return refuse(`${quote(text)} holds a wildcard. Leave out + and #.`);
  if (text.split('/').includes(''))
    return refuse(
      `${quote(text)} begins or ends with a slash, or has two in a row. Write it like home/presence.`,
    );
  return text.startsWith('$') || /[\p{C}\s]/u.test(text) || Buffer.byteLength(text) > 128
    ? refuse(
        `${quote(text)} is no plain topic. Write at most 128 characters without spaces, and no $ at the start.`,
      )
    : text;
};

export const instanceId: Parse<string> = (text, refuse) =>
  /^[a-z0-9][a-z0-9-]{0,39}$/.test(text)
    ? text
    : refuse(
        `${quote(text)} is no id. Write small letters, digits and hyphens, at most 40, no hyphen first.`,
      );

/** Twelve hex digits are an access point's id, so no router may have such a one. */
export const routerId: Parse<string> = (text, refuse) =>
  /^[0-9a-f]{12}$/.test(text)
    ? refuse(`${quote(text)} looks like a MAC address. Write a word, such as garage.`)
    : instanceId(text, refuse);

/** Without the prefix `zone.`. */
export const zone: Parse<string> = (text, refuse) =>
  /^(?:zone\.)?([a-z0-9_]{1,64})$/.exec(text)?.[1] ??
  refuse(`${quote(text)} is no zone. Write its entity id in Home Assistant, such as zone.cabin.`);

export const mac: Parse<Mac> = (text, refuse) =>
  parseMac(text) ?? refuse(`${quote(text)} is no MAC address. Write it like 48:A9:8A:12:34:56.`);

/** SHA-256 of a certificate as `AA:BB:…`. */
export const fingerprint: Parse<string> = (text, refuse) => {
  const hex = text
    .replace(/^sha-?256(?: fingerprint)?[=:]\s*/i, '')
    .replace(/[:\s]/g, '')
    .toUpperCase();
  if (/^[0-9A-F]{64}$/.test(hex)) return hex.match(/../g)!.join(':');
  return /^[0-9A-F]{40}$/.test(hex)
    ? refuse(
        'This is a SHA-1 fingerprint. Write the SHA-256 one, 64 hex digits; "mikrotik-presence check" prints it.',
      )
    : refuse(
        `${quote(text)} is no SHA-256 fingerprint. Write its 64 hex digits, with or without colons; "mikrotik-presence check" prints it.`,
      );
};

/** The canonical name of an encoding that TextDecoder knows. */
export const charset: Parse<string> = (text, refuse) => {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    return refuse(
      `${quote(text)} is no known charset. Write one such as windows-1252, windows-1251 or iso-8859-2.`,
    );
  }
};

export const displayName: Parse<string> = (text, refuse) => {
  const name = text.length > 128 || /[\p{Cc}\u2028\u2029]/u.test(text) ? null : cleanText(text);
  return name ?? refuse(`${quote(text)} is no name. Write one line of at most 128 characters.`);
};

/** Compared with the SSIDs of the network, which are cleaned as well. */
export const ssid: Parse<string> = (text, refuse) =>
  Buffer.byteLength(text) > 32
    ? refuse(`${quote(text)} is no SSID. Write at most 32 bytes.`)
    : (cleanText(text) ?? '');

/** HTTP Basic cannot carry a colon in a user name. */
export const userName: Parse<string> = (text, refuse) =>
  /[\p{Cc}:]/u.test(text)
    ? refuse('A user name has no colon and no line break. Write the name alone.')
    : text;

export const password: Parse<string> = (text, refuse) =>
  /\p{Cc}/u.test(text)
    ? refuse(
        'The password holds a line break or another control character. Write it on one line, without any.',
      )
    : text;

/** One or more keys, separated by blanks or line breaks: the key itself or the digest of it, each perhaps with the name of who has it. */
export const accessKeys: Parse<AccessKey[]> = (text, refuse) => {
  const items = text.split(/[ \t\r\n]+/).filter((item) => item !== '');
  const keys = items.map((item) => accessKey(item, refuse, items.length > 1));
  return keys.length > 0 && keys.every((key) => key !== undefined)
    ? keys
    : items.length > 0
      ? undefined
      : refuse('The value is made of blanks. Write a key, or nothing at all.');
};

// equals signs at the end are the padding of base64, and no name is in front of them
const NAMED = /^([a-z0-9][a-z0-9._-]{0,31})=(?!=*$)(.*)$/i;

function accessKey(item: string, refuse: Refuse, isOneOfMany: boolean): AccessKey | undefined {
  const [, name = null, secret = item] = NAMED.exec(item) ?? [];
  const many = isOneOfMany ? ' A blank ends a key and begins the next.' : '';
  if (/^sha256:/i.test(secret)) {
    const digest = secret.slice('sha256:'.length).toLowerCase();
    return /^[0-9a-f]{64}$/.test(digest)
      ? { name, plain: null, digest }
      : refuse(`What follows sha256: are not 64 hex digits.${many} Write what sha256sum makes of the key.`);
  }
  if (!/^[\x21-\x7e]*$/.test(secret))
    return refuse('The key holds a character beyond ASCII. Write letters, digits and signs only.');
  return secret.length < 16
    ? refuse(
        `The key is too short.${many} Write at least 16 characters, such as node -p "crypto.randomUUID()" prints.`,
      )
    : plainKey(secret, name);
}
