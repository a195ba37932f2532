/** A router's bytes to JSON. A string in another charset must not damage the others, so each is decoded on its own. */
import { isUtf8 } from 'node:buffer';
import type { Decode } from '../parse/charset.ts';

/** RouterOS nests nothing deeper than the properties of a row. */
type Json = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** The JSON in `body`; undefined when there is none in it. */
export function parseBody(body: Uint8Array, decode: Decode): unknown {
  if (isUtf8(body)) return parseJson(new TextDecoder().decode(body));
  return mapStrings(parseJson(escapesToBytes(latin1(body))) as Json | undefined, (text) =>
    // most strings of a large answer
    IS_ASCII.test(text) ? text : decode(Buffer.from(text, 'latin1')),
  );
}

/** The JSON in `body` with every string as bytes, one character each; undefined when there is none in it. */
export function parseBytes(body: Uint8Array): unknown {
  return parseJson(escapesToBytes(latin1(body)));
}

/** The same in every charset. */
const IS_ASCII = /^[ -~]*$/;

// JSON forbids these in strings; RouterOS may not escape all of them. They have no meaning here.
const RAW_CONTROL = /[^ -\u{10ffff}]/gu;

function parseJson(text: string): unknown {
  return tryJson(text) ?? tryJson(text.replace(RAW_CONTROL, ' '));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** "\u00e9" names a character, not a byte: as UTF-8 bytes it survives the decoding of bytes. */
function escapesToBytes(text: string): string {
  const escapes = /\\u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(?!00[0-7])[0-9a-f]{4})|\\[^]/gi;
  return text.replace(escapes, (escape) =>
    escape.length < 6 ? escape : latin1(Buffer.from(JSON.parse(`"${escape}"`) as string)),
  );
}

/** A whole answer: rows of properties, or one row. */
function mapStrings(value: Json | undefined, decode: (text: string) => string): unknown {
  if (typeof value === 'string') return decode(value);
  if (Array.isArray(value)) return value.map((row: Json) => mapProperties(row, decode));
  return mapProperties(value, decode);
}

function mapProperties(row: unknown, decode: (text: string) => string): unknown {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      decode(key),
      typeof value === 'string' ? decode(value) : (value as unknown),
    ]),
  );
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
