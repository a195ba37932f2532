/** The colour of each network: the same one whatever else there is, as far as networks do not share one. */

/** `net-0` to `net-7` in the style sheet. */
export const COLOURS = 8;

/** By SSID. Of two networks with the same colour, the later one by name takes the next free one. */
export function toColours(ssids: Iterable<string>): ReadonlyMap<string, number> {
  const colours = new Map<string, number>();
  const taken = new Set<number>();
  for (const ssid of [...new Set(ssids)].sort()) {
    if (taken.size === COLOURS) taken.clear();
    let colour = colourOf(ssid);
    while (taken.has(colour)) colour = (colour + 1) % COLOURS;
    taken.add(colour);
    colours.set(ssid, colour);
  }
  return colours;
}

/** FNV-1a. */
export function colourOf(ssid: string): number {
  let hash = 0x811c9dc5;
  for (const letter of ssid) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  return (hash >>> 0) % COLOURS;
}
