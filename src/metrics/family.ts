/** Metric families that are read from the current state at each scrape. A value that is not known is no series: never 0, never NaN. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Device } from '../record/device.ts';
import type { Health } from '../record/health.ts';
import type { Snapshot } from '../record/snapshot.ts';

/** What one scrape reads. */
export interface Scrape {
  /** Epoch milliseconds. */
  now: number;
  snapshot: Snapshot | null;
  health: Health;
  /** Those that have series of their own, in a steady order. */
  devices: readonly Device[];
  /** How many should have series but exceed the limit. */
  omittedCount: number;
  open: OpenCounts;
  refusals: RefusalCounts;
}

/** Since the start. */
export interface RefusalCounts {
  /** By access point ('': unknown) and class. */
  places: ReadonlyMap<string, number>;
  /** By device, access point and class. */
  devices: ReadonlyMap<string, number>;
}

/** How many are open now; null where the interface is off. */
export interface OpenCounts {
  eventStreams: number | null;
  mcpSessions: number | null;
  mcpStreams: number | null;
}

export interface MetricSample {
  /** A null or empty value is no label. */
  labels?: Readonly<Record<string, string | null>>;
  /** Null, like any value that is not finite: no series. */
  value: number | null;
}

export interface Family {
  /** Without the prefix. */
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  /** Every label that a sample may have. */
  labelNames: readonly string[];
  read: (scrape: Scrape) => Iterable<MetricSample>;
}

export const PREFIX = 'mikrotik_presence_';

/** `scrape` is called once for each family while the registry collects. */
export function register(registry: Registry, family: Family, scrape: () => Scrape): void {
  const { help, labelNames } = family;
  const options = { name: PREFIX + family.name, help, labelNames, registers: [registry] };
  const series = () => seriesOf(labelNames, family.read(scrape()));
  if (family.type === 'gauge') {
    const gauge: Gauge = new Gauge({
      ...options,
      collect() {
        clear(gauge);
        for (const { labels, value } of series()) gauge.set(labels, value);
      },
    });
  } else {
    const counter: Counter = new Counter({
      ...options,
      collect() {
        clear(counter);
        for (const { labels, value } of series()) counter.inc(labels, value);
      },
    });
  }
}

/** The library begins a metric without labels at 0, which is a value. */
function clear(metric: Gauge | Counter): void {
  metric.reset();
  metric.remove({});
}

/** Of two samples with the same labels the first: the library would add up counters, and keep the last gauge. */
function* seriesOf(labelNames: Family['labelNames'], samples: Iterable<MetricSample>) {
  const keys = new Set<string>();
  for (const sample of samples) {
    const { value } = sample;
    if (value === null || !Number.isFinite(value)) continue;
    const labels = labelsOf(sample.labels ?? {});
    const key = JSON.stringify(labelNames.map((name) => labels[name] ?? null));
    if (keys.has(key)) continue;
    keys.add(key);
    yield { labels, value };
  }
}

/** Labels with a value: to Prometheus an empty one is none. Text of records is clean already (parse/text.ts), and the library escapes it. */
export function labelsOf(labels: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter((label): label is [string, string] => Boolean(label[1])),
  );
}

/** One series for each state, of which one is 1. */
export function* stateSet(
  labels: Readonly<Record<string, string | null>>,
  states: readonly string[],
  current: string,
): Iterable<MetricSample> {
  for (const state of states) yield { labels: { ...labels, state }, value: state === current ? 1 : 0 };
}

export function flag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

/** Unix time in seconds of an ISO 8601 time. */
export function seconds(time: string | null): number | null {
  return time === null ? null : Date.parse(time) / 1000;
}
