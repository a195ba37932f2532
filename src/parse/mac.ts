/** MAC addresses: one canonical form inside, every common notation as input. */

/** `AA:BB:CC:DD:EE:FF`. */
export type Mac = string;

// AA:BB:CC:DD:EE:FF, AA-BB-CC-DD-EE-FF, aabb.ccdd.eeff, aabbccddeeff
const NOTATIONS = [
  /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}$/i,
  /^[0-9a-f]{12}$/i,
];

/** The canonical form of any common notation; null for anything else, and for the all-zero and the broadcast address. */
export function parseMac(text: string | null): Mac | null {
  if (text === null || text.length > 17 || !NOTATIONS.some((notation) => notation.test(text))) return null;
  const hex = text.replace(/[:.-]/g, '').toUpperCase();
  if (hex === '000000000000' || hex === 'FFFFFFFFFFFF') return null;
  return hex.match(/../g)!.join(':');
}

/** Twelve lower-case hex digits: the form of `device_id` and of an access point's id. */
export function toId(mac: Mac): string {
  return mac.replaceAll(':', '').toLowerCase();
}

/** The id of a configured device: the given one, else that of its first MAC. */
export function configuredId({ id = null, macs }: { id?: string | null; macs: readonly Mac[] }): string {
  return id ?? toId(macs[0]!);
}

/** The locally administered bit is set, as in the random MACs of phones and in those of virtual radios. */
export function isRandomized(mac: Mac): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 0x02) !== 0;
}
