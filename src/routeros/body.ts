/**
 * A router's bytes to JSON. RouterOS stores and sends text as the bytes it was given: WinBox writes comments in the Windows code page,
 * WiFi clients put anything into their host name. One such string must not damage the others, so each is decoded on its own.
 */

/** Nested deeper than a row's properties RouterOS has nothing. */
type Json = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Bytes of one string to text. */
export type Decode = (bytes: Uint8Array) => string;

/** The JSON in `body`; undefined when there is none in it. */
export function parseBody(body: Uint8Array, decode: Decode): unknown {
  const whole = strictUtf8(body);
  if (whole !== null) return parseJson(whole);
  return mapStrings(parseJson(escapesToBytes(latin1(body))) as Json | undefined, (text) =>
    decode(Buffer.from(text, 'latin1')),
  );
}

// Not allowed in JSON strings; whether RouterOS always escapes them is not known. They carry no meaning here.
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

/** "\u00e9" names a character, not a byte: written as its UTF-8 bytes it comes through the decoding of bytes unharmed. */
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

/** Strictly UTF-8, else `charset`, a WHATWG label; throws for one that does not exist. */
export function createDecoder(charset: string): Decode {
  const fallback = new TextDecoder(charset);
  // Node 20.18.3 to 24.x decode windows-1252 as Latin-1 (nodejs/node#56542): "€" and curly quotes would come out as control characters
  return fallback.encoding === 'windows-1252'
    ? (bytes) => strictUtf8(bytes) ?? windows1252(bytes)
    : (bytes) => strictUtf8(bytes) ?? fallback.decode(bytes);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

// 0x80 to 0x9F, where windows-1252 differs from Latin-1
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function windows1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80]!);
}
