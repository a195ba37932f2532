/** A client: one registration with its place. Of several registrations of one device, which one is believed. */
import type { Registration } from '../parse/registration.ts';
import type { Band } from '../parse/value.ts';
import { isSamePlace, type Place } from './place.ts';

export interface Link {
  interface: string;
  macAddress: string | null;
  band: Band | null;
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
  /** Start of the association (epoch ms): `readAt − uptime`; null when the router does not say. */
  associatedAt: number | null;
}

/** The row shows the device on WiFi; one that has not passed authentication does not. A driver that does not say counts as passed. */
export function isSighting({ registration }: Client): boolean {
  return registration.authorized !== false;
}

/** Uptimes are whole seconds and polls take time: associations that began this close together count as simultaneous. */
const SAME_MOMENT_MS = 3_000;

/**
 * The client that is believed: 1. an unauthorized one loses; 2. the newest association wins, those without uptime come last; within 3 s the
 * current place stays; 3. the least idle; 4. the strongest signal; then by name and MAC, so that the order of rows never decides. Null for
 * no clients.
 */
export function chooseClient(clients: readonly Client[], current: Place | null): Client | null {
  if (clients.length <= 1) return clients[0] ?? null;
  const authorized = clients.filter(isSighting);
  const candidates = authorized.length > 0 ? authorized : clients;
  // a table may list one device without limit: too many for the arguments of one call
  const newest = candidates.reduce((at, client) => Math.max(at, client.associatedAt ?? -Infinity), -Infinity);
  const contenders = candidates.filter(
    (client) => (client.associatedAt ?? -Infinity) >= newest - SAME_MOMENT_MS || newest === -Infinity,
  );
  const staying = contenders.filter((client) => current !== null && isSamePlace(client.place, current));
  return (staying.length > 0 ? staying : contenders).toSorted(
    (a, b) =>
      ascending(a.registration.idleMs, b.registration.idleMs) ||
      ascending(negate(a.registration.signalDbm), negate(b.registration.signalDbm)) ||
      compareText(placeKey(a.place), placeKey(b.place)) ||
      compareText(a.registration.macAddress, b.registration.macAddress) ||
      ascending(negate(a.associatedAt), negate(b.associatedAt)),
  )[0]!;
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
