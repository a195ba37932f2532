/** Logs readings that are complete and yet suspect, such as a table that is suddenly empty: once when that begins and once when it ends. */
import type { Log } from '../telemetry/log.ts';
import type { Warning } from '../record/snapshot.ts';
import type { Routers } from '../presence/router-state.ts';

/** Failed tables are left out: the poller has logged them. */
export function createSuspectLog(log: Pick<Log, 'info' | 'warn'>) {
  let suspects = new Map<string, Warning>();
  return (warnings: readonly Warning[], routers: Routers): void => {
    const current = warnings.filter((warning) => !isFailed(warning, routers));
    const next = new Map(
      current.map((warning) => [`${warning.router} ${warning.table} ${warning.message}`, warning]),
    );
    for (const [key, { router, table, message }] of next)
      if (!suspects.has(key)) log.warn({ router, table, message }, 'reading suspect');
    for (const [key, warning] of suspects) {
      const { router, table, message } = warning;
      if (next.has(key)) continue;
      // while a table of that router fails, there is no evidence that the reading is in order again
      if (hasFailed(router, routers)) next.set(key, warning);
      else log.info({ router, table, message }, 'reading trusted');
    }
    suspects = next;
  };
}

function isFailed({ router, table }: Warning, routers: Routers): boolean {
  return tablesOf(router, routers)[table]?.status === 'failed';
}

function hasFailed(router: string, routers: Routers): boolean {
  return Object.values(tablesOf(router, routers)).some(({ status }) => status === 'failed');
}

function tablesOf(router: string, routers: Routers): Readonly<Record<string, { status: string }>> {
  return routers.get(router)?.view?.reading.tables ?? {};
}
