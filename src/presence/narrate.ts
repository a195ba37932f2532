/**
 * Events that a reading has shown, told with the time, the reason and the signals of the log lines that foretold them. Rules:
 * 1. what the reading does not confirm is not told: the lines must lead from where the device was to where it is now;
 * 2. what lies between two readings is the word of the log alone: it is told when the association is as new as the lines say, and only of places
 *    that the line's own router has;
 * 3. lines that do not fit lend an event at most their time, reason and signal, and only when they name its place.
 */
import { isSameInterface, type Place } from '../join/place.ts';
import type { DeviceMemory } from './device.ts';
import type { PresenceEvent } from './event.ts';
import { endOf, type ReceivedLine, type Locate, type Movement, walk } from './movement.ts';

export interface Told {
  before: DeviceMemory | undefined;
  after: DeviceMemory;
  /** Of this device, by this reading. */
  events: readonly PresenceEvent[];
  /** About this device, in the order they were heard. */
  lines: readonly ReceivedLine[];
  locate: Locate;
}

export interface Narrated {
  events: readonly PresenceEvent[];
  /** The lines have said what they had to say. */
  isConfirmed: boolean;
}

/** Lines take a moment to arrive, and uptimes are whole seconds. */
const SLACK_MS = 2_500;
/** Within a second routers log a connect before the disconnect it followed. */
const SAME_SECOND_MS = 1_000;

export function narrate({ before, after, events, lines, locate }: Told): Narrated {
  const start = before?.isAttached === true ? before.place : null;
  const now = after.isAttached ? after.place : null;
  const fresh = lines.filter(({ at }) => at >= (before?.lastSeenAt ?? -Infinity) - SLACK_MS);
  const known: Locate = (logged, router) => {
    const named = [now, start].filter((place) => place !== null && isNamed(place, logged.interface, router));
    const [place = null, other = null] = named as Place[];
    // by an interface that two routers have, no line without a router is understood
    if (place !== null && other !== null && !isSameInterface(place, other)) return null;
    return place ?? (router === null ? null : locate(logged, router));
  };
  for (const order of [fresh, disconnectsFirst(fresh)]) {
    const movements = walk(order, start, known);
    if (movements === null || !isSamePosition(endOf(movements, start), now)) continue;
    if (movements.length === 0) return { events, isConfirmed: true };
    const told = retell(events, movements, { before, after });
    if (told !== null) return { events: told, isConfirmed: true };
  }
  return { events: events.map((event) => lend(event, fresh)), isConfirmed: false };
}

/** The events with the movements in place of what the reading alone would tell of the association; null when they are not confirmed. */
function retell(
  events: readonly PresenceEvent[],
  movements: readonly Movement[],
  { before, after }: Pick<Told, 'before' | 'after'>,
): PresenceEvent[] | null {
  const shown = events.filter(isAssociation);
  const stayed = before?.presence === 'home' && after.presence === 'home' && after.isAttached;
  const associatedAt = after.client?.associatedAt ?? null;
  const isNew = associatedAt !== null && associatedAt >= movements.at(-1)!.at - SLACK_MS;
  if (shown.length === 0 ? !(stayed && isNew) : movements.length > 1 && !isNew) return null;
  const arrival = movements.find(({ type }) => type === 'connected');
  const others = events
    .filter((event) => !isAssociation(event))
    .map(
      (event): PresenceEvent =>
        event.type === 'arrived' && arrival !== undefined
          ? { ...event, at: arrival.at, source: 'log' }
          : event,
    );
  // at both ends of the walk the tables know a signal too
  const [first, last] = [before?.place ?? null, after.place];
  const moved = movements.map(({ type, at, from, to, reason }, index): PresenceEvent => {
    const { router } = (to ?? from)!;
    const left = spotFrom(from, index === 0 ? first : null);
    const taken = spotFrom(to, index === movements.length - 1 ? last : null);
    return { type, at, deviceId: after.deviceId, router, from: left, to: taken, reason, source: 'log' };
  });
  // one that was gone for a while and came back elsewhere has connected, and roamed too
  const isRoamTold = movements.some(({ type }) => type === 'roamed');
  const reached = moved.at(-1)!;
  const roams = shown
    .filter(({ type }) => type === 'roamed' && !isRoamTold)
    .map((event): PresenceEvent => ({ ...event, at: reached.at, to: reached.to, source: 'log' }));
  return [...others, ...moved, ...roams];
}

/** An end of a movement, with the signal the tables know there when the line names none. */
function spotFrom(end: Place | null, known: Place | null): Place | null {
  if (end === null) return null;
  const signalDbm = end.signalDbm ?? (known?.interface === end.interface ? known.signalDbm : null);
  return { ...end, signalDbm };
}

/** One line that names the place of an event lends it what the poll does not know. */
function lend(event: PresenceEvent, lines: readonly ReceivedLine[]): PresenceEvent {
  if (!isAssociation(event)) return event;
  const isLeaving = event.type === 'disconnected';
  const spot = isLeaving ? event.from : event.to;
  const heard = lines.findLast(({ line, router }) => {
    if (line.type === 'lease' || (line.type === 'disconnected') !== isLeaving) return false;
    const logged = line.type === 'roamed' ? line.to : line.at;
    return logged.interface === spot?.interface && (router === null || router === event.router);
  });
  if (heard === undefined || heard.line.type === 'lease' || spot === null) return event;
  const { line, at } = heard;
  const end = { ...spot, signalDbm: line.signalDbm ?? spot.signalDbm };
  const reason = line.type === 'disconnected' ? line.reason : event.reason;
  return { ...event, at, reason, source: 'log', ...(isLeaving ? { from: end } : { to: end }) };
}

function disconnectsFirst(lines: readonly ReceivedLine[]): ReceivedLine[] {
  const sorted = [...lines];
  for (let index = 1; index < sorted.length; index++) {
    const [earlier, later] = [sorted[index - 1]!, sorted[index]!];
    const isSwapped = earlier.line.type !== 'disconnected' && later.line.type === 'disconnected';
    if (!isSwapped || later.at - earlier.at > SAME_SECOND_MS) continue;
    sorted[index - 1] = { ...later, at: earlier.at };
    sorted[index] = { ...earlier, at: later.at };
  }
  return sorted;
}

function isNamed(place: Place, name: string, router: string | null): boolean {
  return place.interface === name && (router === null || place.router === router);
}

function isSamePosition(a: Place | null, b: Place | null): boolean {
  return a === null || b === null ? a === b : isSameInterface(a, b);
}

function isAssociation({ type }: PresenceEvent): boolean {
  return type === 'connected' || type === 'disconnected' || type === 'roamed';
}
