/**
 * Every transition of presence, and the event it tells. Rules: 1. nothing but this table changes presence; 2. the table does not know
 * how its inputs were found out (`absence.ts`), nor what else changes with them (`advance.ts`).
 */
import type { EventType } from './event.ts';

export type PresenceState = 'home' | 'away' | 'unknown';

/** seen: in a registration table. gone: absent for the whole delay. lost: no evidence for too long. */
export type Finding = 'seen' | 'gone' | 'lost';

interface Transition {
  to: PresenceState;
  event: EventType | null;
}

/** `never` is a configured device nobody has seen yet: unknown without a past. */
export type From = PresenceState | 'never';

const stay = (to: PresenceState): Transition => ({ to, event: null });

// in columns, because it is a table
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
