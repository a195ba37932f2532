/** Events that are no movement of a device: who may not join, and what the network itself does. */
import { accessPointName } from '../record/to-device.ts';
import type { LogLine } from '../parse/log-event.ts';
import type { Instant } from '../presence/instant.ts';
import type { Settings } from '../presence/settings.ts';
import { type EventRecord, newEvent, type Spot } from '../record/event.ts';
import { toIso } from '../record/time.ts';
import { type AccessPointChange, createAccessPointWatch } from './access-point-watch.ts';
import { asRefusal, channelEvent, locateAccessPoint, refusalEvent } from './line-event.ts';
import { networkEvents, strangerEvents } from './network-event.ts';
import { createRepeats } from './repeats.ts';
import type { Taken } from './snapshot.ts';
import type { Input } from './step.ts';
import type { World } from './world.ts';

export interface Situation {
  world: World;
  taken: Taken | null;
}

export interface LineEvents {
  /** To be published now. */
  events: readonly EventRecord[];
  /** The refusal that the line is about, published or held back; null for another line. */
  refusal: EventRecord | null;
  /** A reading may confirm the line. */
  isHint: boolean;
}

/** After a log line a change of channel is no news for so long: a radar check takes up to ten minutes. */
const CHANNEL_KNOWN_MS = 900_000;

export function createAnnouncer() {
  const repeats = createRepeats();
  const watch = createAccessPointWatch();
  /** When a log line announced a channel last (monotonic ms), by access point and band. */
  const tuned = new Map<string, number>();

  return {
    /** `received`: when the line came, on both clocks. */
    line(
      line: LogLine,
      router: string | null,
      { world, taken }: Situation,
      settings: Settings,
      received: Instant,
    ): LineEvents {
      const { at, monotonicMs } = received;
      const only = (event: EventRecord | null) => (event === null ? [] : [event]);
      const refused = asRefusal(line, world);
      if (refused !== null) {
        const nameOf = (id: string) => taken?.snapshot.devices.get(id)?.name ?? null;
        const refusal = refusalEvent({ line: refused, router, at }, world, settings, nameOf);
        if (refusal === null) return { events: [], refusal, isHint: false };
        const { device_id, to, reason_class } = refusal;
        const key = [device_id, to?.access_point_id ?? `on ${refusal.router}`, reason_class].join(' ');
        const event = repeats.add(key, refusal, monotonicMs, !world.devices.has(device_id!));
        return { events: only(event), refusal, isHint: false };
      }
      if (line.type === 'channel') {
        const frequencyOf = ({ router: id, interface: name }: { router: string; interface: string | null }) =>
          taken?.routers.get(id)?.interfaces.find((record) => record.interface === name)?.frequency_mhz ??
          null;
        const event = channelEvent({ line, router, at }, world, settings, frequencyOf);
        if (event === null) return { events: [], refusal: null, isHint: false };
        tuned.set(radioOf(event.to), monotonicMs);
        const key = `${radioOf(event.to)} ${line.frequencyMhz === null ? 'radar' : 'channel'}`;
        return { events: only(repeats.add(key, event, monotonicMs)), refusal: null, isHint: false };
      }
      if (line.type === 'access_point') {
        const found = locateAccessPoint({ line, router }, world);
        const change = found && { id: found.id, isUp: line.isUp };
        if (change === null || !watch.line(world, change, monotonicMs))
          return { events: [], refusal: null, isHint: false };
        const told = { at: toIso(at), source: 'log', router: found!.router, reason: line.reason } as const;
        return { events: [accessPointEvent(change, world, settings, told)], refusal: null, isHint: true };
      }
      return { events: [], refusal: null, isHint: true };
    },

    /** `events`: of devices, in the step that led from `before` to `after`. */
    step(
      input: Input,
      before: Situation,
      after: Situation,
      events: readonly EventRecord[],
      settings: Settings,
      { monotonicMs }: Instant,
    ): EventRecord[] {
      if (input.type === 'configure') return [];
      const found: EventRecord[] = strangerEvents(events, before.taken, after.taken);
      if (input.type !== 'reading') return found;
      const { router } = input.reading;
      for (const event of networkEvents(before.taken, after.taken)) {
        const since = tuned.get(radioOf(event.to));
        const isKnown = since !== undefined && monotonicMs - since < CHANNEL_KNOWN_MS;
        if (event.event_type !== 'channel_changed' || !isKnown) found.push(event);
      }
      const told = { at: toIso(input.reading.startedAt), source: 'poll', router, reason: null } as const;
      for (const change of watch.reading(before.world, after.world, router))
        found.push(accessPointEvent(change, after.world, settings, told));
      return found;
    },

    due: repeats.due,
    rest: repeats.rest,
  };
}

function accessPointEvent(
  { id, isUp }: AccessPointChange,
  { routers }: World,
  settings: Settings,
  told: Pick<EventRecord, 'at' | 'source' | 'router' | 'reason'>,
): EventRecord {
  const memories = [...routers.values()].flatMap(({ memory }) => memory.accessPoints.get(id) ?? []);
  const spot: Spot = {
    access_point: accessPointName(memories[0]?.ref ?? { id, name: null }, settings),
    access_point_id: id,
    interface: null,
    ssid: null,
    band: null,
    signal_dbm: null,
  };
  return newEvent({
    ...told,
    event_type: isUp ? 'access_point_up' : 'access_point_down',
    ...(isUp ? { to: spot } : { from: spot }),
  });
}

function radioOf(spot: Spot | null): string {
  return `${spot?.access_point_id} ${spot?.band ?? spot?.interface}`;
}
