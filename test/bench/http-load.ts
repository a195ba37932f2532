/** Child process of `http.ts`: fires requests as told and reports how many were answered per second. */
import autocannon from 'autocannon';

export interface Shot {
  url: string;
  headers: Record<string, string>;
  status: number;
  seconds: number;
  connections: number;
}

process.on('message', ({ url, headers, status, seconds, connections }: Shot) => {
  autocannon({ url, headers, connections, duration: seconds, sampleInt: 100 }).then(
    (result) => {
      const counts =
        (result as { statusCodeStats?: Record<string, { count: number }> }).statusCodeStats ?? {};
      const wanted = counts[status]?.count ?? 0;
      const other = result.requests.total - wanted + result.errors + result.timeouts;
      process.send!({ perSecond: wanted / result.duration, other });
    },
    (error: unknown) => {
      throw error;
    },
  );
});
process.send!('ready');
