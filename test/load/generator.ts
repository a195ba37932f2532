/** Child process of `run.ts`: so many keep-alive clients at once, each asking again as soon as it is answered. */
import autocannon from 'autocannon';

export interface Load {
  url: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  answered: number;
  errors: number;
  timeouts: number;
  /** Answers other than 200, by status. */
  others: Record<string, number>;
}

process.on('message', ({ url, headers, connections, seconds }: Load) => {
  autocannon({ url, headers, connections, duration: seconds, timeout: 30 }).then(
    (result) => {
      const statuses =
        (result as { statusCodeStats?: Record<string, { count: number }> }).statusCodeStats ?? {};
      const others = Object.entries(statuses).filter(([status]) => status !== '200');
      const told: LoadResult = {
        perSecond: result.requests.total / result.duration,
        p50Ms: result.latency.p50,
        p99Ms: result.latency.p99,
        maxMs: result.latency.max,
        answered: result.requests.total,
        errors: result.errors - result.timeouts,
        timeouts: result.timeouts,
        others: Object.fromEntries(others.map(([status, { count }]) => [status, count])),
      };
      process.send!(told);
    },
    (error: unknown) => {
      throw error;
    },
  );
});
process.send!('ready');
