/** One reading, joined: the router's clients and their places, its interfaces and CAPs, and what its tables say about MACs. */
import type { RemoteCap, WifiInterface } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import type { Registration } from '../parse/registration.ts';
import { createDirectory, type Directory } from './directory.ts';
import { type Client, isSighting, uptimeSince } from './client.ts';
import { stationsIn } from './infrastructure.ts';
import { type AccessPointRef, createLocator, type Locator } from './place.ts';
import { createRadios, type RadioFacts } from './radio.ts';

/** An interface with the access point and the radio it belongs to, and the clients on it. */
export interface LocatedInterface extends RadioFacts {
  row: WifiInterface;
  accessPoint: AccessPointRef | null;
  /** From the interface, else from the clients on it. */
  ssid: string | null;
  /** Devices that passed authentication; null without a registration table. A device with several links counts on each. */
  clientCount: number | null;
}

export interface RouterView {
  reading: Reading;
  clients: ReadonlyMap<Mac, readonly Client[]>;
  interfaces: readonly LocatedInterface[];
  /** By the id of their access point. */
  interfacesOf: ReadonlyMap<string, readonly LocatedInterface[]>;
  caps: readonly RemoteCap[];
  directory: Directory;
}

/** What earlier readings of the router said. */
export interface Earlier {
  /** The view of the reading before; null for none. */
  view: RouterView | null;
  /** CAPs listed earlier, for addresses that the present list lacks. */
  caps: readonly RemoteCap[];
}

const nothingEarlier: Earlier = { view: null, caps: [] };

/**
 * Joins one reading's complete tables; a failed table contributes nothing. `own`: MACs of the network itself, whose rows are no clients,
 * as those of station interfaces are none.
 */
export function joinReading(
  reading: Reading,
  earlier: Earlier = nothingEarlier,
  own: ReadonlySet<Mac> = new Set(),
): RouterView {
  const clients = new Map<Mac, Client[]>();
  const interfaces: LocatedInterface[] = [];
  for (const source of dialectNames) {
    const registrations = rowsOf(reading.tables[dialects[source].registrations]);
    const rows = rowsOf(reading.tables[dialects[source].interfaces.path]) ?? [];
    if (registrations === null && rows.length === 0) continue;
    const locator = createLocator(reading, source, earlier.caps);
    const radioOf = createRadios(reading, source, locator, registrations ?? []);
    const byInterface = new Map<string, Client[]>();
    const stations = stationsIn(rows);
    for (const registration of registrations ?? []) {
      if (own.has(registration.macAddress) || stations.has(registration.interface ?? '')) continue;
      const client = toClient(reading, registration, { locator, radioOf, earlier });
      append(clients, registration.macAddress, client);
      for (const name of interfacesOf(registration, locator)) append(byInterface, name, client);
    }
    const facts = new Map([...byInterface].map(([name, onIt]) => [name, clientFacts(onIt)]));
    const none = registrations === null ? null : clientFacts([]);
    for (const row of rows) {
      const onIt = facts.get(row.name) ?? none;
      interfaces.push({
        row,
        accessPoint: locator.accessPointOf(row.name),
        ...radioOf(row.name),
        ssid: row.ssid ?? onIt?.ssid ?? null,
        clientCount: onIt?.clientCount ?? null,
      });
    }
  }
  const byAccessPoint = new Map<string, LocatedInterface[]>();
  for (const located of interfaces) {
    if (located.accessPoint !== null) append(byAccessPoint, located.accessPoint.id, located);
  }
  return {
    reading,
    clients,
    interfaces,
    interfacesOf: byAccessPoint,
    caps: dialectNames.flatMap((dialect) => {
      const { caps } = dialects[dialect];
      return caps === null ? [] : (rowsOf(reading.tables[caps.path]) ?? []);
    }),
    directory: createDirectory(reading),
  };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

interface ClientContext {
  locator: Locator;
  radioOf: (name: string | null) => RadioFacts;
  earlier: Earlier;
}

function toClient(
  reading: Reading,
  registration: Registration,
  { locator, radioOf, earlier }: ClientContext,
): Client {
  // WiFi 7: the registration is on "mld1", which has no interface row of its own, or one that names no access point; its first link has one
  const [firstLink] = registration.links;
  const isPlaced = locator.accessPointOf(registration.interface) !== null;
  const name = isPlaced ? registration.interface : (firstLink?.interface ?? registration.interface);
  const radio = radioOf(name);
  const band = registration.band ?? radio.band;
  // the first of several links may be on another band than the registration
  const tuned = radio.band === band ? radio : null;
  const readAt = reading.tables[dialects[registration.source].registrations].readAt;
  const before = earlier.view?.clients.get(registration.macAddress) ?? [];
  return {
    registration,
    place: {
      router: reading.router,
      source: registration.source,
      accessPoint: locator.accessPointOf(name),
      interface: registration.interface,
      ssid: registration.ssid ?? locator.interfaceOf(name)?.ssid ?? null,
      band,
      signalDbm: registration.signalDbm,
    },
    channel: tuned?.channel ?? null,
    frequencyMhz: tuned?.frequencyMhz ?? null,
    links: registration.links.map((link) => ({
      ...link,
      band: radioOf(link.interface).band ?? link.band,
    })),
    readAt,
    uptimeSince: uptimeSince(registration, readAt, before),
    associatedAt: registration.uptimeMs === null ? null : readAt - registration.uptimeMs,
  };
}

// the interface of the registration; without an interface row, those of the links
function interfacesOf(registration: Registration, locator: Locator): string[] {
  const { interface: name, links } = registration;
  if (name !== null && locator.interfaceOf(name) !== null) return [name];
  return links.map((link) => link.interface);
}

/** What the clients on an interface say about it. */
interface ClientFacts {
  ssid: string | null;
  clientCount: number;
}

function clientFacts(onIt: readonly Client[]): ClientFacts {
  const registrations = onIt.map(({ registration }) => registration);
  const authorized = onIt.filter(isSighting).map(({ registration }) => registration.macAddress);
  return {
    ssid: registrations.find(({ ssid }) => ssid !== null)?.ssid ?? null,
    clientCount: new Set(authorized).size,
  };
}
