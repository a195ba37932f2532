/** What happened to a device, as values. Presence and the wireless association are told apart: a phone may disconnect without leaving. */
import type { Place } from '../join/place.ts';

/** arrived, left: presence. connected, disconnected, roamed: the association. */
export const eventTypes = ['arrived', 'left', 'connected', 'disconnected', 'roamed'] as const;
export type EventType = (typeof eventTypes)[number];

export interface PresenceEvent {
  type: EventType;
  /** Start of the poll that showed it, or when the log line that foretold it came (epoch ms). */
  at: number;
  deviceId: string;
  router: string | null;
  from: Place | null;
  to: Place | null;
  /** In the router's words; null when the poll alone tells of it. */
  reason: string | null;
  source: 'poll' | 'log';
}
