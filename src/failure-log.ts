/** What the log tells of reading routers: changes, not polls. */
import type { Log } from './log.ts';
import { menuPaths } from './parse/menu.ts';
import { endsPoll, type Reading } from './parse/reading.ts';

/** Tells of a table when it begins to fail, when it fails for another reason, and when it is back; not once per poll. */
export function createFailureLog(log: Log): (reading: Reading) => void {
  const failing = new Map<string, string>();
  let isMet = false;
  return (reading) => {
    const { router } = reading;
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
      log.info({ router, tables: names.length, duration_ms: Math.round(reading.durationMs) }, 'router read');
    }
  };
}
