/**
 * A look between two polls is only trusted with good news, and with a few who are missing. What empties at a stroke, or fails, is left to the
 * polls: guards that count polls must not be hurried by somebody who sends log lines.
 */
import type { RouterView } from '../join/view.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import { clientsOn } from './access-point.ts';
import { MIN_DEVICES } from './sudden-empty.ts';
import type { RouterMemory } from './router.ts';

/** A registration table is gone or empty, or an access point with several devices is empty, that was not when the last poll looked. */
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
