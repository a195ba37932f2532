/** MAC addresses as people write them. */

/** The 12 lower-case hex digits of a MAC address in any common notation (AA:BB:…, aa-bb-…, aabb.ccdd.eeff, aabbccddeeff); null for another text. */
export function toMacDigits(text: string): string | null {
  const digits = text.trim().toLowerCase();
  const isMac =
    /^[\da-f]{12}$/.test(digits) ||
    /^[\da-f]{1,2}(?:([:-])[\da-f]{1,2})(?:\1[\da-f]{1,2}){4}$/.test(digits) ||
    /^[\da-f]{4}[.:-][\da-f]{4}[.:-][\da-f]{4}$/.test(digits) ||
    /^[\da-f]{6}[:-][\da-f]{6}$/.test(digits) ||
    /^[\da-f]{2}(?: [\da-f]{2}){5}$/.test(digits);
  if (!isMac) return null;
  // a router may leave out leading zeros: 0:1:2:a:b:c
  const parts = digits.split(/[:. -]/);
  return parts.length === 6 ? parts.map((part) => part.padStart(2, '0')).join('') : parts.join('');
}
