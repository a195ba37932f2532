/** A router's bytes to JSON. A string in another charset must not damage the others, so each is decoded on its own. */
import { isUtf8 } from 'node:buffer';
import type { Decode } from '../parse/charset.ts';
import type { Sliced } from '../parse/sliced.ts';

/** RouterOS nests nothing deeper than the properties of a row. */
type Json = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Bytes between two places to pause: parsed in a few milliseconds. */
const PART_BYTES = 128 * 1024;

/** The JSON in `body`; undefined when there is none in it. */
export function* parseBody(body: Uint8Array, decode: Decode, partBytes = PART_BYTES): Sliced<unknown> {
  const isText = isUtf8(body);
  const parse = (part: Buffer) =>
    isText ? parseJson(new TextDecoder().decode(part)) : parseMixed(part, decode);
  const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return (yield* parseParts(whole, parse, partBytes)) ?? parse(whole);
}

/**
 * A long list of rows, part by part; null when it cannot be cut where one row seems to end. A cut inside a string or an inner list leaves
 * a part that is no JSON.
 */
function* parseParts(
  body: Buffer,
  parse: (part: Buffer) => unknown,
  partBytes: number,
): Sliced<unknown[] | null> {
  const rows: unknown[] = [];
  for (let begin = 0; ; ) {
    const end = body.indexOf('},{', begin + partBytes);
    if (end === -1 && begin === 0) return null;
    const part = body.subarray(begin, end === -1 ? body.length : end + 1);
    const found = parse(
      Buffer.concat([begin === 0 ? NOTHING : OPENING, part, end === -1 ? NOTHING : CLOSING]),
    );
    if (!Array.isArray(found)) return null;
    for (const row of found) rows.push(row);
    if (end === -1) return rows;
    begin = end + 2;
    yield;
  }
}

const NOTHING = Buffer.of();
const OPENING = Buffer.from('[');
const CLOSING = Buffer.from(']');

/** Of an answer with strings in several charsets. */
function parseMixed(body: Uint8Array, decode: Decode): unknown {
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
