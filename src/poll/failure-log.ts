/** The log lines about reading a router: one per change, not one per poll. */
import type { Log } from '../telemetry/log.ts';
import { type Menu, menuPaths, registrationMenus } from '../parse/menu.ts';
import { endsPoll, type Reading, type TableError } from '../parse/reading.ts';

const GONE =
  'Its devices keep their presence for 15 minutes. A restart of the router usually brings it back; if not, check its package in System > Packages there.';

/**
 * Logs a table when it begins to fail (tables with one reason on one line), when the reason changes, and when it is back. An absent table is not a failure, unless it is a
 * registration table that was there before.
 */
export function createFailureLog(log: Log): (reading: Reading) => void {
  const failing = new Map<string, string>();
  /** Registration tables that the last poll read, and those that vanished since. */
  const [there, gone] = [new Set<string>(), new Set<string>()];
  let isReady = false;
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
    const begun = new Map<string, { error: TableError; tables: Menu[] }>();
    for (const path of menuPaths) {
      const table = reading.tables[path];
      if (table.status === 'failed') {
        const { kind, remedy } = table.error;
        // one reason may fail the rest of a poll: it is logged once, for the first table
        const isLogged =
          failing.get(path) === kind || (endsPoll(kind) && [...failing.values()].includes(kind));
        failing.set(path, kind);
        if (isLogged) continue;
        const reason = begun.get(`${kind} ${remedy}`);
        if (reason === undefined) begun.set(`${kind} ${remedy}`, { error: table.error, tables: [path] });
        else reason.tables.push(path);
      } else if (failing.delete(path) && failing.size === 0) {
        log.info({ router }, 'router recovered');
      }
    }
    for (const { error, tables } of begun.values()) {
      const [table, ...alsoFailed] = tables;
      const also = alsoFailed.length === 0 ? {} : { also_failed: alsoFailed };
      log.warn({ router, table, ...error, ...also }, 'table failed');
    }
    if (!isReady && failing.size === 0) {
      isReady = true;
      const names = menuPaths.filter((path) => reading.tables[path].status === 'complete');
      log.info({ router, tables: names.length, duration_ms: Math.round(reading.durationMs) }, 'router ready');
    }
  };
}
