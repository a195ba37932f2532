/** One reading, joined: the router's clients and their places, its interfaces and CAPs, and what its tables say about MACs. */
import type { RemoteCap, WifiInterface } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import type { Registration } from '../parse/registration.ts';
import { createDirectory, type Directory } from './directory.ts';
import { type Client, isSighting, type Link } from './client.ts';
import { stationsIn } from './infrastructure.ts';
import { type AccessPointRef, createLocator, type Locator } from './place.ts';

/** An interface with the access point it belongs to and the clients on it. */
export interface LocatedInterface {
  row: WifiInterface;
  accessPoint: AccessPointRef | null;
  /** From the interface, else from its master (not the SSID), else from the clients on it. */
  ssid: string | null;
  band: WifiInterface['band'];
  channel: string | null;
  frequencyMhz: number | null;
  /** Devices that passed authentication; null without a registration table. A device with several links counts on each. */
  clientCount: number | null;
}

export interface RouterView {
  reading: Reading;
  clients: ReadonlyMap<Mac, readonly Client[]>;
  interfaces: readonly LocatedInterface[];
  /** Devices that passed authentication, by the id of the access point they are on. */
  clientCounts: ReadonlyMap<string, number>;
  caps: readonly RemoteCap[];
  directory: Directory;
}

/**
 * Joins one reading's complete tables; a failed table contributes nothing. `own`: MACs of the network itself, whose rows are no clients,
 * as those of station interfaces are none.
 */
export function joinReading(reading: Reading, own: ReadonlySet<Mac> = new Set()): RouterView {
  const clients = new Map<Mac, Client[]>();
  const interfaces: LocatedInterface[] = [];
  for (const source of dialectNames) {
    const registrations = rowsOf(reading.tables[dialects[source].registrations]);
    const rows = rowsOf(reading.tables[dialects[source].interfaces.path]) ?? [];
    if (registrations === null && rows.length === 0) continue;
    const locator = createLocator(reading, source);
    const byInterface = new Map<string, Client[]>();
    const stations = stationsIn(rows);
    for (const registration of registrations ?? []) {
      if (own.has(registration.macAddress) || stations.has(registration.interface ?? '')) continue;
      const client = toClient(reading, registration, locator);
      const others = clients.get(registration.macAddress);
      if (others === undefined) clients.set(registration.macAddress, [client]);
      else others.push(client);
      for (const name of interfacesOf(registration, locator)) {
        const beside = byInterface.get(name);
        if (beside === undefined) byInterface.set(name, [client]);
        else beside.push(client);
      }
    }
    const facts = new Map([...byInterface].map(([name, onIt]) => [name, clientFacts(onIt)]));
    const none = registrations === null ? null : clientFacts([]);
    for (const row of rows) interfaces.push(locate(row, facts.get(row.name) ?? none, locator));
  }
  return {
    reading,
    clients,
    interfaces,
    clientCounts: countByAccessPoint(clients),
    caps: dialectNames.flatMap((dialect) => {
      const { caps } = dialects[dialect];
      return caps === null ? [] : (rowsOf(reading.tables[caps.path]) ?? []);
    }),
    directory: createDirectory(reading),
  };
}

function toClient(reading: Reading, registration: Registration, locator: Locator): Client {
  // WiFi 7: the registration is on "mld1", which has no interface row of its own; its first link has one
  const [firstLink] = registration.links;
  const known = locator.interfaceOf(registration.interface) !== null;
  const name = known ? registration.interface : (firstLink?.interface ?? registration.interface);
  const row = locator.interfaceOf(name);
  const master = locator.masterOf(name);
  const band = registration.band ?? row?.band ?? master?.band ?? null;
  // the first of several links may be on another band than the registration
  const tuned = [row, master].find((radio) => radio?.frequencyMhz != null && radio.band === band);
  const readAt = reading.tables[dialects[registration.source].registrations].readAt;
  const links: Link[] = registration.links.map((link) => ({
    ...link,
    band: locator.interfaceOf(link.interface)?.band ?? locator.masterOf(link.interface)?.band ?? null,
  }));
  return {
    registration,
    place: {
      router: reading.router,
      source: registration.source,
      accessPoint: locator.accessPointOf(name),
      interface: registration.interface,
      ssid: registration.ssid ?? row?.ssid ?? null,
      band,
      signalDbm: registration.signalDbm,
    },
    channel: tuned?.channel ?? null,
    frequencyMhz: tuned?.frequencyMhz ?? null,
    links,
    readAt,
    associatedAt: registration.uptimeMs === null ? null : readAt - registration.uptimeMs,
  };
}

// the interface of the registration; without an interface row, those of the links
function interfacesOf(registration: Registration, locator: Locator): string[] {
  const { interface: name, links } = registration;
  if (name !== null && locator.interfaceOf(name) !== null) return [name];
  return links.map((link) => link.interface);
}

function countByAccessPoint(clients: ReadonlyMap<Mac, readonly Client[]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const rows of clients.values()) {
    const ids = new Set(rows.filter(isSighting).map(({ place }) => place.accessPoint?.id));
    for (const id of ids) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** What the clients on an interface say about it. */
interface ClientFacts {
  ssid: string | null;
  band: WifiInterface['band'];
  clientCount: number;
}

function clientFacts(onIt: readonly Client[]): ClientFacts {
  const registrations = onIt.map(({ registration }) => registration);
  const authorized = onIt.filter(isSighting).map(({ registration }) => registration.macAddress);
  return {
    ssid: registrations.find(({ ssid }) => ssid !== null)?.ssid ?? null,
    // an association with several links has one band, which is not that of every link
    band: registrations.find(({ links, band }) => links.length === 0 && band !== null)?.band ?? null,
    clientCount: new Set(authorized).size,
  };
}

function locate(row: WifiInterface, facts: ClientFacts | null, locator: Locator): LocatedInterface {
  const master = locator.masterOf(row.name);
  return {
    row,
    accessPoint: locator.accessPointOf(row.name),
    ssid: row.ssid ?? facts?.ssid ?? null,
    band: row.band ?? master?.band ?? facts?.band ?? null,
    channel: row.channel ?? master?.channel ?? null,
    frequencyMhz: row.frequencyMhz ?? master?.frequencyMhz ?? null,
    clientCount: facts?.clientCount ?? null,
  };
}
