/** Requests, counted on the hottest path there is: a few additions each. What a scrape wants to see of it is made at the scrape. */
import type { CountRequest } from '../telemetry/counters.ts';
import type { Family, Sample } from './family.ts';

export interface RequestTally {
  route: (template: string) => CountRequest;
  families: readonly Family[];
}

/** In milliseconds. Most answers are ready in less than one. */
const BOUNDS_MS = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];
/** Others that somebody makes up are one. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

interface Tally {
  /** Method to status to count. */
  answers: Map<string, Map<number, number>>;
  /** One more than there are bounds. */
  buckets: number[];
  sumMs: number;
}

export function createRequestTally(): RequestTally {
  const tallies = new Map<string, Tally>();

  function route(template: string): CountRequest {
    const tally = tallies.get(template) ?? {
      answers: new Map<string, Map<number, number>>(),
      buckets: Array.from({ length: BOUNDS_MS.length + 1 }, () => 0),
      sumMs: 0,
    };
    tallies.set(template, tally);
    const { answers, buckets } = tally;
    return (method, status, durationMs) => {
      let statuses = answers.get(method);
      if (statuses === undefined) {
        const known = METHODS.has(method) ? method : 'other';
        answers.set(known, (statuses = answers.get(known) ?? new Map()));
      }
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      let bucket = 0;
      while (bucket < BOUNDS_MS.length && durationMs > BOUNDS_MS[bucket]!) bucket++;
      buckets[bucket]! += 1;
      tally.sumMs += durationMs;
    };
  }

  function* counts(): Iterable<Sample> {
    for (const [template, { answers }] of tallies)
      for (const [method, statuses] of answers)
        for (const [status, value] of statuses)
          yield { labels: { route: template, method, status: String(status) }, value };
  }

  function* durations(): Iterable<Sample> {
    for (const [template, { buckets, sumMs }] of tallies) {
      let count = 0;
      for (const [index, more] of buckets.entries()) {
        count += more;
        const bound = BOUNDS_MS[index];
        const le = bound === undefined ? '+Inf' : String(bound / 1000);
        yield { suffix: '_bucket', labels: { route: template, le }, value: count };
      }
      yield { suffix: '_sum', labels: { route: template }, value: sumMs / 1000 };
      yield { suffix: '_count', labels: { route: template }, value: count };
    }
  }

  return {
    route,
    families: [
      {
        name: 'http_requests_total',
        help: 'Requests answered, by route, method and status.',
        type: 'counter',
        read: counts,
      },
      {
        name: 'http_request_duration_seconds',
        help: 'Until the answer was ready to be sent; of a stream, until it began.',
        type: 'histogram',
        read: durations,
      },
    ],
  };
}
