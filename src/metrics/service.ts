/** How the service itself does, read off its health. */
import type { Health, RouterHealth } from '../record/health.ts';
import { healthStatuses } from '../record/health.ts';
import { type Family, flag, type Sample, seconds, stateSet } from './family.ts';

const breakers = ['closed', 'open', 'half_open'] as const satisfies readonly RouterHealth['breaker'][];

export const serviceFamilies: readonly Family[] = [
  {
    name: 'build_info',
    help: 'Always 1; what runs.',
    type: 'gauge',
    read: ({ health }) => [
      { labels: { version: health.version, node_version: process.versions.node }, value: 1 },
    ],
  },
  {
    name: 'status',
    help: 'Which of ok, degraded and down the service is.',
    type: 'gauge',
    read: ({ health }) => stateSet({}, healthStatuses, health.status),
  },
  gauge('snapshot_age_seconds', 'Since the newest reading was taken; absent before the first.', (scene) =>
    scene.snapshot === null ? null : Math.max(0, (scene.now - scene.snapshot.takenAt) / 1000),
  ),
  gauge('snapshot_complete', 'Whether every table of every router was read.', ({ snapshot }) =>
    flag(snapshot?.meta.complete ?? null),
  ),
  gauge('snapshot_warnings', 'Tables that fail now, and other reasons to doubt a router.', ({ snapshot }) =>
    snapshot === null ? null : snapshot.meta.warnings.length,
  ),
  ofRouters('router_breaker_state', 'Which of its states the circuit breaker of a router is in.', (router) =>
    stateSet({ router: router.router }, breakers, router.breaker),
  ),
  ofRouters(
    'router_last_success_timestamp_seconds',
    'Unix time of the last poll that read a registration table.',
    ({ router, last_success_at }) => [{ labels: { router }, value: seconds(last_success_at) }],
  ),
  ofTables(
    'table_rows',
    'Rows in a table of a router; absent unless it was read.',
    (table) => table.row_count,
  ),
  ofTables('table_failed', 'Whether the last read of a table failed.', ({ status }) =>
    status === 'absent' ? null : flag(status === 'failed'),
  ),
  ofTables('table_age_seconds', 'Since a table was read or tried.', ({ status, age_seconds }) =>
    status === 'absent' ? null : age_seconds,
  ),
  gauge('mqtt_connected', 'Whether the broker is connected; absent without one.', ({ health }) =>
    flag(health.mqtt?.connected ?? null),
  ),
  problem('mqtt_problem', 'Whether something is wrong with the broker.', ({ mqtt }) =>
    mqtt === null ? null : mqtt.error_kind !== null,
  ),
  problem(
    'memory_problem',
    'Whether a restart would not know what is known now.',
    ({ state }) => state.problem !== null,
  ),
  {
    name: 'log_lines_total',
    help: 'Log lines taken from routers, by whether they tell of a device.',
    type: 'counter',
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
    help: 'Log lines and connections not taken: foreign, from an address that is not allowed; dropped, too long or too many.',
    type: 'counter',
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
    help: 'Log lines taken from one router.',
    type: 'counter',
    read: ({ health: { syslog } }) =>
      (syslog?.routers ?? []).map(({ router, line_count }) => ({ labels: { router }, value: line_count })),
  },
  problem('log_problem', 'Whether log lines cannot be taken, or none come.', ({ syslog }) =>
    syslog === null ? null : syslog.problem !== null,
  ),
  gauge(
    'history_size_bytes',
    'Size of the history; absent while not known.',
    ({ health }) => health.history?.size_bytes ?? null,
  ),
  gauge('history_oldest_event_timestamp_seconds', 'Unix time of the oldest event kept.', ({ health }) =>
    seconds(health.history?.oldest_at ?? null),
  ),
  problem('history_problem', 'Whether the history cannot be written.', ({ history }) =>
    history === null ? null : history.problem !== null,
  ),
  gauge('event_streams', 'Readers of /events now.', ({ open }) => open.eventStreams),
  gauge('mcp_sessions', 'Sessions of assistants now.', ({ open }) => open.mcpSessions),
  gauge('mcp_streams', 'Streams to assistants now.', ({ open }) => open.mcpStreams),
];

function gauge(
  name: string,
  help: string,
  value: (scene: Parameters<Family['read']>[0]) => number | null,
): Family {
  return { name, help, type: 'gauge', read: (scene) => [{ value: value(scene) }] };
}

function problem(name: string, help: string, isThere: (health: Health) => boolean | null): Family {
  return gauge(name, help, ({ health }) => flag(isThere(health)));
}

function ofRouters(name: string, help: string, read: (router: RouterHealth) => Iterable<Sample>): Family {
  return { name, help, type: 'gauge', read: ({ health }) => health.routers.flatMap((one) => [...read(one)]) };
}

function ofTables(
  name: string,
  help: string,
  value: (table: RouterHealth['tables'][number]) => number | null,
): Family {
  return ofRouters(name, help, ({ router, tables }) =>
    tables.map((table) => ({ labels: { router, table: table.table }, value: value(table) })),
  );
}
