/** What the timeline shows, in the address: a day or a moment of it, and filters. */
import type { EventRecord } from '../../../record/event.ts';
import type { PersonRecord } from '../../../record/person.ts';
import type { QueryValues } from '../route.ts';

type EventType = EventRecord['event_type'];

/** Kinds of events as the filter offers them. */
export const KINDS = {
  presence: { word: 'Arrived, left', types: ['arrived', 'left'] },
  wifi: { word: 'WiFi', types: ['connected', 'disconnected', 'roamed'] },
  strangers: { word: 'Strangers', types: ['new_stranger'] },
  refused: { word: 'Refused', types: ['refused'] },
  access_points: {
    word: 'Access points',
    types: ['access_point_up', 'access_point_down', 'channel_changed'],
  },
  routers: { word: 'Routers', types: ['router_up', 'router_down'] },
  changes: { word: 'Changes', types: ['change'] },
  findings: { word: 'Findings', types: ['finding'] },
} as const satisfies Record<string, { word: string; types: readonly EventType[] }>;
export type Kind = keyof typeof KINDS;
export const kinds = Object.keys(KINDS) as Kind[];

export interface Filter {
  /** Local time of the house: 2026-11-30 or 2026-11-30T03:00; null for today. */
  at: string | null;
  /** person_id, device_id and access_point_id, as the address has them. */
  person: string | null;
  device: string | null;
  accessPoint: string | null;
  /** Empty for all. */
  kinds: readonly Kind[];
}

export const noFilter: Filter = { at: null, person: null, device: null, accessPoint: null, kinds: [] };

/** What cannot be read is left out. */
export function toFilter(query: string): Filter {
  const params = new URLSearchParams(query);
  const at = params.get('at') ?? '';
  return {
    at: isLocal(at) ? at : null,
    person: params.get('person') || null,
    device: params.get('device') || null,
    accessPoint: params.get('access_point') || null,
    kinds: kinds.filter((kind) => params.getAll('kind').includes(kind)),
  };
}

function isLocal(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):[0-5]\d)?$/.exec(text);
  const at = Date.parse(`${match?.[1]}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(match![1]!);
}

export function toQueryValues({ at, person, device, accessPoint, kinds: chosen }: Filter): QueryValues {
  return { at, person, device, access_point: accessPoint, kind: chosen };
}

/** The query of `GET /events`; null where no event can match. */
export function toRequest(filter: Filter, people: readonly PersonRecord[]): string | null {
  const { person, device, accessPoint, kinds: chosen } = filter;
  const params = new URLSearchParams();
  const owned = person === null ? null : (people.find((one) => one.person_id === person)?.devices ?? []);
  const devices = device === null ? owned : owned === null || owned.includes(device) ? [device] : [];
  if (devices?.length === 0) return null;
  for (const id of devices ?? []) params.append('mac', id);
  if (accessPoint !== null) params.append('access_point', accessPoint);
  for (const kind of chosen) for (const type of KINDS[kind].types) params.append('event_type', type);
  return params.toString();
}
