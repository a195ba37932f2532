/** Logs readings that are complete and yet suspect, such as a table that is suddenly empty: once when that begins and once when it ends. */
import { registrationMenus } from '../parse/menu.ts';
import type { Log } from '../telemetry/log.ts';
import type { Warning } from '../record/snapshot.ts';
import type { Routers } from '../presence/router-state.ts';

/** Failed tables, and registration tables that vanish, are left out: the poller has logged them. */
export function createSuspectLog(log: Pick<Log, 'info' | 'warn'>) {
  let suspects = new Map<string, Warning>();
  return (warnings: readonly Warning[], routers: Routers): void => {
    const current = warnings.filter((warning) => statusOf(warning, routers) !== 'failed');
    const next = new Map(
      current.map((warning) => [`${warning.router} ${warning.table} ${warning.message}`, warning]),
    );
    for (const [key, warning] of next) {
      const { router, table, message } = warning;
      if (suspects.has(key) || (isRegistrations(table) && statusOf(warning, routers) === 'absent')) continue;
      log.warn({ router, table, message }, 'reading suspect');
    }
    for (const [key, warning] of suspects) {
      const { router, table, message } = warning;
      if (next.has(key)) continue;
      // while a table of that router fails, there is no evidence that the reading is in order again
      if (hasFailed(router, routers)) next.set(key, warning);
      else if (statusOf(warning, routers) === 'absent') log.warn({ router, table }, 'table removed');
      else if (!isVanished(warning)) log.info({ router, table, message }, 'reading trusted');
    }
    suspects = next;
  };
}

function isRegistrations(table: string): boolean {
  return (registrationMenus as readonly string[]).includes(table);
}

// a registration table that is back: the poller has logged it
function isVanished({ table, kind }: Warning): boolean {
  return isRegistrations(table) && kind === 'router_error';
}

function statusOf({ router, table }: Warning, routers: Routers): string | undefined {
  return tablesOf(router, routers)[table]?.status;
}

function hasFailed(router: string, routers: Routers): boolean {
  return Object.values(tablesOf(router, routers)).some(({ status }) => status === 'failed');
}

function tablesOf(router: string, routers: Routers): Readonly<Record<string, { status: string }>> {
  return routers.get(router)?.view?.reading.tables ?? {};
}
