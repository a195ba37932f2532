/** `GET /metrics`: counters, the current state and the process, as Prometheus reads them. Each instance has a registry of its own. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { MetricsDevices } from '../config/config.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Health } from '../record/health.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { createAdmission, metricsKeyWords, refusalOf } from '../http/admission.ts';
import type { HttpReply } from '../http/exchange.ts';
import type { Endpoint } from '../http/handler.ts';
import { codingFor } from '../http/negotiate.ts';
import { metricsAreOff, toText } from '../http/problem.ts';
import { createCounters } from './counters.ts';
import { chooseDevices, deviceFamilies } from './device.ts';
import { findingFamilies } from './finding.ts';
import { type OpenCounts, register, type Scrape } from './family.ts';
import { placeFamilies } from './place.ts';
import { createRefusalTally, refusalFamilies, type RefusalTally } from './refusal.ts';
import { createRequestCounters } from './request.ts';
import { serviceFamilies } from './service.ts';
import { contentTypes, type Form, formFor, toForm } from './text.ts';

/** What the parts count with, and where the counts are kept: created before every part that counts. */
export interface Meter {
  counters: Counters;
  /** Counts other routers from here on; to be called before they are polled. */
  configure: (routers: readonly { id: string }[]) => void;
  registry: Registry;
  refusals: RefusalTally;
}

export function createMeter(routers: readonly { id: string }[]): Meter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // before its first measurement the library reports 292 years
  registry.removeSingleMetric('nodejs_eventloop_lag_min_seconds');
  const { count, configure } = createCounters(registry, idsOf(routers));
  const refusals = createRefusalTally();
  return {
    counters: { ...count, refusal: refusals.add, route: createRequestCounters(registry) },
    configure: (next) => configure(idsOf(next)),
    registry,
    refusals,
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
export function createMetrics(options: MetricsOptions): Endpoint {
  const { meter, authenticator } = options;
  if (meter === null || authenticator === null) return { respond: () => metricsAreOff, render: toText };
  const admission = createAdmission(authenticator, metricsKeyWords);
  const scrape = createScrape(meter, options);
  return {
    render: toText,
    respond: async (request) => {
      const refused = refusalOf(admission, request);
      if (refused !== null) return refused;
      const form = formFor(request.headers.accept);
      return toReply(await scrape(form), form, request.headers['accept-encoding']);
    },
  };
}

function createScrape({ registry, refusals }: Meter, options: MetricsOptions) {
  const { metricsDevices, snapshot, health, open, now = Date.now } = options;
  let scrape: Scrape;
  for (const family of [
    ...serviceFamilies,
    ...placeFamilies,
    ...findingFamilies,
    ...refusalFamilies,
    ...deviceFamilies,
  ])
    register(registry, family, () => scrape);

  return async (form: Form) => {
    const current = snapshot();
    const chosen = chooseDevices(current, metricsDevices);
    // every family reads it before `metrics` returns its promise, so two scrapes cannot mix
    scrape = { now: now(), snapshot: current, health: health(), open: open(), refusals, ...chosen };
    return toForm(await registry.metrics(), form);
  };
}

function idsOf(routers: readonly { id: string }[]): string[] {
  return routers.map(({ id }) => id);
}

async function toReply(text: string, form: Form, acceptEncoding: string | undefined): Promise<HttpReply> {
  const isZipped = codingFor(acceptEncoding, ['gzip']) === 'gzip';
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
