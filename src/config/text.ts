/** Names, ids, keys and passwords in a variable or in the file. */
import { type AccessKey, digestKey, plainKey } from '../auth/access-key.ts';
import { type Mac, parseMac, toId } from '../parse/mac.ts';
import { cleanText } from '../parse/text.ts';
import { quote } from './problem.ts';
import type { Parse, Refuse } from './value.ts';

export const topic: Parse<string> = (text, refuse) => {
  if (/[+#]/.test(text)) return refuse(`${quote(text)} has a wildcard. Leave out + and #.`);
  if (text.split('/').includes(''))
    return refuse(
      `${quote(text)} begins or ends with a slash, or has two in a row. Write it like home/presence.`,
    );
  return text.startsWith('$') || /[\p{C}\s]/u.test(text) || Buffer.byteLength(text) > 128
    ? refuse(
        `${quote(text)} is not a plain topic. Write at most 128 characters without spaces, and no $ at the start.`,
      )
    : text;
};

export const instanceId: Parse<string> = (text, refuse) =>
  /^[a-z0-9][a-z0-9-]{0,39}$/.test(text)
    ? text
    : refuse(
        `${quote(text)} is not an id. Write small letters, digits and hyphens, at most 40, no hyphen first.`,
      );

/** Twelve hex digits are the id of an access point, so a router's id must differ in form. */
export const routerId: Parse<string> = (text, refuse) =>
  /^[0-9a-f]{12}$/.test(text)
    ? refuse(`${quote(text)} looks like a MAC address. Write a word, such as garage.`)
    : instanceId(text, refuse);

/** Without the prefix `zone.`. */
export const zone: Parse<string> = (text, refuse) =>
  /^(?:zone\.)?([a-z0-9_]{1,64})$/.exec(text)?.[1] ??
  refuse(`${quote(text)} is not a zone. Write its entity id in Home Assistant, such as zone.cabin.`);

export const mac: Parse<Mac> = (text, refuse) =>
  parseMac(text) ?? refuse(`${quote(text)} is not a MAC address. Write it like 48:A9:8A:12:34:56.`);

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
        `${quote(text)} is not a SHA-256 fingerprint. Write its 64 hex digits, with or without colons; "mikrotik-presence check" prints it.`,
      );
};

/** The canonical name of an encoding that TextDecoder knows. */
export const charset: Parse<string> = (text, refuse) => {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    return refuse(
      `${quote(text)} is not a known charset. Write one such as windows-1252, windows-1251 or iso-8859-2.`,
    );
  }
};

/** A `device_id`: a MAC address in any notation, as twelve lower-case hex digits. */
export const deviceId: Parse<string> = (text, refuse) => {
  const address = parseMac(text);
  return address !== null
    ? toId(address)
    : refuse(`${quote(text)} is not a device_id. Write twelve hex digits, such as 3c22fb0a1b2c.`);
};

export const displayName: Parse<string> = (text, refuse) => {
  const name = text.length > 128 || /[\p{Cc}\u2028\u2029]/u.test(text) ? null : cleanText(text);
  return name ?? refuse(`${quote(text)} is not a name. Write one line of at most 128 characters.`);
};

/** As written, because the person's id follows from it. Invisible characters are removed where the name is shown. */
export const personName: Parse<string> = (text, refuse) =>
  displayName(text, refuse) === undefined ? undefined : text;

/** Cleaned like the SSIDs of the network, with which it is compared. */
export const ssid: Parse<string> = (text, refuse) =>
  Buffer.byteLength(text) > 32
    ? refuse(`${quote(text)} is not an SSID. Write at most 32 bytes.`)
    : (cleanText(text) ?? '');

/** HTTP Basic cannot carry a colon in a user name. */
export const userName: Parse<string> = (text, refuse) =>
  /[\p{Cc}:]/u.test(text)
    ? refuse('A user name has no colon and no line break. Write the name alone.')
    : text;

export const password: Parse<string> = (text, refuse) =>
  /\p{Cc}/u.test(text)
    ? refuse('The password has a line break or another control character. Write it on one line, without any.')
    : text;

/** The name of a key in the log. */
export const keyName: Parse<string> = (text, refuse) =>
  /^[a-z0-9][a-z0-9._-]{0,31}$/i.test(text)
    ? text
    : refuse(`${quote(text)} is not a name of a key. Write at most 32 letters, digits, dots and hyphens.`);

/** Of OAuth tokens: any text without spaces. */
export const audience: Parse<string> = (text, refuse) =>
  /^[\x21-\x7e]{1,512}$/.test(text)
    ? text
    : refuse(`${quote(text)} is not one audience. Write one text without spaces.`);

/** Keys, separated by spaces or line breaks: each the key itself or its digest, optionally after `name=`. */
export const accessKeys: Parse<AccessKey[]> = (text, refuse) => {
  const items = text.split(/[ \t\r\n]+/).filter((item) => item !== '');
  if (items.length === 0) return refuse('The value has spaces only. Write a key, or leave it empty.');
  const keys = items.map((item) => accessKey(item, refuse, items.length > 1));
  return keys.every((key) => key !== undefined) ? keys : undefined;
};

// equals signs at the end are the padding of base64, and no name precedes them
const NAMED = /^([a-z0-9][a-z0-9._-]{0,31})=(?!=*$)(.*)$/i;

function accessKey(item: string, refuse: Refuse, isOneOfMany: boolean): AccessKey | undefined {
  const [, name = null, secret = item] = NAMED.exec(item) ?? [];
  const many = isOneOfMany ? ' A space ends a key and begins the next.' : '';
  if (/^sha256:/i.test(secret)) {
    const digest = secret.slice('sha256:'.length).toLowerCase();
    return /^[0-9a-f]{64}$/.test(digest)
      ? digestKey(digest, name)
      : refuse(
          `The text after sha256: is not 64 hex digits.${many} Write the output of sha256sum for the key.`,
        );
  }
  if (!/^[\x21-\x7e]*$/.test(secret))
    return refuse('The key has a character outside ASCII. Use letters, digits and signs only.');
  return secret.length < 16
    ? refuse(
        `The key is too short.${many} Write at least 16 characters, such as node -p "crypto.randomUUID()" prints.`,
      )
    : plainKey(secret, name);
}
