/**
 * Where log lines say a device went. Lines are hearsay: late, doubled, out of order, forged. The walk begins where the device was known to be;
 * whether it is believed is decided by who read the tables (`narrate.ts`).
 */
import { isSameInterface, type Place } from '../join/place.ts';
import type { LoggedPlace, LogLine } from '../parse/log-event.ts';

/** A line about a device, as it was heard. */
export interface ReceivedLine {
  line: LogLine;
  /** Whose log it is from; null when its address does not tell. */
  router: string | null;
  /** When it came (epoch ms): routers' own clocks are of whole seconds, and often wrong. */
  at: number;
}

export interface Movement {
  type: 'connected' | 'disconnected' | 'roamed';
  at: number;
  from: Place | null;
  to: Place | null;
  reason: string | null;
}

/** The place a line names; null when no router has such an interface. */
export type Locate = (logged: LoggedPlace, router: string | null) => Place | null;

/** A disconnect and a connect within this are one roam. */
const ONE_ROAM_MS = 5_000;

/**
 * The movements that lead on from a place (null: nowhere); null when a line names an unknown place. A line that may be of any router's log, or of
 * an access point's own, is left out when it names one.
 */
export function walk(lines: readonly ReceivedLine[], start: Place | null, locate: Locate): Movement[] | null {
  const movements: Movement[] = [];
  let here = start;
  for (const { line, router, at } of lines) {
    if (line.type === 'lease') continue;
    const named = locate(line.type === 'roamed' ? line.to : line.at, router);
    if (named === null && router === null) continue;
    if (named === null) return null;
    const end: Place = { ...named, signalDbm: line.signalDbm };
    const last = movements.at(-1);
    if (line.type === 'disconnected') {
      if (here !== null && isSameInterface(here, named)) {
        movements.push({ type: 'disconnected', at, from: end, to: null, reason: line.reason });
        here = null;
      } else if (last?.type === 'roamed' && isSameInterface(last.from!, named) && last.reason === null) {
        // the access point that was left says so later
        last.reason = line.reason;
        last.from!.signalDbm ??= line.signalDbm;
      }
    } else if (here === null && last?.type === 'disconnected' && isRoam(last, end, at)) {
      movements[movements.length - 1] = { ...last, type: 'roamed', at, to: end };
      here = named;
    } else if (here === null) {
      movements.push({ type: 'connected', at, from: null, to: end, reason: null });
      here = named;
    } else if (!isSameInterface(here, named)) {
      movements.push({ type: 'roamed', at, from: { ...here, signalDbm: null }, to: end, reason: null });
      here = named;
    }
  }
  return movements;
}

/** Where a walk ends. */
export function endOf(movements: readonly Movement[], start: Place | null): Place | null {
  const last = movements.at(-1);
  return last === undefined ? start : last.to;
}

function isRoam(left: Movement, to: Place, at: number): boolean {
  return !isSameInterface(left.from!, to) && at - left.at <= ONE_ROAM_MS;
}
