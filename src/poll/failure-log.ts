/** What the log tells of reading routers: changes, not polls. */
import type { Log } from '../telemetry/log.ts';
import { menuPaths, registrationMenus } from '../parse/menu.ts';
import { endsPoll, type Reading } from '../parse/reading.ts';

const GONE =
  'Whoever was in it is held for a while. It comes back by itself after a restart of the router; if it does not, and its package was not removed on purpose, look at System > Packages there.';

/**
 * Tells of a table when it begins to fail, when it fails for another reason, and when it is back; not once per poll. That one is absent is no failure,
 * unless it holds devices and was there before.
 */
export function createFailureLog(log: Log): (reading: Reading) => void {
  const failing = new Map<string, string>();
  /** Registration tables that were read when they were last asked for, and those that were and are absent. */
  const [there, gone] = [new Set<string>(), new Set<string>()];
  let isMet = false;
  return (reading) => {
    const { router } = reading;
    for (const table of registrationMenus) {
      const { status } = reading.tables[table];
      if (status === 'complete') {
        there.add(table);
        if (gone.delete(table)) log.info({ router, table }, 'table back');
      } else if (status === 'absent' && there.delete(table)) {
        gone.add(table);
        log.warn({ router, table, remedy: GONE }, 'table gone');
      }
    }
    for (const path of menuPaths) {
      const table = reading.tables[path];
      if (table.status === 'failed') {
        const { kind, message, remedy } = table.error;
        // one reason fails the rest of a poll: it is told once, at the table that met it
        const isTold = failing.get(path) === kind || (endsPoll(kind) && [...failing.values()].includes(kind));
        failing.set(path, kind);
        if (!isTold) log.warn({ router, table: path, kind, message, remedy }, 'table failed');
      } else if (failing.delete(path) && failing.size === 0) {
        log.info({ router }, 'router recovered');
      }
    }
    if (!isMet && failing.size === 0) {
      isMet = true;
      const names = menuPaths.filter((path) => reading.tables[path].status === 'complete');
      log.info({ router, tables: names.length, duration_ms: Math.round(reading.durationMs) }, 'router ready');
    }
  };
}
