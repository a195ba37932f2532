/** What is scraped, without a server: a snapshot and a health of the test's own. */
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createMetrics, type Metrics, type MetricsOptions } from '../../src/metrics/metrics.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { health, snapshot, takenAt } from '../mcp/snapshot.ts';
import { start as startApp } from '../rest/start.ts';
import { type Family, parse } from './exposition.ts';

export const KEY = 'the key of these tests';

export interface Scraped {
  metrics: Metrics;
  text: () => Promise<string>;
  families: () => Promise<Map<string, Family>>;
}

export function start(current: Snapshot | null = snapshot(), changed: Partial<MetricsOptions> = {}): Scraped {
  const metrics = createMetrics({
    authenticator: createAuthenticator({ keys: [plainKey(KEY)] }),
    metricsDevices: 'known',
    routers: [{ id: 'router' }],
    snapshot: () => current,
    health,
    open: () => ({ eventStreams: 2, mcpSessions: null, mcpStreams: null }),
    now: () => takenAt + 3500,
    ...changed,
  });
  const text = async () => (await ask(metrics, { authorization: `Bearer ${KEY}` })).text();
  return { metrics, text, families: async () => parse(await text()) };
}

export async function ask(metrics: Metrics, headers: Record<string, string> = {}): Promise<Response> {
  return startApp({ further: { '/metrics': metrics.respond } }).ask('/metrics', headers);
}
