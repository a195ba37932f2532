/**
 * Where log lines say that a device went. Lines may be late, doubled, out of order or forged. The movements start where the device was
 * known to be; `world/enrich.ts` decides by the tables whether they are believed.
 */
import { isSameInterface, type Place } from '../join/place.ts';
import type { DeviceLine, LoggedPlace } from '../parse/log-event.ts';

/** A log line about a device, as received. */
export interface ReceivedLine {
  line: DeviceLine;
  /** The router whose log it is from; null when its sender is not known to be a router. */
  router: string | null;
  /** When it was received (epoch ms): routers' own clocks count whole seconds, and are often wrong. */
  at: number;
}

export interface Movement {
  type: 'connected' | 'disconnected' | 'roamed';
  /** Epoch ms. */
  at: number;
  from: Place | null;
  to: Place | null;
  reason: string | null;
}

/** The place that a line names; null when no router has such an interface, or it is ambiguous. */
export type Locate = (logged: LoggedPlace, router: string | null) => Place | null;

/** A disconnect and a connect within this are one roam. */
const ONE_ROAM_MS = 5_000;

/**
 * The movements that lead on from a place (null: not connected). Null when a line of a router's log names an unknown place; a line whose
 * router is not known may be of an access point's own log, and is skipped instead.
 */
export function toMovements(
  lines: readonly ReceivedLine[],
  start: Place | null,
  locate: Locate,
): Movement[] | null {
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
        // the access point that the device left logs it later
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

/** Where the movements end; null: not connected. */
export function endOf(movements: readonly Movement[], start: Place | null): Place | null {
  const last = movements.at(-1);
  return last === undefined ? start : last.to;
}

function isRoam(left: Movement, to: Place, at: number): boolean {
  return !isSameInterface(left.from!, to) && at - left.at <= ONE_ROAM_MS;
}
