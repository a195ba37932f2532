/** One reading, joined: which clients a router sees and where, which access points and interfaces it runs, what it knows about MACs. */
import type { RemoteCap, WifiInterface } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import { capMenus, interfaceMenus, registrationMenus } from '../parse/menu.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import { type Registration, sources } from '../parse/registration.ts';
import { createDirectory, type Directory } from './directory.ts';
import type { Client, Link } from './client.ts';
import { type AccessPointRef, createLocator, type Locator } from './place.ts';

/** An interface with the access point it belongs to and the clients on it. */
export interface LocatedInterface {
  row: WifiInterface;
  accessPoint: AccessPointRef | null;
  /** From the interface, else its master, else what the clients on it say. */
  ssid: string | null;
  band: WifiInterface['band'];
  channel: string | null;
  frequencyMhz: number | null;
  /** Null when the registration table failed. */
  clientCount: number | null;
}

export interface RouterView {
  reading: Reading;
  clients: ReadonlyMap<Mac, readonly Client[]>;
  interfaces: readonly LocatedInterface[];
  caps: readonly RemoteCap[];
  directory: Directory;
}

/** Joins one reading's complete tables; a failed table contributes nothing. */
export function joinReading(reading: Reading): RouterView {
  const clients = new Map<Mac, Client[]>();
  const interfaces: LocatedInterface[] = [];
  for (const source of sources) {
    const registrations = rowsOf(reading.tables[registrationMenus[source]]);
    const rows = rowsOf(reading.tables[interfaceMenus[source]]) ?? [];
    if (registrations === null && rows.length === 0) continue;
    const locator = createLocator(reading, source);
    for (const registration of registrations ?? []) {
      const client = toClient(reading, registration, locator);
      const others = clients.get(registration.macAddress);
      if (others === undefined) clients.set(registration.macAddress, [client]);
      else others.push(client);
    }
    for (const row of rows) interfaces.push(locate(row, registrations, locator));
  }
  return {
    reading,
    clients,
    interfaces,
    caps: Object.values(capMenus).flatMap((path) => rowsOf(reading.tables[path]) ?? []),
    directory: createDirectory(reading),
  };
}

function toClient(reading: Reading, registration: Registration, locator: Locator): Client {
  // WiFi 7: the row is on "mld1", which has no interface row of its own; its first link has
  const [firstLink] = registration.links;
  const known = locator.interfaceOf(registration.interface) !== null;
  const name = known ? registration.interface : (firstLink?.interface ?? registration.interface);
  const row = locator.interfaceOf(name);
  const master = locator.masterOf(name);
  const readAt = reading.tables[registrationMenus[registration.source]].readAt;
  const links: Link[] = registration.links.map((link) => ({
    ...link,
    band: locator.interfaceOf(link.interface)?.band ?? null,
  }));
  return {
    registration,
    place: {
      router: reading.router,
      source: registration.source,
      accessPoint: locator.accessPointOf(name),
      interface: registration.interface,
      ssid: registration.ssid ?? row?.ssid ?? null,
      band: registration.band ?? row?.band ?? master?.band ?? null,
    },
    channel: row?.channel ?? master?.channel ?? null,
    frequencyMhz: row?.frequencyMhz ?? master?.frequencyMhz ?? null,
    links,
    readAt,
    associatedAt: registration.uptimeMs === null ? null : readAt - registration.uptimeMs,
  };
}

function locate(
  row: WifiInterface,
  registrations: readonly Registration[] | null,
  locator: Locator,
): LocatedInterface {
  const master = locator.masterOf(row.name);
  const onIt = registrations?.filter((registration) => registration.interface === row.name) ?? null;
  return {
    row,
    accessPoint: locator.accessPointOf(row.name),
    ssid: row.ssid ?? onIt?.find((registration) => registration.ssid !== null)?.ssid ?? null,
    band: row.band ?? master?.band ?? onIt?.find((registration) => registration.band !== null)?.band ?? null,
    channel: row.channel ?? master?.channel ?? null,
    frequencyMhz: row.frequencyMhz ?? master?.frequencyMhz ?? null,
    clientCount: onIt?.length ?? null,
  };
}
