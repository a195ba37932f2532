/** What the log tells of readings that are whole, and yet send nobody away: when a doubt begins, and when it is over. */
import type { Log } from '../telemetry/log.ts';
import type { Warning } from '../record/snapshot.ts';
import type { Routers } from '../presence/router-state.ts';

/** Tables that failed are not told: whoever read them has told already. */
export function createDoubtLog(log: Pick<Log, 'info' | 'warn'>) {
  let standing = new Map<string, Warning>();
  return (warnings: readonly Warning[], routers: Routers): void => {
    const doubts = warnings.filter((warning) => !isFailed(warning, routers));
    const next = new Map(doubts.map((doubt) => [`${doubt.router} ${doubt.table} ${doubt.message}`, doubt]));
    for (const [key, { router, table, message }] of next)
      if (!standing.has(key)) log.warn({ router, table, message }, 'reading doubted');
    for (const [key, doubt] of standing) {
      const { router, table, message } = doubt;
      if (next.has(key)) continue;
      // while something fails there, nobody can tell
      if (hasFailed(router, routers)) next.set(key, doubt);
      else log.info({ router, table, message }, 'doubt over');
    }
    standing = next;
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
