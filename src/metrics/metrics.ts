/** `GET /metrics`: what is counted, what is known now, and the process, as Prometheus reads it. Nothing in it is global. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { MetricsDevices } from '../config/variable.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Health } from '../record/health.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { HttpRequest, HttpReply } from '../http/exchange.ts';
import { createCounters } from './counters.ts';
import { chooseDevices, deviceFamilies } from './device.ts';
import { type OpenCounts, register, type Scene } from './family.ts';
import { placeFamilies } from './place.ts';
import { createRequestTally, type RequestTally } from './request.ts';
import { serviceFamilies } from './service.ts';
import { contentTypes, type Form, formFor, toForm } from './text.ts';

/** What the parts count with, and where the counts are kept: created before every part that counts. */
export interface Meter {
  counters: Counters;
  /** Counts other routers from here on; to be called before they are polled. */
  configure: (routers: readonly { id: string }[]) => void;
  registry: Registry;
  requests: RequestTally;
}

export function createMeter(routers: readonly { id: string }[]): Meter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // before anything was measured the library tells 292 years
  registry.removeSingleMetric('nodejs_eventloop_lag_min_seconds');
  const requests = createRequestTally();
  const { count, configure } = createCounters(registry, idsOf(routers));
  return {
    counters: { ...count, route: requests.route },
    configure: (next) => configure(idsOf(next)),
    registry,
    requests,
  };
}

export interface MetricsOptions {
  /** Null when there are no metrics. */
  meter: Meter | null;
  /** Accepts METRICS_KEY and the keys of REST; null when there is no such key. */
  authenticator: Authenticator | null;
  metricsDevices: MetricsDevices;
  snapshot: () => Snapshot | null;
  health: () => Health;
  open: () => OpenCounts;
  now?: () => number;
}

const compress = promisify(gzip);

/** The endpoint: created last, because it asks every other part. Replies to GET and HEAD. */
export function createMetrics(options: MetricsOptions): (request: HttpRequest) => Promise<HttpReply> {
  const { meter, authenticator } = options;
  if (meter === null || authenticator === null) return () => Promise.resolve(refuse(404, OFF));
  const render = createScrape(meter, options);
  return async (request) => {
    const { authorization, 'x-api-key': apiKey, accept, 'accept-encoding': accepted } = request.headers;
    const result = authenticator.authenticate({ authorization, apiKey, address: request.address });
    if (result.status === 'missing') return refuse(401, NO_KEY);
    if (result.status === 'invalid')
      return result.waitMs > 0 ? refuse(429, TOO_MANY_WRONG, result.waitMs) : refuse(401, WRONG_KEY);
    request.keyName = result.key.name;
    const waitMs = authenticator.consume(result.key);
    if (waitMs > 0) return refuse(429, TOO_OFTEN, waitMs);
    const form = formFor(accept);
    return toReply(await render(form), form, accepted);
  };
}

function createScrape({ registry, requests }: Meter, options: MetricsOptions) {
  const { metricsDevices, snapshot, health, open, now = Date.now } = options;
  let scene: Scene;
  for (const family of [...serviceFamilies, ...requests.families, ...placeFamilies, ...deviceFamilies])
    register(registry, family, () => scene);

  return async (form: Form) => {
    const current = snapshot();
    const chosen = chooseDevices(current, metricsDevices);
    // read by the families before `metrics` returns its promise, so no other scrape comes between
    scene = { now: now(), snapshot: current, health: health(), open: open(), ...chosen };
    return toForm(await registry.metrics(), form);
  };
}

function idsOf(routers: readonly { id: string }[]): string[] {
  return routers.map(({ id }) => id);
}

const OFF =
  'There are no metrics, because this service was started without METRICS_KEY and API_KEY. Set one of them and start it again.';
const NO_KEY = 'This needs METRICS_KEY or API_KEY, as "Authorization: Bearer <key>" or "X-API-Key: <key>".';
const WRONG_KEY = 'That is neither METRICS_KEY nor API_KEY.';
const TOO_MANY_WRONG = 'Too many wrong keys came from this address. Wait, and write the right one.';
const TOO_OFTEN = 'This key is used more often than it may be. Scrape less often.';

function refuse(status: number, sentence: string, waitMs = 0): HttpReply {
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="metrics"' } : {}),
    ...(status === 429 ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : {}),
  };
  return { status, headers, body: Buffer.from(`${sentence}\n`) };
}

async function toReply(text: string, form: Form, accepted = ''): Promise<HttpReply> {
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
