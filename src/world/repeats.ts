/**
 * Bounds what repeats itself: a phone with a wrong password tries every two seconds, for days. The first event of a key comes at once, further
 * ones together, every ten minutes, with their number.
 */
import type { EventRecord } from '../record/event.ts';

export const REPEAT_MS = 600_000;
/** Two logging rules of a router send the same line twice, this close together. */
const DOUBLE_MS = 1_000;
/** Keys at a time. A sender of UDP can invent addresses. */
export const MAX_KEYS = 5_000;
/** Keys at a time of devices that nothing else is known of. */
export const MAX_STRANGE_KEYS = 200;

export interface Repeats {
  /**
   * The event with `count` if it is to be published now, else null. `nowMs`: monotonic. `isStrange`: its device is not remembered.
   */
  add: (key: string, event: EventRecord, nowMs: number, isStrange?: boolean) => EventRecord | null;
  /** What has been held back long enough, each with its `count`. */
  due: (nowMs: number) => EventRecord[];
  /** What is still held back, at the end. */
  rest: () => EventRecord[];
}

interface Held {
  /** When the last event of this key was published (monotonic ms). */
  sinceMs: number;
  /** How many have come since. */
  count: number;
  latest: EventRecord;
  /** When the last one came (monotonic ms), and what it said. */
  latestMs: number;
  isStrange: boolean;
}

export function createRepeats(): Repeats {
  /** In the order of `sinceMs`. */
  const held = new Map<string, Held>();
  let strangeCount = 0;

  function publish(key: string, one: Held, nowMs: number): EventRecord {
    const event = { ...one.latest, count: one.count };
    held.delete(key);
    held.set(key, { ...one, sinceMs: nowMs, count: 0 });
    return event;
  }

  function drop(key: string, { isStrange }: Held): void {
    held.delete(key);
    if (isStrange) strangeCount -= 1;
  }

  return {
    add(key, event, nowMs, isStrange = false) {
      const known = held.get(key);
      if (known === undefined) {
        if (held.size >= MAX_KEYS || (isStrange && strangeCount >= MAX_STRANGE_KEYS)) return null;
        if (isStrange) strangeCount += 1;
        return publish(key, { sinceMs: nowMs, count: 1, latest: event, latestMs: nowMs, isStrange }, nowMs);
      }
      if (isSameText(known.latest, event) && nowMs - known.latestMs < DOUBLE_MS) return null;
      Object.assign(known, { count: known.count + 1, latest: event, latestMs: nowMs });
      return nowMs - known.sinceMs >= REPEAT_MS ? publish(key, known, nowMs) : null;
    },
    due(nowMs) {
      const events: EventRecord[] = [];
      for (const [key, one] of held) {
        if (nowMs - one.sinceMs < REPEAT_MS) break;
        if (one.count === 0) drop(key, one);
        else events.push(publish(key, one, nowMs));
      }
      return events;
    },
    rest: () =>
      [...held.values()].filter(({ count }) => count > 0).map(({ latest, count }) => ({ ...latest, count })),
  };
}

function isSameText(a: EventRecord, b: EventRecord): boolean {
  return (
    a.reason === b.reason && a.to?.signal_dbm === b.to?.signal_dbm && a.to?.interface === b.to?.interface
  );
}
