/** Counts roams between access points, and finds devices that roam back and forth. */
import type { NumberedEvent } from '../../../record/journal.ts';
import { groupBy } from '../group.ts';
import { collator } from '../collator.ts';

export interface RoamPlace {
  /** Id of the access point; empty when unknown. */
  id: string;
  name: string;
}

export interface RoamMatrix {
  /** Every access point of a roam, in the order of their names. */
  places: readonly RoamPlace[];
  /** Number of roams; the same id twice counts roams between interfaces of one access point. */
  countOf: (fromId: string, toId: string) => number;
  /** The highest count between two access points. */
  max: number;
  /** Roams between access points. */
  total: number;
  /** Roams between interfaces of one access point. */
  withinTotal: number;
}

export interface PingPong {
  deviceId: string;
  name: string;
  /** Names of the two access points, or of the two bands of one. */
  between: readonly [string, string];
  /** The access point, when both ends are bands of it. */
  within: string | null;
  /** The highest number within one hour. */
  perHour: number;
  /** The total. */
  count: number;
  /** The time of the last one, ISO 8601. */
  lastAt: string;
}

/** Roams back and forth within one hour that are worth showing. */
export const PING_PONG_COUNT = 4;
const HOUR_MS = 3_600_000;
const UNKNOWN = 'unknown';

/** `names`: current names by id; other access points keep the name of their last event. */
export function toMatrix(events: readonly NumberedEvent[], names: ReadonlyMap<string, string>): RoamMatrix {
  const called = new Map<string, string>();
  const counts = new Map<string, number>();
  let [total, withinTotal] = [0, 0];
  for (const { from, to } of events) {
    const [fromId, toId] = [from?.access_point_id ?? '', to?.access_point_id ?? ''];
    for (const [id, spot] of [
      [fromId, from],
      [toId, to],
    ] as const)
      called.set(id, names.get(id) ?? spot?.access_point ?? called.get(id) ?? (id || UNKNOWN));
    counts.set(toKey(fromId, toId), (counts.get(toKey(fromId, toId)) ?? 0) + 1);
    if (fromId === toId) withinTotal++;
    else total++;
  }
  const places = [...called]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  const countOf = (fromId: string, toId: string) => counts.get(toKey(fromId, toId)) ?? 0;
  const between = places.flatMap((a) => places.filter((b) => a !== b).map((b) => countOf(a.id, b.id)));
  return { places, countOf, max: Math.max(0, ...between), total, withinTotal };
}

/** Devices that roamed back and forth several times within an hour; worst first. */
export function findPingPongs(events: readonly NumberedEvent[]): PingPong[] {
  const found: PingPong[] = [];
  for (const [deviceId, own] of groupBy(events, ({ device_id }) => device_id ?? '')) {
    const ordered = own.toSorted((a, b) => (a.at === b.at ? a.event_id - b.event_id : a.at < b.at ? -1 : 1));
    const runs = toRuns(ordered).filter((run) => mostInAnHour(run) >= PING_PONG_COUNT);
    for (const [, same] of groupBy(runs, (run) => pairOf(run[0]!)!)) {
      const all = same.flat();
      const last = all.at(-1)!;
      const isWithin = last.from!.access_point_id === last.to!.access_point_id;
      const called = [last.from!, last.to!].map((spot) =>
        isWithin ? (spot.band ?? spot.interface ?? '') : (spot.access_point ?? spot.access_point_id!),
      );
      const [one, other] = called.sort(collator.compare);
      found.push({
        deviceId,
        name: ordered.at(-1)!.name ?? deviceId,
        between: [one!, other!],
        within: isWithin ? (last.to!.access_point ?? last.to!.access_point_id) : null,
        perHour: Math.max(...same.map(mostInAnHour)),
        count: all.length,
        lastAt: last.at,
      });
    }
  }
  return found.sort((a, b) => b.perHour - a.perHour || b.count - a.count || collator.compare(a.name, b.name));
}

/** Sequences in which each roam reverses the one before. */
function toRuns(events: readonly NumberedEvent[]): NumberedEvent[][] {
  const runs: NumberedEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (before !== undefined && reverses(event, before)) run!.push(event);
    else if (pairOf(event) !== null) runs.push([event]);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

function reverses(event: NumberedEvent, before: NumberedEvent): boolean {
  const [pair, pairBefore] = [pairOf(event), pairOf(before)];
  return pair !== null && pair === pairBefore && endOf(event, 'from') === endOf(before, 'to');
}

/** The same for both directions; null when an end is unknown. */
function pairOf(event: NumberedEvent): string | null {
  const [from, to] = [endOf(event, 'from'), endOf(event, 'to')];
  if (from === null || to === null || from === to) return null;
  return from < to ? `${from}\n${to}` : `${to}\n${from}`;
}

/** The access point; for a roam within one, also the interface. */
function endOf({ from, to }: NumberedEvent, end: 'from' | 'to'): string | null {
  const spot = end === 'from' ? from : to;
  const id = spot?.access_point_id ?? null;
  if (id === null) return null;
  return from?.access_point_id === to?.access_point_id ? `${id} ${spot!.interface}` : id;
}

function mostInAnHour(run: readonly NumberedEvent[]): number {
  const times = run.map(({ at }) => Date.parse(at));
  let [begin, most] = [0, 0];
  for (const [index, time] of times.entries()) {
    while (time - times[begin]! > HOUR_MS) begin++;
    most = Math.max(most, index - begin + 1);
  }
  return most;
}

function toKey(fromId: string, toId: string): string {
  return `${fromId}\n${toId}`;
}
