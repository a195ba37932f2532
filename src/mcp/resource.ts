/** Records as resources, which a person attaches to a conversation or a program subscribes to. */
import { hash } from 'node:crypto';
import type { Health } from '../record/health.ts';
import { find } from '../record/find.ts';
import { selectFindings } from '../record/finding.ts';
import type { Journal, NumberedEvent } from '../record/journal.ts';
import { type DeviceList, select } from '../record/select.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Complete, completeAccessPoint, completeDevice, completeRouter } from './completion.ts';
import { RESOURCE_NOT_FOUND, rpcError } from './rpc-error.ts';
import {
  ACCESS_POINT_HISTORY_TEMPLATE,
  ACCESS_POINTS,
  DEVICE_TEMPLATE,
  DEVICES,
  deviceOf,
  deviceUri,
  EVENTS,
  FINDINGS,
  HEALTH,
  INTERFACES,
  namedIn,
  PEOPLE,
  ROUTER_HEALTH_TEMPLATE,
  SESSIONS,
  SYSTEM,
} from './uri.ts';

export interface Resource {
  uri: string;
  name: string;
  title: string;
  description: string;
  mimeType: 'application/json';
}

export const resources: readonly Resource[] = [
  {
    uri: DEVICES,
    name: 'devices',
    title: 'WiFi devices',
    description: 'Devices that are home or unknown, in compact form, at most 500.',
    mimeType: 'application/json',
  },
  {
    uri: PEOPLE,
    name: 'people',
    title: 'People',
    description: 'The configured people and whether each is home.',
    mimeType: 'application/json',
  },
  {
    uri: ACCESS_POINTS,
    name: 'access-points',
    title: 'Access points',
    description: 'Every access point, whether it is reachable and how many devices it has.',
    mimeType: 'application/json',
  },
  {
    uri: INTERFACES,
    name: 'interfaces',
    title: 'WiFi interfaces',
    description: 'Every WiFi interface with its radio settings.',
    mimeType: 'application/json',
  },
  {
    uri: EVENTS,
    name: 'events',
    title: 'Events',
    description:
      'Devices that arrived, left, connected, disconnected, roamed or were refused, and changes of the network: the latest 50 events, newest first.',
    mimeType: 'application/json',
  },
  {
    uri: FINDINGS,
    name: 'findings',
    title: 'Findings',
    description:
      'What the history and the configuration of the WiFi suggest, worst first, and what could not be judged.',
    mimeType: 'application/json',
  },
  {
    uri: SESSIONS,
    name: 'sessions',
    title: 'Sessions',
    description:
      'Where devices were in the last 24 hours: the latest 50 sessions, newest first. Only where a history is kept.',
    mimeType: 'application/json',
  },
  {
    uri: SYSTEM,
    name: 'system',
    title: 'Routers',
    description: 'Hardware, version and load of the routers.',
    mimeType: 'application/json',
  },
  {
    uri: HEALTH,
    name: 'health',
    title: 'Health of this service',
    description: 'Which routers answer, which tables fail and how to fix it.',
    mimeType: 'application/json',
  },
];

/** What a client may type for the name in braces. */
export interface ResourceTemplate {
  uriTemplate: string;
  name: string;
  title: string;
  description: string;
  mimeType: 'application/json';
  /** By argument. */
  complete: Readonly<Record<string, Complete>>;
}

export const resourceTemplates: readonly ResourceTemplate[] = [
  {
    uriTemplate: DEVICE_TEMPLATE,
    name: 'device',
    title: 'One WiFi device',
    description: 'Everything known about one device, by device_id, MAC address or name.',
    mimeType: 'application/json',
    complete: { device_id: completeDevice },
  },
  {
    uriTemplate: ACCESS_POINT_HISTORY_TEMPLATE,
    name: 'access-point-history',
    title: 'History of one access point',
    description:
      'How full one access point was in the last 7 days, by id or name. Only where a history is kept.',
    mimeType: 'application/json',
    complete: { access_point_id: completeAccessPoint },
  },
  {
    uriTemplate: ROUTER_HEALTH_TEMPLATE,
    name: 'router-health',
    title: 'Health of one router',
    description: 'Whether one router answers, which of its tables fail and how to fix it.',
    mimeType: 'application/json',
    complete: { router: completeRouter },
  },
];

