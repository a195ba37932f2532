/** What the simulated router really holds, beside what the service believes. */
import type { Change } from '../../src/change/change.ts';
import { durableEdits } from '../../src/change/change.ts';
import { standingOf, type Standing } from '../../src/change/edit.ts';
import { bytesOf } from '../../src/demo/bytes.ts';
import type { SimulatedRouter } from '../../src/demo/router.ts';
import { isList } from '../../src/demo/row.ts';
import type { Row } from '../../src/parse/row.ts';

export function rowsAt(router: SimulatedRouter, menu: string): Row[] {
  const table = router.table(menu);
  return (isList(table) ? table : [table]).map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, bytesOf(value)])),
  );
}

export function standings(router: SimulatedRouter, change: Change): Standing[] {
  const edits =
    change.edits.length > 0
      ? durableEdits(change)
      : (change.plan?.edits ?? []).filter(({ kind }) => kind !== 'kick');
  return edits.map((edit) => standingOf(edit, rowsAt(router, edit.menu)));
}

/** Names of scheduler entries, ids of jobs and rows of proofs. */
export function leftovers(router: SimulatedRouter): string[] {
  const names = rowsAt(router, 'system/scheduler').map((row) => String(row['name']));
  const jobs = rowsAt(router, 'system/script/job').map((row) => `job ${String(row['.id'])}`);
  const proofs = rowsAt(router, 'ip/firewall/address-list').map((row) => `proof ${String(row['list'])}`);
  return [...names, ...jobs, ...proofs];
}
