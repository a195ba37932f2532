/** What is remembered of one device, as a value. */
import { type Addresses, noAddresses } from '../join/address.ts';
import type { Client } from '../join/client.ts';
import type { Name } from '../join/name.ts';
import type { Place } from '../join/place.ts';
import type { Mac } from '../parse/mac.ts';
import { type Absence, noAbsence } from './absence.ts';
import type { PresenceState } from './transition.ts';
import type { Instant } from './instant.ts';

export interface DeviceMemory {
  deviceId: string;
  /** Of a device with several MACs: the one in the registration last believed. */
  macAddress: Mac;
  presence: PresenceState;
  /** Epoch ms; null for a configured device that was never seen. */
  presenceSinceAt: number | null;
  /** The same on the monotonic clock; `-Infinity` for a remembered device. */
  presenceSinceMs: number;
  /** Since when it was home before it became unknown (epoch ms): restored if the next sighting shows that it never left. */
  homeSinceAt: number | null;
  firstSeenAt: number | null;
  lastSeenAt: number | null;
  /** The same on the monotonic clock; for a device not seen in this run, when the run began. */
  lastSeenMs: number;
  /** Zone of the router that last saw it; null: any zone, also when away. */
  zone: string | null;
  place: Place | null;
  /** The SSIDs that it was ever seen on, the newest last. */
  ssids: readonly string[];
  /** The registration last read. Kept while there is no evidence; null once the association is known to be over. */
  client: Client | null;
  /** In a registration table at the last evidence; null while there is none. */
  connected: boolean | null;
  /** The last event of the association was a `connected`, not a `disconnected`. */
  isAttached: boolean;
  /** Epoch ms; null when the router does not say. */
  connectedSinceAt: number | null;
  absence: Absence;
  name: Name | null;
  /** Given on the page; null: none. */
  pageName: string | null;
  hostName: string | null;
  comment: string | null;
  addresses: Addresses;
  /** The operator marked it on a router: a static lease, or a comment on a lease, an access-list rule or a registration. */
  isMarked: boolean;
  /** Since when no table shows the mark (monotonic ms); null while one does. */
  unmarkedSinceMs: number | null;
}

/** A device that was never seen. */
export function newDevice(deviceId: string, macAddress: Mac, now: Instant): DeviceMemory {
  return {
    deviceId,
    macAddress,
    presence: 'unknown',
    presenceSinceAt: null,
    presenceSinceMs: -Infinity,
    homeSinceAt: null,
    firstSeenAt: null,
    lastSeenAt: null,
    lastSeenMs: now.monotonicMs,
    zone: null,
    place: null,
    ssids: [],
    client: null,
    connected: null,
    isAttached: false,
    connectedSinceAt: null,
    absence: noAbsence(now.monotonicMs),
    name: null,
    pageName: null,
    hostName: null,
    comment: null,
    addresses: noAddresses,
    isMarked: false,
    unmarkedSinceMs: null,
  };
}

/** The device without its registration: its place stays, without a signal. */
export function offTheAir(device: DeviceMemory): DeviceMemory {
  const { place } = device;
  const lastPlace = place === null ? null : { ...place, signalDbm: null };
  return { ...device, client: null, connectedSinceAt: null, place: lastPlace };
}