/** Keeps the largest resource far below 1 MiB, the limit of some clients. */
const MAX_DEVICES = 500;
const MAX_EVENTS = 50;

export interface Contents {
  [key: string]: unknown;
  uri: string;
  mimeType: 'application/json';
  text: string;
  _meta: { etag: string; last_modified: string | null };
}

export interface ResourceSources {
  snapshot: () => Snapshot;
  health: () => Health;
}

export function devicesOf(snapshot: Snapshot): DeviceList {
  return select(snapshot, {}, MAX_DEVICES);
}

/** Throws a protocol error when the resource does not exist. */
export function readResource(uri: string, { snapshot, health }: ResourceSources): Contents {
  switch (uri) {
    case HEALTH: {
      const record = health();
      return toContents(uri, record, record.snapshot?.taken_at ?? null);
    }
    case DEVICES:
      return ofSnapshot(uri, snapshot(), devicesOf);
    case PEOPLE:
      return ofSnapshot(uri, snapshot(), ({ people, meta }) => ({ people, snapshot: meta }));
    case ACCESS_POINTS:
      return ofSnapshot(uri, snapshot(), ({ accessPoints, meta }) => ({
        access_points: accessPoints,
        snapshot: meta,
      }));
    case INTERFACES:
      return ofSnapshot(uri, snapshot(), ({ interfaces, meta }) => ({ interfaces, snapshot: meta }));
    case FINDINGS:
      return ofSnapshot(uri, snapshot(), ({ findings, checks, meta }) => ({
        findings: selectFindings(findings),
        checks,
        snapshot: meta,
      }));
    case SYSTEM:
      return ofSnapshot(uri, snapshot(), ({ routers, meta }) => ({ routers, snapshot: meta }));
    default:
      return readRouterHealth(uri, health()) ?? readDevice(uri, snapshot);
  }
}

/** The latest events; an empty list before the first one. */
export async function readEvents(journal: Pick<Journal, 'latest'>): Promise<Contents> {
  const { events } = await journal.latest({}, () => true, MAX_EVENTS);
  const [newest] = events;
  const contents = toContents(EVENTS, { events, limit: MAX_EVENTS }, null);
  return newest === undefined ? contents : { ...contents, _meta: eventHints(newest) };
}

/** The id of the newest event identifies the whole list. */
export function eventHints({ event_id, at }: NumberedEvent): Contents['_meta'] {
  return { etag: String(event_id), last_modified: at };
}

/** Null for the URI of another resource. */
function readRouterHealth(uri: string, { routers, snapshot }: Health): Contents | null {
  const wanted = namedIn(uri, ROUTER_HEALTH_TEMPLATE);
  if (wanted === null) return null;
  const found = routers.find(({ router }) => router === wanted);
  if (found === undefined) throw rpcError(RESOURCE_NOT_FOUND, 'There is no such router.', { uri });
  const warnings = (snapshot?.warnings ?? []).filter(({ router }) => router === wanted);
  return toContents(uri, { ...found, warnings }, snapshot?.taken_at ?? null);
}

function readDevice(uri: string, snapshot: () => Snapshot): Contents {
  const wanted = deviceOf(uri);
  if (wanted === null) throw rpcError(RESOURCE_NOT_FOUND, 'There is no such resource.', { uri });
  const found = find(snapshot(), wanted);
  if (found.status === 'found') return ofSnapshot(uri, snapshot(), () => found.device);
  if (found.status === 'not_found') throw rpcError(RESOURCE_NOT_FOUND, 'There is no such device.', { uri });
  const candidates = found.candidates.map(({ device_id }) => deviceUri(device_id));
  throw rpcError(RESOURCE_NOT_FOUND, 'Several devices have this name; read one of the candidates.', {
    uri,
    candidates,
  });
}

function ofSnapshot(uri: string, snapshot: Snapshot, toRecord: (snapshot: Snapshot) => object): Contents {
  return toContents(uri, toRecord(snapshot), snapshot.meta.taken_at);
}

export function toContents(uri: string, record: object, lastModified: string | null): Contents {
  const text = JSON.stringify(record);
  const etag = hash('sha256', text, 'base64url').slice(0, 22);
  return { uri, mimeType: 'application/json', text, _meta: { etag, last_modified: lastModified } };
}
