/** A client: one registration with its place. Of several registrations of one device, which one is believed. */
import type { Mac } from '../parse/mac.ts';
import type { Registration } from '../parse/registration.ts';
import type { Band } from '../parse/value.ts';
import { isSamePlace, type Place } from './place.ts';

export interface Link {
  interface: string;
  macAddress: string | null;
  band: Band | null;
  signalDbm: number | null;
}

/** Everything that one row of one reading says about a MAC, with the place resolved. */
export interface Client {
  registration: Registration;
  place: Place;
  channel: string | null;
  frequencyMhz: number | null;
  links: readonly Link[];
  /** Start of the poll that read it (epoch ms). */
  readAt: number;
  /** Start of the first poll that read this very uptime (epoch ms). */
  uptimeSince: number;
  /** Start of the association (epoch ms): `readAt − uptime`; null when the router does not say. */
  associatedAt: number | null;
}

/** The row shows the device on WiFi; one that has not passed authentication does not. A driver that does not say counts as passed. */
export function isSighting({ registration }: Client): boolean {
  return registration.authorized !== false;
}

/** Uptimes are whole seconds and polls take time: associations that began this close together count as simultaneous. */
const SAME_MOMENT_MS = 3_000;

/** Since when the row has told the same uptime and the same traffic. `before`: the rows of this MAC in the reading before. */
export function uptimeSince(row: Registration, readAt: number, before: readonly Client[]): number {
  const same = before.find(
    ({ registration }) =>
      registration.source === row.source &&
      registration.interface === row.interface &&
      registration.uptimeMs === row.uptimeMs &&
      registration.txBytes === row.txBytes &&
      registration.rxBytes === row.rxBytes,
  );
  return same?.uptimeSince ?? readAt;
}

/** Start of the association; null where the uptime does not grow: such a row was left behind, and its uptime tells nothing. */
function startOf({ associatedAt, readAt, uptimeSince: since }: Client): number | null {
  return readAt - since > SAME_MOMENT_MS ? null : associatedAt;
}

/**
 * The client that is believed: 1. an unauthorized one loses; 2. the newest association wins, those without uptime, or with one that does not
 * grow, come last; within 3 s the current place stays, and there the current MAC; 3. the least idle; 4. the strongest signal; then by name
 * and MAC, so that the order of rows never decides. Null for no clients.
 */
export function chooseClient(
  clients: readonly Client[],
  current: Place | null,
  currentMac: Mac | null = null,
): Client | null {
  if (clients.length <= 1) return clients[0] ?? null;
  const authorized = clients.filter(isSighting);
  const candidates = authorized.length > 0 ? authorized : clients;
  const newest = candidates.reduce(
    (latest, client) => Math.max(latest, startOf(client) ?? -Infinity),
    -Infinity,
  );
  const contenders = candidates.filter(
    (client) => (startOf(client) ?? -Infinity) >= newest - SAME_MOMENT_MS || newest === -Infinity,
  );
  const staying = contenders.filter((client) => current !== null && isSamePlace(client.place, current));
  const same = staying.filter(({ registration }) => registration.macAddress === currentMac);
  const best = [same, staying, contenders].find((each) => each.length > 0)!;
  return best.toSorted(
    (a, b) =>
      ascending(a.registration.idleMs, b.registration.idleMs) ||
      ascending(negate(a.registration.signalDbm), negate(b.registration.signalDbm)) ||
      compareText(placeKey(a.place), placeKey(b.place)) ||
      compareText(a.registration.macAddress, b.registration.macAddress) ||
      ascending(negate(a.associatedAt), negate(b.associatedAt)),
  )[0]!;
}

/**
 * The client that is believed while the table of the one before cannot be read: another table shows a move only by a newer association; else it
 * shows what was left behind.
 */
export function newerOf(shown: Client, before: Client | null): Client {
  const [began, left] = [startOf(shown), before?.associatedAt ?? null];
  if (before === null || left === null) return shown;
  return began === null || began <= left + SAME_MOMENT_MS ? before : shown;
}

function placeKey(place: Place): string {
  return `${place.router}\n${place.source}\n${place.interface ?? ''}`;
}

// null last
function ascending(a: number | null, b: number | null): number {
  return (a ?? Infinity) === (b ?? Infinity) ? 0 : (a ?? Infinity) - (b ?? Infinity);
}

function negate(value: number | null): number | null {
  return value === null ? null : -value;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
