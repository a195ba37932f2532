/** Counts roams between access points. */
import type { NumberedEvent } from '../../../record/journal.ts';
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

function toKey(fromId: string, toId: string): string {
  return `${fromId}\n${toId}`;
}
