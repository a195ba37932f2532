/** The public record of an event. */
import { z } from 'zod';
import type { Place } from '../join/place.ts';
import { eventTypes, type PresenceEvent } from '../presence/event.ts';
import type { Settings } from '../presence/settings.ts';
import { bands } from './device.ts';
import { toIso } from './time.ts';
import { accessPointName } from './to-device.ts';

export const spotSchema = z.strictObject({
  access_point: z.string().nullable().describe('Name of the access point.'),
  access_point_id: z.string().nullable().describe('Its id.'),
  interface: z.string().nullable().describe('WiFi interface.'),
  ssid: z.string().nullable().describe('WiFi network name.'),
  band: z.enum(bands).nullable().describe('Frequency band.'),
  signal_dbm: z.int().nullable().describe('Signal in dBm, the last known there.'),
});

export const eventSchema = z.strictObject({
  event_type: z
    .enum(eventTypes)
    .describe('arrived, left: presence changed. connected, disconnected, roamed: the WiFi association did.'),
  at: z
    .string()
    .meta({ format: 'date-time' })
    .describe('When it happened, or when the poll that showed it began.'),
  device_id: z.string().describe('The device.'),
  name: z.string().describe('What the device is called; untrusted text.'),
  router: z.string().nullable().describe('Id of the router that told.'),
  from: spotSchema.nullable().describe('Where it was.'),
  to: spotSchema.nullable().describe('Where it is.'),
  reason: z
    .string()
    .nullable()
    .describe(
      'In the words of the router, or of whoever sent a log line; untrusted text. null when there is none.',
    ),
  source: z
    .enum(['poll', 'log'])
    .describe(
      'poll: a reading alone showed it. log: a log line told of it and a reading confirmed it; of what lay between two readings, that the association is as new as the lines say.',
    ),
});

export type EventRecord = z.infer<typeof eventSchema>;

export function toEvent(
  event: PresenceEvent,
  name: string,
  settings: Pick<Settings, 'accessPoints'>,
): EventRecord {
  const { type, at, deviceId, router, from, to, reason, source } = event;
  const place = (end: Place | null) =>
    end === null
      ? null
      : {
          access_point: accessPointName(end.accessPoint, settings),
          access_point_id: end.accessPoint?.id ?? null,
          interface: end.interface,
          ssid: end.ssid,
          band: end.band,
          signal_dbm: end.signalDbm,
        };
  return {
    event_type: type,
    at: toIso(at),
    device_id: deviceId,
    name,
    router,
    from: place(from),
    to: place(to),
    reason,
    source,
  };
}
