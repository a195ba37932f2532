/** `GET /metrics`: what is counted, what is known now, and the process, as Prometheus reads it. Nothing in it is global. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { MetricsDevices } from '../config/config.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Door } from '../auth/gatekeeper.ts';
import type { Health } from '../record/health.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Asked, Reply } from '../http/exchange.ts';
import { createCounters } from './counters.ts';
import { chooseDevices, deviceFamilies } from './device.ts';
import { type OpenCounts, register, type Scene } from './family.ts';
import { placeFamilies } from './place.ts';
import { createRequestTally } from './request.ts';
import { serviceFamilies } from './service.ts';
import { contentTypes, type Form, formFor, toForm } from './text.ts';

export interface MetricsOptions {
  /** Opened by METRICS_KEY and by whatever opens REST; null when there is no such key. */
  door: Door | null;
  metricsDevices: MetricsDevices;
  routers: readonly { id: string }[];
  snapshot: () => Snapshot | null;
  health: () => Health;
  open: () => OpenCounts;
  now?: () => number;
}

export interface Metrics {
  /** For the parts to count with; undefined when nobody may ask. */
  count: Counters | undefined;
  /** Other routers from here on; to be told before they are polled. */
  configure: (routers: MetricsOptions['routers']) => void;
  /** GET and HEAD. */
  respond: (asked: Asked) => Promise<Reply>;
}

const compress = promisify(gzip);

export function createMetrics(options: MetricsOptions): Metrics {
  const { door } = options;
  if (door === null)
    return { count: undefined, configure: () => {}, respond: () => Promise.resolve(refuse(404, OFF)) };
  const { count, configure, render } = createScrape(options);
  return {
    count,
    configure,
    respond: async (asked) => {
      const { authorization, 'x-api-key': apiKey, accept, 'accept-encoding': accepted } = asked.headers;
      const passage = door.open({ authorization, apiKey, address: asked.address });
      if (passage.presented === 'none') return refuse(401, NO_KEY);
      if (passage.presented === 'wrong')
        return passage.waitMs > 0 ? refuse(429, TOO_MANY_WRONG, passage.waitMs) : refuse(401, WRONG_KEY);
      asked.keyName = passage.key.name;
      const waitMs = door.take(passage.key);
      if (waitMs > 0) return refuse(429, TOO_OFTEN, waitMs);
      const form = formFor(accept);
      return toReply(await render(form), form, accepted);
    },
  };
}

function createScrape({ metricsDevices, routers, snapshot, health, open, now = Date.now }: MetricsOptions) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // before anything was measured the library tells 292 years
  registry.removeSingleMetric('nodejs_eventloop_lag_min_seconds');
  const requests = createRequestTally();
  const counters = createCounters(registry, idsOf(routers));
  const count: Counters = { ...counters.count, route: requests.route };
  let scene: Scene;
  for (const family of [...serviceFamilies, ...requests.families, ...placeFamilies, ...deviceFamilies])
    register(registry, family, () => scene);

  const render = async (form: Form) => {
    const current = snapshot();
    const chosen = chooseDevices(current, metricsDevices);
    // read by the families before `metrics` returns its promise, so no other scrape comes between
    scene = { now: now(), snapshot: current, health: health(), open: open(), ...chosen };
    return toForm(await registry.metrics(), form);
  };
  const configure: Metrics['configure'] = (next) => counters.configure(idsOf(next));
  return { count, configure, render };
}

function idsOf(routers: MetricsOptions['routers']): string[] {
  return routers.map(({ id }) => id);
}

const OFF =
  'There are no metrics, because this service was started without METRICS_KEY and API_KEY. Set one of them and start it again.';
const NO_KEY = 'This needs METRICS_KEY or API_KEY, as "Authorization: Bearer <key>" or "X-API-Key: <key>".';
const WRONG_KEY = 'That is neither METRICS_KEY nor API_KEY.';
const TOO_MANY_WRONG = 'Too many wrong keys came from this address. Wait, and write the right one.';
const TOO_OFTEN = 'This key is used more often than it may be. Scrape less often.';

function refuse(status: number, sentence: string, waitMs = 0): Reply {
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="metrics"' } : {}),
    ...(status === 429 ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : {}),
  };
  return { status, headers, body: Buffer.from(`${sentence}\n`) };
}

async function toReply(text: string, form: Form, accepted = ''): Promise<Reply> {
  const isZipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
  const body = isZipped ? await compress(text) : Buffer.from(text);
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Type': contentTypes[form],
    'Content-Length': String(body.length),
    Vary: 'Accept, Accept-Encoding',
    ...(isZipped ? { 'Content-Encoding': 'gzip' } : {}),
  };
  return { status: 200, headers, body };
}
