/** Where an association is: the access point that owns the interface in a registration, by one reading's rows. */
import { type CapAddress, LOOPBACK, parseCapAddress } from '../parse/cap-reference.ts';
import { isRunning, type Radio, type RemoteCap, type WifiInterface } from '../parse/interface.ts';
import { parseMac, toId } from '../parse/mac.ts';
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

/**
 * Whether the way from one place to the other is a roam: a change of access point or of band. Where one of these is not known, a change of
 * interface counts as one.
 */
export function isRoam(a: Place, b: Place): boolean {
  if (isOtherAccessPoint(a, b)) return true;
  const isPlaced = a.accessPoint !== null && b.accessPoint !== null;
  if (a.band !== null && b.band !== null && (a.band !== b.band || isPlaced)) return a.band !== b.band;
  return !isSameInterface(a, b);
}

/** Both access points are known, and differ. */
export function isOtherAccessPoint(a: Place, b: Place): boolean {
  return a.accessPoint !== null && b.accessPoint !== null && a.accessPoint.id !== b.accessPoint.id;
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
 * Precedence: 1. `cap` of the master interface; 2. `cap` of its radio; 3. caps-man: the remote CAP in its radio row; 4. the address in
 * `.about` of the interface or its master; 5. an own radio (`default-name`, a local radio, or a dialect without CAPs) is the router itself.
 * An address without a CAP is passed over. `known`: the CAPs listed earlier, for addresses that the present list lacks.
 */
export function createLocator(reading: Reading, source: Dialect, known: readonly RemoteCap[] = []): Locator {
  const menusOf = dialects[source];
  const interfaces = new Map(
    (rowsOf(reading.tables[menusOf.interfaces.path]) ?? []).map((row: WifiInterface) => [row.name, row]),
  );
  const radioRows = menusOf.radios === null ? null : rowsOf(reading.tables[menusOf.radios.path]);
  const radios = new Map((radioRows ?? []).map((radio: Radio) => [radio.interface, radio]));
  const capRows = menusOf.caps === null ? null : rowsOf(reading.tables[menusOf.caps.path]);
  const caps: readonly RemoteCap[] = capRows ?? [];
  // an address belongs to the CAP that has it now: one that lost its connection may be listed still
  const findCap = createCapIndex([
    caps.filter(isRunning),
    caps,
    known.filter((cap) => cap.source === source),
  ]);
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

  const ofCap = (address: CapAddress, identity: string | null): AccessPointRef | null => {
    if (address === LOOPBACK) return router;
    const cap = findCap(address);
    if (cap !== null && isLoopback(cap)) return router;
    const baseMac = cap?.baseMac ?? parseMac(address);
    return baseMac === null ? null : { id: toId(baseMac), name: cap?.identity ?? identity };
  };

  const capOfRadio = createCapFinder(caps);
  const locate = (name: string | null): AccessPointRef | null => {
    const row = interfaceOf(name);
    const master = masterOf(name);
    if (row === null || master === null) return null;
    if (menusOf.caps === null) return router;
    const radio = radios.get(master.name);
    for (const cap of [master.cap, radio?.cap ?? null]) {
      const found = cap === null ? null : ofCap(cap.address, cap.identity);
      if (found !== null) return found;
    }
    const managed = capOfRadio(radio);
    if (managed !== null) return ofCap(managed.baseMac, managed.identity);
    for (const about of [row.aboutCap, master.aboutCap]) {
      const found = about === null ? null : ofCap(about, null);
      if (found !== null) return found;
    }
    return master.defaultName !== null || radio?.local === true ? router : null;
  };

  // resolved once for all clients on an interface
  const located = new Map<string | null, AccessPointRef | null>();
  const accessPointOf: Locator['accessPointOf'] = (name) => {
    const resolved = located.get(name);
    if (resolved !== undefined) return resolved;
    const found = locate(name);
    located.set(name, found);
    return found;
  };

  return { interfaceOf, masterOf, accessPointOf };
}

/** A manager may also manage its own radios, through the loopback address. */
export function isLoopback(cap: RemoteCap): boolean {
  return parseCapAddress(cap.address) === LOOPBACK;
}

/**
 * The CAP with a base MAC or at an address, by the first list that has it. Null for none, and for an address of several CAPs (behind one
 * translated address), which tells nothing.
 */
function createCapIndex(lists: readonly (readonly RemoteCap[])[]): (address: CapAddress) => RemoteCap | null {
  const indexes = lists.map((caps) => {
    const byAddress = new Map<CapAddress, RemoteCap | null>();
    for (const cap of caps) {
      const address = parseCapAddress(cap.address);
      if (address !== null) byAddress.set(address, isShared(byAddress.get(address), cap) ? null : cap);
    }
    for (const cap of caps) byAddress.set(cap.baseMac, cap);
    return byAddress;
  });
  return (address) => {
    for (const byAddress of indexes) {
      const cap = byAddress.get(address);
      if (cap !== undefined) return cap;
    }
    return null;
  };
}

function isShared(other: RemoteCap | null | undefined, cap: RemoteCap): boolean {
  return other === null || (other !== undefined && other.baseMac !== cap.baseMac);
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
