/** Where an association is: the access point that owns the interface in a registration, by one reading's rows. */
import type { Radio, RemoteCap, WifiInterface } from '../parse/interface.ts';
import { type Mac, toId } from '../parse/mac.ts';
import { type Dialect, dialects } from '../parse/dialect.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import type { Band } from '../parse/value.ts';

/** The box that owns a radio. */
export interface AccessPointRef {
  /** Base MAC of the CAP as 12 hex digits; the router's id for its own radios. */
  id: string;
  /** The CAP's or the router's identity; null when the router did not say. */
  name: string | null;
}

/** Where a device is or was. The only type of a location: presence, movements and events all use it. */
export interface Place {
  router: string;
  source: Dialect;
  /** Null when the interface could not be resolved. */
  accessPoint: AccessPointRef | null;
  interface: string | null;
  ssid: string | null;
  band: Band | null;
  /** Signal of the device in this place as last read (dBm); null when nothing says it, or once the device has left. */
  signalDbm: number | null;
}

/** The same interface in the same registration table: no roam. */
export function isSamePlace(a: Place, b: Place): boolean {
  return isSameInterface(a, b) && a.source === b.source;
}

/** The same interface of the same router; log lines do not name the dialect. */
export function isSameInterface(a: Place, b: Place): boolean {
  return a.router === b.router && a.interface === b.interface;
}

/** Looks an interface up in one dialect of one reading. */
export interface Locator {
  interfaceOf: (name: string | null) => WifiInterface | null;
  /** The master of a virtual interface; a master itself. */
  masterOf: (name: string | null) => WifiInterface | null;
  accessPointOf: (name: string | null) => AccessPointRef | null;
}

// an interface is virtual on a master; a longer chain is a loop
const MAX_MASTERS = 4;

/**
 * Precedence: 1. `cap` of the master interface; 2. `cap` of its radio; 3. caps-man: the remote CAP in its radio row; 4. the MAC in `.about`
 * of the interface or its master; 5. an own radio (`default-name`, a local radio, or a dialect without CAPs) is the router itself.
 */
export function createLocator(reading: Reading, source: Dialect): Locator {
  const menusOf = dialects[source];
  const interfaces = new Map(
    (rowsOf(reading.tables[menusOf.interfaces.path]) ?? []).map((row: WifiInterface) => [row.name, row]),
  );
  const radioRows = menusOf.radios === null ? null : rowsOf(reading.tables[menusOf.radios.path]);
  const radios = new Map((radioRows ?? []).map((radio: Radio) => [radio.interface, radio]));
  const capRows = menusOf.caps === null ? null : rowsOf(reading.tables[menusOf.caps.path]);
  const caps: readonly RemoteCap[] = capRows ?? [];
  const capByMac = new Map(caps.map((cap) => [cap.baseMac, cap]));
  const router: AccessPointRef = {
    id: reading.router,
    name: rowsOf(reading.tables['system/identity'])?.[0]?.name ?? null,
  };

  const interfaceOf: Locator['interfaceOf'] = (name) =>
    name === null ? null : (interfaces.get(name) ?? null);

  const masterOf: Locator['masterOf'] = (name) => {
    let row = interfaceOf(name);
    for (let depth = 0; row !== null && row.masterInterface !== null && depth < MAX_MASTERS; depth++) {
      row = interfaceOf(row.masterInterface) ?? { ...row, masterInterface: null };
    }
    return row;
  };

  const ofCap = (baseMac: Mac, identity: string | null): AccessPointRef => {
    const cap = capByMac.get(baseMac);
    if (cap !== undefined && isLoopback(cap)) return router;
    return { id: toId(baseMac), name: cap?.identity ?? identity };
  };

  const capOfRadio = createCapFinder(caps);
  const locate = (name: string | null): AccessPointRef | null => {
    const row = interfaceOf(name);
    const master = masterOf(name);
    if (row === null || master === null) return null;
    if (menusOf.caps === null) return router;
    const radio = radios.get(master.name);
    const cap = master.cap ?? radio?.cap ?? null;
    if (cap !== null) return ofCap(cap.baseMac, cap.identity);
    const managed = capOfRadio(radio);
    if (managed !== null) return ofCap(managed.baseMac, managed.identity);
    const about = row.aboutCapMac ?? master.aboutCapMac;
    if (about !== null) return ofCap(about, null);
    return master.defaultName !== null || radio?.local === true ? router : null;
  };

  // resolved once for all clients on an interface
  const located = new Map<string | null, AccessPointRef | null>();
  const accessPointOf: Locator['accessPointOf'] = (name) => {
    const known = located.get(name);
    if (known !== undefined) return known;
    const found = locate(name);
    located.set(name, found);
    return found;
  };

  return { interfaceOf, masterOf, accessPointOf };
}

/** A manager may also manage its own radios, through the loopback address. */
export function isLoopback(cap: RemoteCap): boolean {
  return cap.address?.startsWith('127.0.0.1') === true;
}

// a caps-man radio names its CAP; identities repeat, so an identity counts only when a single CAP has it
function createCapFinder(caps: readonly RemoteCap[]): (radio: Radio | undefined) => RemoteCap | null {
  const byName = new Map<string, RemoteCap>();
  /** Null when several CAPs have it. */
  const byIdentity = new Map<string, RemoteCap | null>();
  for (const cap of caps) {
    if (cap.name !== null && !byName.has(cap.name)) byName.set(cap.name, cap);
    if (cap.identity !== null) byIdentity.set(cap.identity, byIdentity.has(cap.identity) ? null : cap);
  }
  return (radio) => {
    if (radio === undefined || radio.local === true) return null;
    const { remoteCapName: name, remoteCapIdentity: identity } = radio;
    const named = name === null ? undefined : byName.get(name);
    return named ?? (identity === null ? null : (byIdentity.get(identity) ?? null));
  };
}
