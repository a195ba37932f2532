/** Events of the device: from the journal or, for longer periods, from the ends of its sessions. */
import type { EventRecord } from '../../../record/event.ts';
import type { Session } from '../../../record/history.ts';
import { toDbmText } from '../quality.ts';

/** Events of the network are not about a device. */
type DeviceEventKind = Exclude<
  EventRecord['event_type'],
  | 'access_point_up'
  | 'access_point_down'
  | 'channel_changed'
  | 'router_up'
  | 'router_down'
  | 'new_stranger'
  | 'finding'
  | 'change'
>;

export interface DeviceEvent {
  id: string;
  /** Epoch milliseconds. */
  at: number;
  kind: DeviceEventKind;
  from: string | null;
  to: string | null;
  fromDbm: number | null;
  toDbm: number | null;
  /** The reason in the log of the router. */
  reason: string | null;
}

const nameOf = (end: { access_point: string | null; interface: string | null } | null) =>
  end === null ? null : (end.access_point ?? end.interface);

/** Keeps the order: oldest first. */
export function fromEvents(events: readonly (EventRecord & { event_id: number })[]): DeviceEvent[] {
  return events.flatMap((event): DeviceEvent[] => {
    const { event_type: kind } = event;
    if (!isDeviceEvent(kind)) return [];
    return [
      {
        id: `${event.event_id}`,
        at: Date.parse(event.at),
        kind,
        from: nameOf(event.from),
        to: nameOf(event.to),
        fromDbm: event.from?.signal_dbm ?? null,
        toDbm: event.to?.signal_dbm ?? null,
        reason: event.reason,
      },
    ];
  });
}

function isDeviceEvent(kind: EventRecord['event_type']): kind is DeviceEventKind {
  return kind in EVENT_WORDS;
}

/** From sessions, newest first, to events, oldest first. A session whose end is unknown is left out. */
export function fromSessions(sessions: readonly Session[], sinceAt: number): DeviceEvent[] {
  const events: DeviceEvent[] = [];
  sessions.forEach((session, index) => {
    const { to_at, ended_by: kind, reason } = session;
    if (to_at === null || kind === null || kind === 'unknown' || Date.parse(to_at) < sinceAt) return;
    const next = kind === 'roamed' ? (sessions[index - 1] ?? null) : null;
    const at = Date.parse(to_at);
    events.push({
      id: `${session.from_at} ${index - sessions.length}`,
      at,
      kind,
      from: nameOf(session),
      to: nameOf(next),
      fromDbm: null,
      toDbm: null,
      reason,
    });
  });
  return events.reverse();
}

export const EVENT_WORDS: Record<DeviceEvent['kind'], string> = {
  roamed: 'Roamed',
  disconnected: 'Disconnected',
  connected: 'Connected',
  left: 'Left home',
  arrived: 'Arrived home',
  refused: 'Refused',
};

/** The signal before and after; null when neither is known. */
export function toSignals({ fromDbm, toDbm: after }: DeviceEvent): string | null {
  const known = [fromDbm, after].filter((dbm) => dbm !== null).map(toDbmText);
  return known.length === 0 ? null : `${known.join(' → ')} dBm`;
}

/** The whole event in one sentence, for screen readers. */
export function toEventSentence(event: DeviceEvent, time: string): string {
  const { kind, from, to, reason } = event;
  const way = [from === null ? '' : ` from ${from}`, to === null ? '' : ` to ${to}`].join('');
  const signals = toSignals(event);
  return [`${time}: ${EVENT_WORDS[kind]}${way}`, signals, reason].filter((part) => part !== null).join(', ');
}

/** The event nearest to a moment; null when none is within `withinMs`. */
export function nearestEvent(
  events: readonly DeviceEvent[],
  at: number,
  withinMs: number,
): DeviceEvent | null {
  let found: DeviceEvent | null = null;
  for (const each of events) {
    const distance = Math.abs(each.at - at);
    if (distance <= withinMs && (found === null || distance < Math.abs(found.at - at))) found = each;
  }
  return found;
}
