/**
 * Bytes to text, one string at a time. RouterOS stores and sends text as the bytes it was given: WinBox writes comments in the code page of
 * Windows, WiFi clients put anything into their host names, so two strings of one answer may differ.
 */

/** The bytes of one string to text; never throws. */
export type Decode = (bytes: Uint8Array) => string;

/** A byte order mark begins a stream; at the beginning of one string it is a character. */
const KEEP_BOM = { ignoreBOM: true };

/** Strictly UTF-8, else `charset`, a WHATWG label such as "windows-1251". Throws a RangeError for a label that does not exist. */
export function createDecoder(charset: string): Decode {
  const fallback = new TextDecoder(charset, KEEP_BOM);
  // Node 20.18.3 to 24.x decode windows-1252 as Latin-1 (nodejs/node#56542): "€" and curly quotes would become control characters
  return fallback.encoding === 'windows-1252'
    ? (bytes) => strictUtf8(bytes) ?? windows1252(bytes)
    : (bytes) => strictUtf8(bytes) ?? fallback.decode(bytes);
}

const UTF8 = new TextDecoder('utf-8', { ...KEEP_BOM, fatal: true });

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

// 0x80 to 0x9F, where windows-1252 differs from Latin-1
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function windows1252(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => WINDOWS_1252[byte - 0x80] ?? String.fromCharCode(byte)).join('');
}
