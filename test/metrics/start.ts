/** What is scraped, without a server: a snapshot and a health of the test's own. */
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createMeter, createMetrics, type Meter, type MetricsOptions } from '../../src/metrics/metrics.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { health, snapshot, takenAt } from '../mcp/snapshot.ts';
import { start as startApp } from '../rest/start.ts';
import { type Family, parse } from './exposition.ts';

export const KEY = 'the key of these tests';

/** What counts, and the endpoint that shows it. */
export interface Metrics {
  meter: Meter;
  respond: ReturnType<typeof createMetrics>;
}

export interface Scraped {
  metrics: Metrics;
  text: () => Promise<string>;
  families: () => Promise<Map<string, Family>>;
}

export function start(
  current: Snapshot | null = snapshot(),
  changed: Partial<MetricsOptions> = {},
  routers: readonly string[] = ['router'],
): Scraped {
  const meter = createMeter(routers.map((id) => ({ id })));
  const respond = createMetrics({
    meter,
    authenticator: createAuthenticator({ keys: [plainKey(KEY)] }),
    metricsDevices: 'known',
    snapshot: () => current,
    health,
    open: () => ({ eventStreams: 2, mcpSessions: null, mcpStreams: null }),
    now: () => takenAt + 3500,
    ...changed,
  });
  const metrics = { meter, respond };
  const text = async () => (await ask(metrics, { authorization: `Bearer ${KEY}` })).text();
  return { metrics, text, families: async () => parse(await text()) };
}

export async function ask(
  metrics: Pick<Metrics, 'respond'>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return startApp({ further: { '/metrics': metrics.respond } }).ask('/metrics', headers);
}
