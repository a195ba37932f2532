/** What happened to a device, as values. Presence and the wireless association are told apart: a phone may disconnect without leaving. */
import type { Client } from '../join/client.ts';
import type { AccessPointRef, Place } from '../join/place.ts';
import type { Band } from '../parse/value.ts';

/** arrived, left: presence. connected, disconnected, roamed: the association. */
export const eventTypes = ['arrived', 'left', 'connected', 'disconnected', 'roamed'] as const;
export type EventType = (typeof eventTypes)[number];

/** One end of a movement. */
export interface Spot {
  accessPoint: AccessPointRef | null;
  interface: string | null;
  ssid: string | null;
  band: Band | null;
  signalDbm: number | null;
}

export interface PresenceEvent {
  type: EventType;
  /** Start of the poll that showed it, or when the log line that foretold it came (epoch ms). */
  at: number;
  deviceId: string;
  router: string | null;
  from: Spot | null;
  to: Spot | null;
  /** In the router's words; null when the poll alone tells of it. */
  reason: string | null;
  source: 'poll' | 'log';
}

export function spotOf(place: Place | null, client: Client | null): Spot | null {
  if (place === null) return null;
  const { accessPoint, ssid, band } = place;
  return {
    accessPoint,
    interface: place.interface,
    ssid,
    band,
    signalDbm: client?.registration.signalDbm ?? null,
  };
}
