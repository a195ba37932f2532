/** Which SSIDs a router's interfaces serve. A device that only knows an SSID that is switched off cannot show that it is there. */
import { stationsIn } from '../join/infrastructure.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { WifiInterface } from '../parse/interface.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';

/** `disabled`: listed, but only on interfaces that are disabled or inactive. `absent`: no interface has it any more. */
export type SsidState = 'on' | 'disabled' | 'absent';

/** Every SSID that an interface ever had. */
export type Ssids = ReadonlyMap<string, SsidState>;

/** More SSIDs than a router's radios can serve are not remembered. */
const MOST_SSIDS = 256;

/** The SSIDs after one more reading; as they were unless every interface table was read. The same object when nothing changed. */
export function advanceSsids(known: Ssids, reading: Reading, isWhole: boolean): Ssids {
  if (!isWhole) return known;
  const rows = dialectNames.flatMap((dialect) => servingRows(reading, dialects[dialect].interfaces.path));
  const enabled = rows.filter(isServing);
  // an interface that does not say its SSID may have any
  if (enabled.some(({ ssid }) => ssid === null)) return known.size === 0 ? known : new Map();
  const on = new Set(enabled.map(({ ssid }) => ssid));
  const listed = new Set(rows.flatMap(({ ssid }) => ssid ?? []));
  const names = [...new Set([...listed, ...known.keys()])].slice(0, MOST_SSIDS);
  const next = names.map((ssid): [string, SsidState] => [
    ssid,
    on.has(ssid) ? 'on' : listed.has(ssid) ? 'disabled' : 'absent',
  ]);
  const isSame = next.length === known.size && next.every(([ssid, state]) => known.get(ssid) === state);
  return isSame ? known : new Map(next);
}

/** The interface can have clients. */
export function isServing({ disabled, inactive }: WifiInterface): boolean {
  return disabled !== true && inactive !== true;
}

function servingRows(reading: Reading, path: (typeof dialects)[keyof typeof dialects]['interfaces']['path']) {
  const rows: readonly WifiInterface[] = rowsOf(reading.tables[path]) ?? [];
  const stations = stationsIn(rows);
  return rows.filter((row) => !row.isManaged && !stations.has(row.name));
}

/**
 * Whether every SSID that a device was ever seen on is switched off. `isAccessPointThere`: an SSID that is absent because its access point
 * is, is not switched off.
 */
export function areOff(
  ssids: readonly string[],
  networks: readonly Ssids[],
  isAccessPointThere: boolean,
): boolean {
  return (
    ssids.length > 0 &&
    ssids.every((ssid) => {
      const states = networks.flatMap((known) => known.get(ssid) ?? []);
      if (states.length === 0 || states.includes('on')) return false;
      return states.includes('disabled') || isAccessPointThere;
    })
  );
}
