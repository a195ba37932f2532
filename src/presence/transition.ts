/**
 * Every transition of presence and its event. Rules: 1. Only this table changes presence. 2. The table knows neither how its inputs are
 * found (`absence.ts`) nor what else changes with them (`advance.ts`).
 */
import type { EventType } from './event.ts';

export type PresenceState = 'home' | 'away' | 'unknown';

/** `seen`: in a registration table. `gone`: absent for the whole delay. `lost`: no evidence for too long. */
export type Finding = 'seen' | 'gone' | 'lost';

interface Transition {
  to: PresenceState;
  event: EventType | null;
}

/** `never`: a configured device that was never seen. It is unknown, without a past. */
export type From = PresenceState | 'never';

const stay = (to: PresenceState): Transition => ({ to, event: null });

// biome-ignore format: columns
const transitions: Record<From, Record<Finding, Transition>> = {
  //         seen in a table                       absent for the delay             no evidence for too long
  home:    { seen: stay('home'),                   gone: { to: 'away', event: 'left' }, lost: stay('unknown') },
  unknown: { seen: stay('home'),                   gone: { to: 'away', event: 'left' }, lost: stay('unknown') },
  away:    { seen: { to: 'home', event: 'arrived' }, gone: stay('away'),              lost: stay('away') },
  never:   { seen: { to: 'home', event: 'arrived' }, gone: stay('away'),              lost: stay('unknown') },
};

export function transit(from: From, finding: Finding): Transition {
  return transitions[from][finding];
}
