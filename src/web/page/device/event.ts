/** What happened to the device, from its events or, for longer times, from how its sessions ended. */
import type { EventRecord } from '../../../record/event.ts';
import type { Session } from '../../../record/history.ts';
import { toDbm } from '../quality.ts';

export interface Happening {
  id: string;
  /** Epoch milliseconds. */
  at: number;
  kind: EventRecord['event_type'];
  from: string | null;
  to: string | null;
  fromDbm: number | null;
  toDbm: number | null;
  /** In the words of the router. */
  reason: string | null;
}

const nameOf = (end: { access_point: string | null; interface: string | null } | null) =>
  end === null ? null : (end.access_point ?? end.interface);

/** Oldest first, as they come. */
export function fromEvents(events: readonly (EventRecord & { event_id: number })[]): Happening[] {
  return events.map((event) => ({
    id: `${event.event_id}`,
    at: Date.parse(event.at),
    kind: event.event_type,
    from: nameOf(event.from),
    to: nameOf(event.to),
    fromDbm: event.from?.signal_dbm ?? null,
    toDbm: event.to?.signal_dbm ?? null,
    reason: event.reason,
  }));
}

/** Sessions come newest first; how one ended when nobody watched is not told. */
export function fromSessions(sessions: readonly Session[], sinceAt: number): Happening[] {
  const happenings: Happening[] = [];
  sessions.forEach((session, index) => {
    const { to_at, ended_by: kind, reason } = session;
    if (to_at === null || kind === null || kind === 'unknown' || Date.parse(to_at) < sinceAt) return;
    const next = kind === 'roamed' ? (sessions[index - 1] ?? null) : null;
    const at = Date.parse(to_at);
    happenings.push({
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
  return happenings.reverse();
}

export const kindWords: Record<Happening['kind'], string> = {
  roamed: 'Roamed',
  disconnected: 'Disconnected',
  connected: 'Connected',
  left: 'Left home',
  arrived: 'Came home',
};

/** How well it was heard before and after; null when nobody told. */
export function toSignals({ fromDbm, toDbm: after }: Happening): string | null {
  const told = [fromDbm, after].filter((dbm) => dbm !== null).map(toDbm);
  return told.length === 0 ? null : `${told.join(' → ')} dBm`;
}

/** All of it in one sentence, for who does not see it. */
export function toSentence(happening: Happening, time: string): string {
  const { kind, from, to, reason } = happening;
  const way = [from === null ? '' : ` from ${from}`, to === null ? '' : ` to ${to}`].join('');
  const signals = toSignals(happening);
  return [`${time}: ${kindWords[kind]}${way}`, signals, reason].filter((part) => part !== null).join(', ');
}

/** One mark per place in the picture would hide another: those nearer to it than this are told with it. */
export function nearest(happenings: readonly Happening[], at: number, withinMs: number): Happening | null {
  let found: Happening | null = null;
  for (const each of happenings) {
    const distance = Math.abs(each.at - at);
    if (distance <= withinMs && (found === null || distance < Math.abs(found.at - at))) found = each;
  }
  return found;
}
