/** Text and the bytes a router stores, one character per byte. */
import { createDecoder } from '../parse/charset.ts';
import { cleanText } from '../parse/text.ts';

const encoder = new TextEncoder();

/** As UTF-8. */
export function toBytes(text: string): string {
  return Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte)).join('');
}

const decode = createDecoder('windows-1252');

/** For a person: decoded and cleaned; null when nothing of it is visible. */
export function toText(bytes: string): string | null {
  return cleanText(decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0))));
}
