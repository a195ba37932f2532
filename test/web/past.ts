/** A past for devices, written into a folder by the history itself, as if the service had run all the time. */
import type { EventRecord } from '../../src/record/event.ts';
import type { Session } from '../../src/record/history.ts';
import { accessPointOf, deviceOf, iso, startScene } from '../history/scene.ts';

export type Place = Pick<
  Session,
  'router' | 'access_point' | 'access_point_id' | 'interface' | 'ssid' | 'band'
>;

/** Where a device was from a moment on, until the next stay begins. */
export interface Stay {
  /** How long before `until` it began. */
  agoMs: number;
  /** Null: on no access point. Undefined: nobody could tell, since the service did not run. */
  place: Place | null | undefined;
  /** It wavers by 3 dB around this. */
  dbm?: number;
  /** Why it left the place before, in the words of the router. */
  reason?: string;
}

export interface Story {
  deviceId: string;
  name: string;
  /** Oldest first; before the first there was no such device. */
  stays: readonly Stay[];
}

export interface PastOptions {
  /** When the past ends (epoch ms). */
  until: number;
  everyMs?: number;
}

const FLUSH_EVERY = 300;

/** Each change of a place is an event of that moment. Resolves when everything is on the disk. */
export async function writePast(
  stateDir: string,
  stories: readonly Story[],
  { until, everyMs = 60_000 }: PastOptions,
): Promise<void> {
  const begins = stories.flatMap(({ stays }) => stays.map(({ agoMs }) => until - agoMs));
  const sinceAt = Math.min(...begins);
  const scene = startScene(stateDir);
  scene.setClock(sinceAt);
  const moments = [...new Set([...begins, ...steps(sinceAt, until, everyMs)])].sort((a, b) => a - b);
  for (const [index, at] of moments.entries()) {
    const told = stories.map((story) => tell(story, at, until)).filter((each) => each !== null);
    if (told.length < stories.filter(({ stays }) => until - stays[0]!.agoMs <= at).length) continue;
    const devices = told.map(({ device }) => device);
    const events = told.flatMap(({ event }) => event ?? []);
    const places = new Map(devices.map((device) => [device.access_point_id, device]));
    const accessPoints = [...places.values()].map(({ access_point_id, access_point, interface: name }) => ({
      ...accessPointOf({ access_point_id, access_point, interface: name } as never, null),
      client_count: devices.filter(
        (device) => device.connected === true && device.access_point_id === access_point_id,
      ).length,
    }));
    scene.publish(at, devices, events, accessPoints);
    if (index % FLUSH_EVERY === 0) await scene.history.flush();
  }
  await scene.history.flush();
  await scene.stop();
}

function steps(sinceAt: number, until: number, everyMs: number): number[] {
  return Array.from(
    { length: Math.floor((until - sinceAt) / everyMs) },
    (_, index) => sinceAt + index * everyMs,
  );
}

/** The device at a moment, and what happened then; null before the first stay, and when nobody could tell. */
function tell({ deviceId, name, stays }: Story, at: number, until: number) {
  const index = stays.findLastIndex(({ agoMs }) => until - agoMs <= at);
  const stay = stays[index];
  if (stay?.place === undefined) return null;
  const before = stays[index - 1];
  const beganAt = until - stay.agoMs;
  const place = stay.place ?? before?.place ?? stays.find((each) => each.place)!.place!;
  const isThere = stay.place !== null;
  const device = deviceOf(0, at, {
    ...place,
    device_id: deviceId,
    name,
    connected: isThere,
    signal_dbm: isThere ? wavering(stay.dbm ?? -60, at) : null,
    connected_since_at: isThere ? iso(beganAt) : null,
  });
  return { device, event: at === beganAt ? toEvent(deviceId, name, before, stay, at) : null };
}

function wavering(dbm: number, at: number): number {
  return dbm + Math.round(2 * Math.sin(at / 700_000) + Math.sin(at / 130_000));
}

function toEvent(
  deviceId: string,
  name: string,
  before: Stay | undefined,
  { place, dbm = -60, reason }: Stay,
  at: number,
): EventRecord | null {
  const spot = (end: Place | null | undefined, signal: number) => {
    if (!end) return null;
    const { router: _router, ...rest } = end;
    return { ...rest, signal_dbm: signal };
  };
  const from = spot(before?.place, before?.dbm ?? -60);
  const to = spot(place, dbm);
  const told = place ?? before?.place;
  if (!told) return null;
  return {
    event_type: from === null ? 'connected' : to === null ? 'disconnected' : 'roamed',
    at: iso(at),
    device_id: deviceId,
    name,
    router: told.router,
    from,
    to,
    reason: reason ?? null,
    reason_class: null,
    count: null,
    finding_id: null,
    change_id: null,
    action: null,
    state: null,
    source: 'log',
  };
}
