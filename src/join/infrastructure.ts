/** Which rows and MACs are the network's own, and so are no device: the uplink of a station interface, radios, BSSIDs, CAPs. */
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { Radio, RemoteCap, WifiInterface } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';

/**
 * The interface is itself a client of another access point: its row in the registration table is that access point. One that tells no mode has
 * RouterOS's default, access point, also below a station: rows of it that are left out would be people who are never home.
 */
export function isStation({ mode }: Pick<WifiInterface, 'mode'>): boolean {
  return mode?.toLowerCase().startsWith('station') === true;
}

/** The interfaces of a dialect in a station mode, by name. */
export function stationsIn(interfaces: readonly WifiInterface[]): Set<string> {
  return new Set(interfaces.filter(isStation).map(({ name }) => name));
}

/**
 * The MACs of one router's own interfaces, radios and CAPs, and of the access points that its station interfaces use. While a table that
 * tells them fails, those of `previous` hold too. The same object when nothing changed.
 */
export function ownMacsIn(reading: Reading, previous: ReadonlySet<Mac>): ReadonlySet<Mac> {
  const macs = new Set<Mac>();
  let isWhole = true;
  const add = (mac: Mac | null) => {
    if (mac !== null) macs.add(mac);
  };
  for (const dialect of dialectNames) {
    const { registrations, interfaces, radios, caps } = dialects[dialect];
    const tables = [interfaces, radios, caps].flatMap((menu) =>
      menu === null ? [] : [reading.tables[menu.path]],
    );
    if (tables.some(({ status }) => status === 'failed')) isWhole = false;
    const rows: readonly WifiInterface[] = rowsOf(reading.tables[interfaces.path]) ?? [];
    for (const { macAddress } of rows) add(macAddress);
    if (radios !== null)
      for (const { radioMac } of (rowsOf(reading.tables[radios.path]) ?? []) as readonly Radio[])
        add(radioMac);
    if (caps !== null)
      for (const { baseMac } of (rowsOf(reading.tables[caps.path]) ?? []) as readonly RemoteCap[])
        add(baseMac);
    const stations = stationsIn(rows);
    for (const row of rowsOf(reading.tables[registrations]) ?? [])
      if (row.interface !== null && stations.has(row.interface)) add(row.macAddress);
  }
  if (!isWhole) for (const mac of previous) macs.add(mac);
  const isSame = macs.size === previous.size && [...macs].every((mac) => previous.has(mac));
  return isSame ? previous : macs;
}
