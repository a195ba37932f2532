/** What happened to a device. Presence and the WiFi association have events of their own: a phone may disconnect without leaving. */
import type { Place } from '../join/place.ts';

/** `arrived`, `left`: presence. `connected`, `disconnected`, `roamed`: the association. */
export const eventTypes = ['arrived', 'left', 'connected', 'disconnected', 'roamed'] as const;
export type EventType = (typeof eventTypes)[number];

export interface PresenceEvent {
  type: EventType;
  /** Start of the poll that showed it, or when the log line that announced it was received (epoch ms). */
  at: number;
  deviceId: string;
  /** Null for a device without a place. */
  router: string | null;
  from: Place | null;
  to: Place | null;
  /** In the router's words; null without a log line that gives one. */
  reason: string | null;
  source: 'poll' | 'log';
}
