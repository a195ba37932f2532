/** Tool: whether the answers of the other tools can be trusted. */
import { type Health, healthSchema, type RouterHealth } from '../../record/health.ts';
import { routerQuerySchema } from '../../record/select-network.ts';
import { line } from '../line.ts';
import { type HealthTool, readOnly } from '../tool.ts';

export const healthCheck: HealthTool<typeof routerQuerySchema> = {
  name: 'health_check',
  title: 'Check the health of this service',
  description:
    'Whether the data can be trusted: which routers answer, which tables fail, since when, and how to fix it. Use it when data is missing, old or surprising, or after an error of another tool. It works before any router has been read.',
  annotations: readOnly,
  input: routerQuerySchema,
  defaults: {},
  output: healthSchema,
  narrowing: 'Filter by router.',
  reads: 'health',
  answer(health, { router: wanted }) {
    const routers = health.routers.filter(({ router }) => wanted?.includes(router) ?? true);
    return {
      record: { ...health, routers },
      lines: [
        line(health.status, `version ${health.version}`, `up ${health.uptime_seconds} s`),
        ...(health.mqtt === null ? [] : [`MQTT broker ${health.mqtt.connected ? '' : 'NOT '}connected`]),
        ...problemLines(health),
        ...routers.flatMap(linesOf),
      ],
    };
  },
};

function problemLines({ problem, configuration, syslog, history }: Health): string[] {
  return [
    ...(problem ? [line('! service', problem)] : []),
    ...(configuration.problem ? [line('! configuration', configuration.problem)] : []),
    ...(syslog?.problem ? [line('! log lines', syslog.problem)] : []),
    ...(history?.problem ? [line('! history', history.problem)] : []),
  ];
}

function linesOf({ router, reachable, breaker, last_success_at, tables }: RouterHealth): string[] {
  const failing = tables.filter(({ status }) => status === 'failed');
  return [
    line(
      router,
      reachable ? 'reachable' : 'NOT reachable',
      breaker === 'closed' ? null : `breaker ${breaker}`,
      last_success_at === null ? 'never read' : `last read ${last_success_at}`,
    ),
    ...failing.map(({ table, error_kind, message }) => line(`! ${table}`, error_kind, message)),
  ];
}
