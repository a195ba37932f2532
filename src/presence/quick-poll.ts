/**
 * A quick poll, between two polls, is trusted with sightings and with a few missing devices. What fails or empties suddenly is left to the
 * polls: a sender of log lines must not be able to hurry the guards that count polls.
 */
import type { RouterView } from '../join/view.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import { clientsOn } from './access-point.ts';
import { MIN_DEVICES } from './sudden-empty.ts';
import type { RouterMemory } from './router.ts';

/** Since the last poll, a registration table has failed, gone or emptied, or an access point with several devices has emptied. */
export function isSuspicious(memory: RouterMemory, view: RouterView): boolean {
  const { tables } = view.reading;
  const isEmptied = dialectNames.some((dialect) => {
    const { count, met } = memory.dialects[dialect];
    const table = tables[dialects[dialect].registrations];
    if (table.status !== 'complete') return met && table.readAt === view.reading.startedAt;
    return count > 0 && table.rows.length === 0;
  });
  return (
    isEmptied ||
    [...memory.accessPoints].some(([id, { count }]) => count >= MIN_DEVICES && clientsOn(view, id) === 0)
  );
}
