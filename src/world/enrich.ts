/**
 * Events of a step, enriched with the time, the reason and the signals of the log lines that announced them. Rules:
 * 1. What the reading does not confirm is dropped: the lines must lead from where the device was to where it is now.
 * 2. Movements between two readings are known from the log alone. They become events when the association is as new as the lines say, and
 *    only in places that the line's own router has.
 * 3. Lines that do not fit lend an event at most their time, reason and signal, and only when they name its place.
 */
import { isRoam, isSameInterface, type Place } from '../join/place.ts';
import type { DeviceMemory } from '../presence/device.ts';
import type { PresenceEvent } from '../presence/event.ts';
import { endOf, type Locate, type Movement, type ReceivedLine, toMovements } from '../presence/movement.ts';
import type { PendingLines } from './pending-lines.ts';
import type { Step, World } from './world.ts';

/** Lines take a moment to arrive, and uptimes are whole seconds. */
const SLACK_MS = 2_500;
/** Within a second, routers log a connect before the disconnect that it followed. */
const SAME_SECOND_MS = 1_000;

/** The events of a step. Lines that the step confirms are removed from `pending`. `now`: epoch ms. */
export function enrichEvents(
  before: World,
  { world, events, changed }: Step,
  pending: PendingLines,
  now: number,
): readonly PresenceEvent[] {
  if (pending.isEmpty()) return events;
  const locate = createLocate(world);
  const byDevice = new Map<string, readonly PresenceEvent[]>();
  for (const event of events) byDevice.set(event.deviceId, [...(byDevice.get(event.deviceId) ?? []), event]);
  for (const deviceId of changed) {
    const after = world.devices.get(deviceId);
    if (after === undefined) continue;
    const macs = world.identity.macsOf(deviceId, after.macAddress);
    const lines = pending.find(macs, now);
    if (lines.length === 0) continue;
    const shown = byDevice.get(deviceId) ?? [];
    const enriched = enrichDevice({ before: before.devices.get(deviceId), after, lines, locate }, shown);
    if (enriched.isConfirmed) pending.forget(macs);
    if (enriched.events.length > 0) byDevice.set(deviceId, enriched.events);
  }
  return [...byDevice.values()].flat();
}

/** An interface by its name; null when no router has it, or several have. An access point that logs by itself uses names of its own. */
function createLocate({ routers }: World): Locate {
  return (logged, router) => {
    const found = [...routers].flatMap(([id, { view }]) =>
      view === null || (router !== null && router !== id)
        ? []
        : view.interfaces
            .filter(({ row }) => row.name === logged.interface)
            .map(({ row, accessPoint, ssid, band }) => ({
              router: id,
              source: row.source,
              accessPoint,
              interface: row.name,
              ssid: ssid ?? logged.ssid,
              band,
              signalDbm: null,
            })),
    );
    return found.length === 1 ? found[0]! : null;
  };
}

/** What a step did to one device. */
interface DeviceStep {
  before: DeviceMemory | undefined;
  after: DeviceMemory;
  /** The pending lines about it, in the order in which they came. */
  lines: readonly ReceivedLine[];
  locate: Locate;
}

/** `isConfirmed`: the reading has confirmed the lines, and they are of no further use. */
function enrichDevice(
  { before, after, lines, locate }: DeviceStep,
  events: readonly PresenceEvent[],
): { events: readonly PresenceEvent[]; isConfirmed: boolean } {
  const start = before?.isAttached === true ? before.place : null;
  const now = after.isAttached ? after.place : null;
  const fresh = lines.filter(({ at }) => at >= (before?.lastSeenAt ?? -Infinity) - SLACK_MS);
  const known: Locate = (logged, router) => {
    const named = [now, start].filter((place) => place !== null && isNamed(place, logged.interface, router));
    const [place = null, other = null] = named as Place[];
    // an interface that two routers have is ambiguous in a line without a router
    if (place !== null && other !== null && !isSameInterface(place, other)) return null;
    return place ?? (router === null ? null : locate(logged, router));
  };
  for (const order of [fresh, disconnectsFirst(fresh)]) {
    const movements = toMovements(order, start, known);
    if (movements === null || !isSamePosition(endOf(movements, start), now)) continue;
    const told = movements.filter(({ type, from, to }) => type !== 'roamed' || isRoam(from!, to!));
    if (told.length === 0) return { events, isConfirmed: true };
    const replaced = replaceEvents(events, told, before, after);
    if (replaced !== null) return { events: replaced, isConfirmed: true };
  }
  return { events: events.map((event) => borrowDetails(event, fresh)), isConfirmed: false };
}

/** The movements in place of the reading's own events of the association; null when the reading does not confirm them. */
function replaceEvents(
  events: readonly PresenceEvent[],
  movements: readonly Movement[],
  before: DeviceMemory | undefined,
  after: DeviceMemory,
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
  // at the first and at the last place the tables know a signal too
  const [first, last] = [before?.place ?? null, after.place];
  const moved = movements.map(({ type, at, from, to, reason }, index): PresenceEvent => {
    const left = withSignal(from, index === 0 ? first : null);
    const taken = withSignal(to, index === movements.length - 1 ? last : null);
    const { router } = (to ?? from)!;
    return { type, at, deviceId: after.deviceId, router, from: left, to: taken, reason, source: 'log' };
  });
  // a device that was gone for a while and came back elsewhere has connected, and roamed too
  const isRoamLogged = movements.some(({ type }) => type === 'roamed');
  const reached = moved.at(-1)!;
  const roams = shown
    .filter(({ type }) => type === 'roamed' && !isRoamLogged)
    .map((event): PresenceEvent => ({ ...event, at: reached.at, to: reached.to, source: 'log' }));
  return [...others, ...moved, ...roams];
}

/** A place of a movement, with the signal that the tables know there when the line has none. */
function withSignal(place: Place | null, known: Place | null): Place | null {
  if (place === null) return null;
  const signalDbm = place.signalDbm ?? (known?.interface === place.interface ? known.signalDbm : null);
  return { ...place, signalDbm };
}

/** The event with time, reason and signal of the last line that names its place; the event itself when none does. */
function borrowDetails(event: PresenceEvent, lines: readonly ReceivedLine[]): PresenceEvent {
  if (!isAssociation(event)) return event;
  const isLeaving = event.type === 'disconnected';
  const place = isLeaving ? event.from : event.to;
  const received = lines.findLast(({ line, router }) => {
    if (line.type === 'lease' || (line.type === 'disconnected') !== isLeaving) return false;
    const logged = line.type === 'roamed' ? line.to : line.at;
    return logged.interface === place?.interface && (router === null || router === event.router);
  });
  if (received === undefined || received.line.type === 'lease' || place === null) return event;
  const { line, at } = received;
  const end = { ...place, signalDbm: line.signalDbm ?? place.signalDbm };
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
