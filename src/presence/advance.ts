/** One device and one finding: the device afterwards, and the events. Nothing here decides which readings are evidence. */
import type { Client } from '../join/client.ts';
import { isSamePlace, type Place } from '../join/place.ts';
import { noAbsence } from './absence.ts';
import { type DeviceMemory, offTheAir } from './device.ts';
import type { EventType, PresenceEvent } from './event.ts';
import type { Instant } from './instant.ts';
import { hasRoamed, SAME_ASSOCIATION_MS } from './roam.ts';
import { type Finding, transit } from './transition.ts';

export interface Advance {
  device: DeviceMemory;
  events: readonly PresenceEvent[];
}

/** The device is in a registration table. `client`: the registration that is believed among all routers'. `now`: start of the poll. */
export function see(device: DeviceMemory, client: Client, zone: string, now: Instant): Advance {
  const changed = apply(device, 'seen', now);
  // polls of two routers overlap, and the one that began earlier may end later; the wall clock may jump and cannot decide
  const isNewest = now.monotonicMs >= device.lastSeenMs;
  const lastSeenMs = Math.max(device.lastSeenMs, now.monotonicMs);
  const moved = hasRoamed(device, client);
  const next: DeviceMemory = {
    ...changed.device,
    macAddress: client.registration.macAddress,
    firstSeenAt: device.firstSeenAt ?? now.at,
    lastSeenAt: isNewest ? now.at : (device.lastSeenAt ?? now.at),
    lastSeenMs,
    zone,
    place: keepAccessPoint(client, device),
    ssids: withSsid(device.ssids, client.place.ssid),
    client,
    connected: true,
    isAttached: true,
    connectedSinceAt: associatedAt(device, client),
    absence: noAbsence(lastSeenMs),
  };
  const events: PresenceEvent[] = [];
  const add = (type: EventType, from: Place | null) =>
    events.push(eventOf(type, now, device.deviceId, client.place.router, from, next.place));
  if (changed.event !== null) add(changed.event, null);
  if (changed.event !== null || (device.presence === 'home' && !device.isAttached)) add('connected', null);
  if (moved && device.presence === 'home') add('roamed', device.place);
  return { device: next, events };
}

/** The device has left this table and is in another router's: neither a sighting by this poll nor an absence. */
export function follow(device: DeviceMemory, client: Client, zone: string, now: Instant): Advance {
  const { device: next, events } = see(device, client, zone, now);
  const { lastSeenAt, lastSeenMs, absence } = device;
  return { device: { ...next, lastSeenAt, lastSeenMs, absence }, events };
}

/** There is no evidence: the device stays as last read. */
export function hold(device: DeviceMemory): Advance {
  return { device: device.connected === null ? device : { ...device, connected: null }, events: [] };
}

/** All routers that could hold the device were read without it: the countdown to `away` runs. */
export function miss(device: DeviceMemory, now: Instant): Advance {
  if (device.presence !== 'home' || device.connected === false) return { device, events: [] };
  const next = { ...offTheAir(device), connected: false, isAttached: false };
  if (!device.isAttached) return { device: next, events: [] };
  const { deviceId, place } = device;
  return {
    device: next,
    events: [eventOf('disconnected', now, deviceId, place?.router ?? null, place, null)],
  };
}

/** The absence has lasted for the whole delay. */
export function leave(device: DeviceMemory, now: Instant): Advance {
  const changed = apply(device, 'gone', now);
  const next = { ...offTheAir(changed.device), isAttached: false, connected: false, zone: null };
  if (changed.event === null) return { device: next, events: [] };
  const { deviceId, place } = device;
  return {
    device: next,
    events: [eventOf(changed.event, now, deviceId, place?.router ?? null, place, null)],
  };
}

/** There has been no evidence about the device for too long. */
export function lose(device: DeviceMemory, now: Instant): Advance {
  const changed = apply(device, 'lost', now);
  return { device: { ...offTheAir(changed.device), connected: null }, events: [] };
}

function apply(
  device: DeviceMemory,
  finding: Finding,
  now: Instant,
): { device: DeviceMemory; event: EventType | null } {
  const { to, event } = transit(isNeverSeen(device) ? 'never' : device.presence, finding);
  if (to === device.presence) return { device, event };
  const restored = device.presence === 'unknown' && to === 'home' ? device.homeSinceAt : null;
  const homeSinceAt = to === 'unknown' ? device.presenceSinceAt : null;
  const isNewest = now.monotonicMs >= device.presenceSinceMs;
  const sinceAt = isNewest ? now.at : (device.presenceSinceAt ?? now.at);
  const presenceSinceMs = Math.max(device.presenceSinceMs, now.monotonicMs);
  const since = { presenceSinceAt: restored ?? sinceAt, presenceSinceMs };
  return { device: { ...device, presence: to, ...since, homeSinceAt }, event };
}

/** A device that roams among more SSIDs than these can join somewhere. */
const MOST_SSIDS = 8;

function withSsid(known: readonly string[], ssid: string | null): readonly string[] {
  return ssid === null || known.includes(ssid) ? known : [...known, ssid].slice(-MOST_SSIDS);
}

function isNeverSeen(device: DeviceMemory): boolean {
  return device.presence === 'unknown' && device.lastSeenAt === null;
}

// the inventory may fail for a while; the interface still belongs to the same access point
function keepAccessPoint(client: Client, device: DeviceMemory): DeviceMemory['place'] {
  const { place } = client;
  if (place.accessPoint !== null || device.place === null || !isSamePlace(place, device.place)) return place;
  const { accessPoint, ssid, band } = device.place;
  return { ...place, accessPoint, ssid: place.ssid ?? ssid, band: place.band ?? band };
}

function associatedAt(device: DeviceMemory, client: Client): number | null {
  const { connectedSinceAt } = device;
  const at = client.associatedAt;
  if (at === null || connectedSinceAt === null || Math.abs(at - connectedSinceAt) > SAME_ASSOCIATION_MS)
    return at;
  return connectedSinceAt;
}

function eventOf(
  type: EventType,
  now: Instant,
  deviceId: string,
  router: string | null,
  from: Place | null,
  to: Place | null,
): PresenceEvent {
  return { type, at: now.at, deviceId, router, from, to, reason: null, source: 'poll' };
}
