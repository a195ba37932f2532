/** Counters of what happens between two scrapes. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Counters } from '../telemetry/counters.ts';
import { eventSchema } from '../record/event.ts';
import { PREFIX } from './family.ts';

export interface EventCounters {
  count: Omit<Counters, 'route' | 'refusal'>;
  /** Replaces the routers, by their ids. Series of a removed router end, and nothing more is counted for it. */
  configure: (routers: readonly string[]) => void;
}

/** In seconds. */
const READ_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const POLL_BOUNDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const POLL_RESULTS = ['complete', 'partial', 'failed'];
const QUICK_POLL_RESULTS = ['complete', 'failed'];
const TABLE_STATUSES = ['complete', 'absent', 'failed'];
const EVENT_TYPES = eventSchema.shape.event_type.options;

/** `routers`: their ids. Every series begins at 0, or its first increase would not show. */
export function createCounters(registry: Registry, routers: readonly string[]): EventCounters {
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: PREFIX + name, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: PREFIX + name, help, labelNames: ['router'], buckets, registers: [registry] });

  const polls = counter(
    'polls_total',
    'Polls of a router: complete; partial when a table failed; failed when no table was read.',
    ['router', 'result'],
  );
  const pollSeconds = histogram('poll_duration_seconds', 'Duration of the polls of a router.', POLL_BOUNDS);
  const quickPolls = [
    counter(
      'quick_polls_total',
      'Reads of the registration tables between two polls, caused by a log line.',
      ['router', 'result'],
    ),
    counter('looks_total', 'Deprecated: the former name of quick_polls_total.', ['router', 'result']),
  ];
  const tableReads = counter('table_reads_total', 'Reads of tables by polls, by their result.', [
    'router',
    'table',
    'status',
  ]);
  const readSeconds = histogram(
    'read_duration_seconds',
    'Duration of the reads of single tables.',
    READ_BOUNDS,
  );
  const memorySaves = counter('memory_saves_total', 'Writes of the state file.', ['result']);
  const mcpCalls = counter('mcp_calls_total', 'Tool calls over MCP.', ['tool', 'result']);
  const publishes = counter(
    'mqtt_publishes_total',
    'Messages to the broker: taken; lost with the connection; refused when the broker does not allow the topic.',
    ['result'],
  );
  const connections = counter(
    'mqtt_connections_total',
    'Connections to the broker; all but the first are reconnects.',
    [],
  );
  const historyWrites = counter('history_writes_total', 'Writes of the history database.', ['result']);
  const events = counter(
    'events_total',
    'Events of devices, such as arrivals and roams, and of the network, such as refusals.',
    ['event_type', 'router'],
  );

  for (const result of ['saved', 'failed']) memorySaves.inc({ result }, 0);
  for (const result of ['taken', 'lost', 'refused']) publishes.inc({ result }, 0);
  for (const result of ['written', 'failed']) historyWrites.inc({ result }, 0);

  let known: ReadonlySet<string> = new Set();
  /** Tables with a series. */
  const tables = new Set<string>();

  function begin(router: string): void {
    for (const result of POLL_RESULTS) polls.inc({ router, result }, 0);
    for (const each of quickPolls) for (const result of QUICK_POLL_RESULTS) each.inc({ router, result }, 0);
    for (const event_type of EVENT_TYPES) events.inc({ event_type, router }, 0);
  }

  function end(router: string): void {
    for (const result of POLL_RESULTS) polls.remove({ router, result });
    for (const each of quickPolls) for (const result of QUICK_POLL_RESULTS) each.remove({ router, result });
    for (const event_type of EVENT_TYPES) events.remove({ event_type, router });
    for (const table of tables)
      for (const status of TABLE_STATUSES) tableReads.remove({ router, table, status });
    pollSeconds.remove({ router });
    readSeconds.remove({ router });
  }

  function configure(next: readonly string[]): void {
    const before = known;
    known = new Set(next);
    for (const router of before) if (!known.has(router)) end(router);
    for (const router of known) begin(router);
  }

  configure(routers);
  const count: EventCounters['count'] = {
    // a poll may end after its router was removed
    poll: (router, result, durationMs) => {
      if (!known.has(router)) return;
      polls.inc({ router, result });
      pollSeconds.observe({ router }, durationMs / 1000);
    },
    quickPoll: (router, isWhole) => {
      if (!known.has(router)) return;
      for (const each of quickPolls) each.inc({ router, result: isWhole ? 'complete' : 'failed' });
    },
    tableRead: (router, table, status, durationMs) => {
      if (!known.has(router)) return;
      tables.add(table);
      tableReads.inc({ router, table, status });
      // a read that failed in no time was skipped after an earlier failure
      if (status !== 'failed' || durationMs > 0) readSeconds.observe({ router }, durationMs / 1000);
    },
    memorySave: (isSaved) => memorySaves.inc({ result: isSaved ? 'saved' : 'failed' }),
    mcpCall: (tool, isFailed) => mcpCalls.inc({ tool, result: isFailed ? 'failed' : 'ok' }),
    mqttPublish: (result) => publishes.inc({ result }),
    mqttConnection: () => connections.inc(),
    historyWrite: (isWritten) => historyWrites.inc({ result: isWritten ? 'written' : 'failed' }),
    event: (type, router) =>
      events.inc({ event_type: type, router: router !== null && known.has(router) ? router : '' }),
  };
  return { count, configure };
}
