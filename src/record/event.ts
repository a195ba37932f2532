/** The public record of an event. */
import { z } from 'zod';
import type { Place } from '../join/place.ts';
import { eventTypes as deviceEventTypes, type PresenceEvent } from '../presence/event.ts';
import type { Settings } from '../presence/settings.ts';
import { bands } from './device.ts';
import { REASON_CLASS_MEANING, reasonClasses, reasonClassOf } from './reason-class.ts';
import { toIso } from './time.ts';
import { accessPointName } from './to-device.ts';

export { deviceEventTypes };

/** Of the network, and of devices that do not join it. */
export const networkEventTypes = [
  'refused',
  'access_point_up',
  'access_point_down',
  'channel_changed',
  'router_up',
  'router_down',
  'new_stranger',
  'finding',
  'change',
] as const;

export const eventTypes = [...deviceEventTypes, ...networkEventTypes] as const;

export const spotSchema = z.strictObject({
  access_point: z.string().nullable().describe('Name of the access point.'),
  access_point_id: z.string().nullable().describe('Id of the access point.'),
  interface: z.string().nullable().describe('WiFi interface.'),
  ssid: z.string().nullable().describe('SSID of the WiFi network.'),
  band: z.enum(bands).nullable().describe('Frequency band.'),
  signal_dbm: z.int().nullable().describe('Last signal there in dBm; null when unknown.'),
});

export const eventSchema = z.strictObject({
  event_type: z
    .enum(eventTypes)
    .describe(
      'arrived, left: presence changed. connected, disconnected, roamed: the WiFi association changed. refused: an access point did not let the device join. access_point_up, access_point_down: it joined its manager, or is gone. channel_changed: a radio left its channel. router_up, router_down: it answers, or does not. new_stranger: a device that is neither known nor a guest, for the first time. finding: a new finding. change: a change reached another state.',
    ),
  at: z
    .string()
    .meta({ format: 'date-time' })
    .describe('Time of the log line that announced it, or start of the poll that showed it.'),
  device_id: z
    .string()
    .nullable()
    .describe('device_id of the device, also of one that never joined; null when it is not about a device.'),
  name: z
    .string()
    .nullable()
    .describe(
      'Name of the device at that time, else its MAC address; untrusted text. null when it is not about a device.',
    ),
  router: z.string().nullable().describe('Id of the router that reported it; null when unknown.'),
  from: spotSchema.nullable().describe('Place before the event; null when there was none.'),
  to: spotSchema
    .nullable()
    .describe('Place after the event, or the one that refused the device; null when there is none.'),
  reason: z
    .string()
    .nullable()
    .describe(
      'Reason in the words of the router; untrusted text. For channel_changed the line itself, or both channels. null without one.',
    ),
  reason_class: z.enum(reasonClasses).nullable().describe(REASON_CLASS_MEANING),
  count: z
    .int()
    .nullable()
    .describe(
      'refused and channel_changed: how often since the event before it of the same device, access point and class. The first is reported at once, further ones every ten minutes. null for other types.',
    ),
  finding_id: z.string().nullable().describe('Id of the finding; null for other types.'),
  change_id: z.string().nullable().describe('Id of the change; null for other types.'),
  action: z.string().nullable().describe('What the change does; null for other types.'),
  state: z.string().nullable().describe('State that the change has reached; null for other types.'),
  source: z
    .enum(['poll', 'log'])
    .describe(
      'poll: found by comparing readings. log: announced by a log line, and for device events confirmed by a reading, directly or by the age of the association.',
    ),
});

export type EventRecord = z.infer<typeof eventSchema>;
export type Spot = NonNullable<EventRecord['from']>;

/** An event of this type, with null for everything that its maker does not set. */
export function newEvent(
  event: Pick<EventRecord, 'event_type' | 'at' | 'source'> & Partial<EventRecord>,
): EventRecord {
  const { event_type, at, source, reason = null } = event;
  return {
    event_type,
    at,
    device_id: event.device_id ?? null,
    name: event.name ?? null,
    router: event.router ?? null,
    from: event.from ?? null,
    to: event.to ?? null,
    reason,
    reason_class: event.reason_class === undefined ? reasonClassOf(reason) : event.reason_class,
    count: event.count ?? null,
    finding_id: event.finding_id ?? null,
    change_id: event.change_id ?? null,
    action: event.action ?? null,
    state: event.state ?? null,
    source,
  };
}

export function toEvent(
  { type, at, deviceId, router, from, to, reason, source }: PresenceEvent,
  name: string,
  settings: Pick<Settings, 'accessPoints'>,
): EventRecord {
  return newEvent({
    event_type: type,
    at: toIso(at),
    device_id: deviceId,
    name,
    router,
    from: toSpot(from, settings),
    to: toSpot(to, settings),
    reason,
    source,
  });
}

export function toSpot(place: Place | null, settings: Pick<Settings, 'accessPoints'>): Spot | null {
  if (place === null) return null;
  return {
    access_point: accessPointName(place.accessPoint, settings),
    access_point_id: place.accessPoint?.id ?? null,
    interface: place.interface,
    ssid: place.ssid,
    band: place.band,
    signal_dbm: place.signalDbm,
  };
}
