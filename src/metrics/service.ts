/** Series of the service itself, read from its health. */
import { type Health, type RouterHealth, healthStatuses } from '../record/health.ts';
import { type Family, flag, type MetricSample, type Scrape, seconds, stateSet } from './family.ts';

const breakers = ['closed', 'open', 'half_open'] as const satisfies readonly RouterHealth['breaker'][];

export const serviceFamilies: readonly Family[] = [
  {
    name: 'build_info',
    help: 'Always 1; versions of the service and of Node.',
    type: 'gauge',
    labelNames: ['version', 'node_version'],
    read: ({ health }) => [
      { labels: { version: health.version, node_version: process.versions.node }, value: 1 },
    ],
  },
  {
    name: 'status',
    help: 'State of the service: ok, degraded or down.',
    type: 'gauge',
    labelNames: ['state'],
    read: ({ health }) => stateSet({}, healthStatuses, health.status),
  },
  gauge('snapshot_age_seconds', 'Age of the newest reading; absent before the first.', ({ snapshot, now }) =>
    snapshot === null ? null : Math.max(0, (now - snapshot.takenAt) / 1000),
  ),
  gauge('snapshot_complete', 'Whether every table of every router was read.', ({ snapshot }) =>
    flag(snapshot?.meta.complete ?? null),
  ),
  gauge(
    'snapshot_warnings',
    'Tables that fail now, and other reasons to distrust the readings of a router.',
    ({ snapshot }) => (snapshot === null ? null : snapshot.meta.warnings.length),
  ),
  ofRouters('router_breaker_state', 'State of the circuit breaker of a router.', ['state'], (router) =>
    stateSet({ router: router.router }, breakers, router.breaker),
  ),
  ofRouters(
    'router_last_success_timestamp_seconds',
    'Unix time of the last poll that read a registration table.',
    [],
    ({ router, last_success_at }) => [{ labels: { router }, value: seconds(last_success_at) }],
  ),
  ofTables(
    'table_rows',
    'Rows in a table of a router; absent unless the table was read.',
    (table) => table.row_count,
  ),
  ofTables('table_failed', 'Whether the last read of a table failed.', ({ status }) =>
    status === 'absent' ? null : flag(status === 'failed'),
  ),
  ofTables('table_age_seconds', 'Time since a table was read or tried.', ({ status, age_seconds }) =>
    status === 'absent' ? null : age_seconds,
  ),
  gauge('mqtt_connected', 'Whether the broker is connected; absent without one.', ({ health }) =>
    flag(health.mqtt?.connected ?? null),
  ),
  problem('mqtt_problem', 'Whether the connection to the broker has a problem.', ({ mqtt }) =>
    mqtt === null ? null : mqtt.error_kind !== null,
  ),
  problem(
    'memory_problem',
    'Whether the state is not saved, or was not loaded in full.',
    ({ state }) => state.problem !== null,
  ),
  {
    name: 'log_lines_total',
    help: 'Log lines received from routers, by whether they are about a device.',
    type: 'counter',
    labelNames: ['result'],
    read: ({ health: { syslog } }) =>
      syslog === null
        ? []
        : [
            { labels: { result: 'understood' }, value: syslog.understood_count },
            { labels: { result: 'other' }, value: syslog.line_count - syslog.understood_count },
          ],
  },
  {
    name: 'log_lines_refused_total',
    help: 'Log lines and connections refused: foreign, from an address that is not allowed; dropped, too long or too many.',
    type: 'counter',
    labelNames: ['reason'],
    read: ({ health: { syslog } }) =>
      syslog === null
        ? []
        : [
            { labels: { reason: 'foreign' }, value: syslog.foreign_count },
            { labels: { reason: 'dropped' }, value: syslog.dropped_count },
          ],
  },
  {
    name: 'router_log_lines_total',
    help: 'Log lines received from one router.',
    type: 'counter',
    labelNames: ['router'],
    read: ({ health: { syslog } }) =>
      (syslog?.routers ?? []).map(({ router, line_count }) => ({ labels: { router }, value: line_count })),
  },
  problem('log_problem', 'Whether log lines cannot be received, or none arrive.', ({ syslog }) =>
    syslog === null ? null : syslog.problem !== null,
  ),
  gauge(
    'history_size_bytes',
    'Size of the history database; absent while unknown.',
    ({ health }) => health.history?.size_bytes ?? null,
  ),
  gauge('history_oldest_event_timestamp_seconds', 'Unix time of the oldest event kept.', ({ health }) =>
    seconds(health.history?.oldest_at ?? null),
  ),
  problem('history_problem', 'Whether the history cannot be written.', ({ history }) =>
    history === null ? null : history.problem !== null,
  ),
  gauge('event_streams', 'Open streams of /events.', ({ open }) => open.eventStreams),
  gauge('mcp_sessions', 'Open MCP sessions.', ({ open }) => open.mcpSessions),
  gauge('mcp_streams', 'Open MCP streams.', ({ open }) => open.mcpStreams),
];

function gauge(name: string, help: string, value: (scrape: Scrape) => number | null): Family {
  return { name, help, type: 'gauge', labelNames: [], read: (scrape) => [{ value: value(scrape) }] };
}

function problem(name: string, help: string, isThere: (health: Health) => boolean | null): Family {
  return gauge(name, help, ({ health }) => flag(isThere(health)));
}

function ofRouters(
  name: string,
  help: string,
  furtherLabels: readonly string[],
  read: (router: RouterHealth) => Iterable<MetricSample>,
): Family {
  return {
    name,
    help,
    type: 'gauge',
    labelNames: ['router', ...furtherLabels],
    read: ({ health }) => health.routers.flatMap((one) => [...read(one)]),
  };
}

function ofTables(
  name: string,
  help: string,
  value: (table: RouterHealth['tables'][number]) => number | null,
): Family {
  return ofRouters(name, help, ['table'], ({ router, tables }) =>
    tables.map((table) => ({ labels: { router, table: table.table }, value: value(table) })),
  );
}
