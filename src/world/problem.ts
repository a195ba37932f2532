/** What to do about a warning, as the failed table says. */
import type { Menu } from '../parse/menu.ts';
import type { Routers } from '../presence/router-state.ts';
import type { Problem, Warning } from '../record/snapshot.ts';

export function withRemedy(warning: Warning, routers: Routers): Problem {
  const table = routers.get(warning.router)?.view?.reading.tables[warning.table as Menu];
  return { ...warning, remedy: table?.status === 'failed' ? table.error.remedy : null };
}
