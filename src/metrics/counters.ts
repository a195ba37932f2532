/** What can only be counted as it happens. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Counters } from '../telemetry/counters.ts';
import { eventSchema } from '../record/event.ts';
import { PREFIX } from './family.ts';

export interface EventCounters {
  count: Omit<Counters, 'route'>;
  /** Other routers from here on, by their ids: series of those that are gone end, and nothing is counted of them. */
  configure: (routers: readonly string[]) => void;
}

/** In seconds. */
const READ_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const POLL_BOUNDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const POLL_RESULTS = ['complete', 'partial', 'failed'];
const LOOK_RESULTS = ['complete', 'failed'];
const TABLE_STATUSES = ['complete', 'absent', 'failed'];
const EVENT_TYPES = eventSchema.shape.event_type.options;

/** `routers`: their ids. What never happened is a 0 from the start, without which an increase from nothing to the first time would not show. */
export function createCounters(registry: Registry, routers: readonly string[]): EventCounters {
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: PREFIX + name, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: PREFIX + name, help, labelNames: ['router'], buckets, registers: [registry] });

  const polls = counter(
    'polls_total',
    'Polls of a router: complete; partial, when a table failed; failed, when nothing was answered.',
    ['router', 'result'],
  );
  const pollSeconds = histogram('poll_duration_seconds', 'How long the polls of a router took.', POLL_BOUNDS);
  const looks = counter(
    'looks_total',
    'Looks at a router between polls, for which a log line was the reason.',
    ['router', 'result'],
  );
  const tableReads = counter('table_reads_total', 'Tables that polls read, or could not.', [
    'router',
    'table',
    'status',
  ]);
  const readSeconds = histogram(
    'read_duration_seconds',
    'How long the reads of single tables took.',
    READ_BOUNDS,
  );
  const memorySaves = counter('memory_saves_total', 'Writes of the memory.', ['result']);
  const mcpCalls = counter('mcp_calls_total', 'Calls of assistants, by tool.', ['tool', 'result']);
  const publishes = counter(
    'mqtt_publishes_total',
    'Messages to the broker: taken; lost with the connection; refused, when it does not allow the topic.',
    ['result'],
  );
  const connections = counter(
    'mqtt_connections_total',
    'Connections to the broker that opened; all but the first are reconnects.',
    [],
  );
  const historyWrites = counter('history_writes_total', 'Writes of the history.', ['result']);
  const events = counter('events_total', 'What happened to devices: arrivals, departures, roams.', [
    'event_type',
    'router',
  ]);

  for (const result of ['saved', 'failed']) memorySaves.inc({ result }, 0);
  for (const result of ['taken', 'lost', 'refused']) publishes.inc({ result }, 0);
  for (const result of ['written', 'failed']) historyWrites.inc({ result }, 0);

  let known: ReadonlySet<string> = new Set();
  /** Those that were ever read. */
  const tables = new Set<string>();

  function begin(router: string): void {
    for (const result of POLL_RESULTS) polls.inc({ router, result }, 0);
    for (const result of LOOK_RESULTS) looks.inc({ router, result }, 0);
    for (const event_type of EVENT_TYPES) events.inc({ event_type, router }, 0);
  }

  function end(router: string): void {
    for (const result of POLL_RESULTS) polls.remove({ router, result });
    for (const result of LOOK_RESULTS) looks.remove({ router, result });
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
    // a poll may end after its router has gone
    poll: (router, result, durationMs) => {
      if (!known.has(router)) return;
      polls.inc({ router, result });
      pollSeconds.observe({ router }, durationMs / 1000);
    },
    look: (router, isWhole) => {
      if (known.has(router)) looks.inc({ router, result: isWhole ? 'complete' : 'failed' });
    },
    tableRead: (router, table, status, durationMs) => {
      if (!known.has(router)) return;
      tables.add(table);
      tableReads.inc({ router, table, status });
      // what failed in no time was not sent, after what failed before
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
