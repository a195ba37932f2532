/** Who made a device, by the list of address blocks that the IEEE assigns. The package `oui-data` is that list; its updates come with ours. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isRandomized, type Mac } from '../parse/mac.ts';

/** Holders of a block who are no makers: the block is divided further, or its holder is not published. */
const NOBODY = new Set(['IEEE Registration Authority', 'Private']);
/** Hex digits of a block, the smallest block first: one lies inside a larger one. */
const BLOCK_DIGITS = [9, 7, 6];

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const ENTRY = Buffer.from('\n "');
/** Of an entry, between its prefix and the text: `": "`. */
const BETWEEN = 4;

/**
 * The maker of a MAC address; null for a randomized one, and for one that the list does not attribute. The list is read at the first address that is not randomized, and stays as it is in the package: 6 MB outside
 * the heap.
 */
export function createVendors(readList: () => Buffer): (mac: Mac) => string | null {
  let list: Buffer | null = null;
  let places = new Map<string, number>();
  return (mac) => {
    if (isRandomized(mac)) return null;
    if (list === null) {
      list = readList();
      places = placesIn(list);
    }
    const digits = mac.replaceAll(':', '');
    for (const count of BLOCK_DIGITS) {
      const place = places.get(digits.slice(0, count));
      const name = place === undefined ? null : nameAt(list, place);
      if (name !== null && !NOBODY.has(name)) return name;
    }
    return null;
  };
}

/** By the list of the package, which is read once. */
export const vendorOf = createVendors(() => readFileSync(createRequire(import.meta.url).resolve('oui-data')));

/** Where the text of each prefix begins. The list is JSON with an entry per line; parsing it would take five times as long, and its addresses 30 MB. */
function placesIn(list: Buffer): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = list.indexOf(ENTRY); at !== -1; at = list.indexOf(ENTRY, at)) {
    const start = at + ENTRY.length;
    const end = list.indexOf(QUOTE, start);
    places.set(list.toString('latin1', start, end), end + BETWEEN);
    at = end;
  }
  return places;
}

/** The first line of the JSON string that begins here; the others are the address. */
function nameAt(list: Buffer, start: number): string {
  let end = start;
  while (list[end] !== QUOTE) end += list[end] === BACKSLASH ? 2 : 1;
  const text = JSON.parse(`"${list.toString('utf8', start, end)}"`) as string;
  return text.split('\n', 1)[0]!.trim();
}
