/** One router: whether it answers, its properties, and the state of each table. */
import { Fragment } from 'preact';
import type { Health, RouterHealth } from '../../../record/health.ts';
import type { RouterRecord } from '../../../record/network.ts';
import { Ago } from '../ago.tsx';
import { toCount, toLatency, toSize } from '../amount.ts';
import { toRouterWords } from '../router-state.ts';
import { TableFrame } from '../table-frame.tsx';
import { FactList } from './fact-list.tsx';

type Table = RouterHealth['tables'][number];

interface RouterPanelProps {
  router: RouterHealth;
  /** Null when it has never been read. */
  record: RouterRecord | null;
  /** When the health was received, epoch milliseconds. */
  at: number;
}

export function RouterPanel({
  router: { router, reachable, breaker, last_success_at, tables },
  record,
  at,
}: RouterPanelProps) {
  const all = tables.filter(({ status }) => status === 'failed').sort(byName);
  // what ends a poll fails the tables that were not read yet for the same reason, in no time
  const asked = reachable ? all : all.filter(({ duration_ms }) => duration_ms > 0);
  const failed = asked.length === 0 ? all : asked;
  const unasked = all.length - failed.length;
  const quiet = tables
    .filter(({ status }) => status !== 'failed')
    .sort((a, b) => (a.status === b.status ? byName(a, b) : a.status === 'complete' ? -1 : 1));
  return (
    <li class="box">
      <div class="box-head">
        <h3 dir="auto">{router}</h3>
        <span class={`badge ${reachable ? 'good' : 'bad'}`}>
          {reachable ? 'answers' : toRouterWords(failed[0]?.error_kind ?? null).now}
        </span>
        {breaker === 'closed' ? null : (
          <span class="badge bad">{breaker === 'open' ? 'polled less often' : 'retrying'}</span>
        )}
      </div>
      <FactList
        facts={[
          [
            'Last read',
            last_success_at === null ? (
              'never'
            ) : (
              <>
                <Ago at={last_success_at} exact /> ago
              </>
            ),
          ],
          ...(record === null ? [] : about(record)),
        ]}
      />
      {failed.length === 0 ? null : <Tables tables={failed} at={at} label={`Failed tables of ${router}`} />}
      {unasked === 0 ? null : (
        <p class="quiet">{toCount(unasked, 'more table was', 'more tables were')} not asked.</p>
      )}
      {failed.map(({ table, message, remedy }) =>
        message === null && remedy === null ? null : (
          <p key={table} class="fault">
            <bdi>{message}</bdi>
            {remedy === null ? null : <b class="remedy"> {remedy}</b>}
          </p>
        ),
      )}
      {quiet.length === 0 ? null : (
        <details class="fold">
          <summary>{summaryOf(quiet)}</summary>
          <Tables tables={quiet} at={at} label={`Tables of ${router}`} />
        </details>
      )}
    </li>
  );
}

function about(record: RouterRecord) {
  const { router, identity, board_name, model, version, booted_at, cpu_load_percent, memory_free_bytes } =
    record;
  const load = [
    ...(cpu_load_percent === null ? [] : [`${cpu_load_percent} %`]),
    ...(memory_free_bytes === null ? [] : [`${toSize(memory_free_bytes)} free`]),
  ];
  return [
    ['Identity', identity === null || identity === router ? null : <bdi>{identity}</bdi>],
    ['Board', board_name === null ? model : <bdi>{board_name}</bdi>],
    ['RouterOS', version],
    ['Uptime', booted_at === null ? null : <Ago at={booted_at} />],
    ['Load', load.length === 0 ? null : load.join(', ')],
  ] as const;
}

function summaryOf(quiet: readonly Table[]): string {
  const read = quiet.filter(({ status }) => status === 'complete').length;
  const absent = quiet.length - read;
  const parts = [
    ...(read > 0 ? [`${toCount(read, 'table')} read`] : []),
    ...(absent > 0 ? [`${toCount(absent, 'menu')} not available`] : []),
  ];
  return parts.join(', ');
}

function Tables({ tables, at, label }: { tables: readonly Table[]; at: number; label: string }) {
  return (
    <TableFrame
      label={label}
      class="tables"
      heads={['Table', 'Status', 'Rows', 'Age', 'Duration']}
      numbers={['Rows', 'Age', 'Duration']}
    >
      {tables.map(({ table, status, row_count, age_seconds, duration_ms }) => (
        <tr key={table} class={status}>
          <th scope="row">
            {table.split(/(?<=\/)/).map((part, index) => (
              <Fragment key={index}>
                {part}
                <wbr />
              </Fragment>
            ))}
          </th>
          <td>{status}</td>
          <td class="number">{row_count ?? '–'}</td>
          <td class="number">
            <Ago at={at - age_seconds * 1000} exact />
          </td>
          <td class="number">{toLatency(duration_ms)}</td>
        </tr>
      ))}
    </TableFrame>
  );
}

function byName(a: Table, b: Table): number {
  return a.table < b.table ? -1 : 1;
}

/** Null when the router has never been read. */
export function recordOf(
  health: Health['routers'][number],
  routers: readonly RouterRecord[],
): RouterRecord | null {
  return routers.find(({ router }) => router === health.router) ?? null;
}
