/** Requests, by route. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Counters } from '../telemetry/counters.ts';
import { PREFIX } from './family.ts';

/** In seconds. Most answers are ready in less than a millisecond. */
const DURATION_BOUNDS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** A client can invent methods; every other one counts as one. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function createRequestCounters(registry: Registry): Counters['route'] {
  const requests = new Counter({
    name: `${PREFIX}http_requests_total`,
    help: 'Requests answered, by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time until the answer was ready to be sent; of a stream, until it began.',
    labelNames: ['route'],
    buckets: DURATION_BOUNDS,
    registers: [registry],
  });
  return (route) => {
    durations.zero({ route });
    return (method, status, durationMs) => {
      requests.inc({ route, method: METHODS.has(method) ? method : 'other', status });
      durations.observe({ route }, durationMs / 1000);
    };
  };
}
