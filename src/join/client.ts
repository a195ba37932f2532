/** One registration row says "this device is here"; when several rows say so, which one is believed. */
import type { Registration } from '../parse/registration.ts';
import type { Band } from '../parse/value.ts';
import { isSamePlace, type Place } from './place.ts';

export interface Link {
  interface: string;
  macAddress: string | null;
  band: Band | null;
}

/** Everything one reading's registration row tells about one MAC, with the place resolved. */
export interface Client {
  registration: Registration;
  place: Place;
  channel: string | null;
  frequencyMhz: number | null;
  links: readonly Link[];
  /** Wall time (epoch ms) at which the poll that read it began. */
  readAt: number;
  /** When the association began: `readAt − uptime`; null when the router does not say. */
  associatedAt: number | null;
}

/** The row shows the device on WiFi; one that has not passed authentication does not. A driver that does not say counts as passed. */
export function isSighting({ registration }: Client): boolean {
  return registration.authorized !== false;
}

/** Uptimes are told in whole seconds and polls take time: associations closer than this are the same moment. */
const SAME_MOMENT_MS = 3_000;

/**
 * The row that is believed: 1. an unauthorized one loses; 2. newest association, rows without uptime last; within 3 s the current place
 * stays; 3. least idle; 4. strongest signal; then by name and MAC, so that the answer never depends on row order. Null for no rows.
 */
export function chooseClient(clients: readonly Client[], current: Place | null): Client | null {
  if (clients.length <= 1) return clients[0] ?? null;
  const authorized = clients.filter(isSighting);
  const candidates = authorized.length > 0 ? authorized : clients;
  const newest = Math.max(...candidates.map((client) => client.associatedAt ?? -Infinity));
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
