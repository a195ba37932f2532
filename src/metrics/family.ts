/** A metric that is read off what is known at the moment of a scrape. What is not known is no sample: never 0, never NaN. */
import type { Metric, Registry } from 'prom-client';
import type { Device } from '../record/device.ts';
import type { Health } from '../record/health.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { clean } from './label.ts';

/** What one scrape sees. */
export interface Scene {
  /** Epoch milliseconds. */
  now: number;
  snapshot: Snapshot | null;
  health: Health;
  /** Those that have series of their own, in a steady order. */
  devices: readonly Device[];
  /** Those that should have, but are too many. */
  omittedCount: number;
  open: OpenCounts;
}

/** How many are open now; null where the interface is off. */
export interface OpenCounts {
  eventStreams: number | null;
  mcpSessions: number | null;
  mcpStreams: number | null;
}

export interface Sample {
  labels?: Readonly<Record<string, string | null>>;
  /** Null, like any other that is no finite number: there is no sample. */
  value: number | null;
  /** Of a histogram. */
  suffix?: '_bucket' | '_sum' | '_count';
}

export interface Family {
  /** Without the prefix. */
  name: string;
  help: string;
  type: 'gauge' | 'counter' | 'histogram';
  read: (scene: Scene) => Iterable<Sample>;
}

export const PREFIX = 'mikrotik_presence_';

/** `scene` is asked while a scrape collects, once for each family. */
export function register(registry: Registry, family: Family, scene: () => Scene): void {
  const name = PREFIX + family.name;
  const { help, type } = family;
  const get = () => Promise.resolve({ name, help, type, values: [...valuesOf(name, family.read(scene()))] });
  // the registry asks no more of a metric than these
  registry.registerMetric({ name, help, type, get, reset: () => {} } as unknown as Metric);
}

function* valuesOf(name: string, samples: Iterable<Sample>) {
  const known = new Set<string>();
  for (const { labels = {}, value, suffix = '' } of samples) {
    if (value === null || !Number.isFinite(value)) continue;
    const told = labelsOf(labels);
    // two of the same would cost the whole scrape
    const series = JSON.stringify([suffix, told]);
    if (known.has(series)) continue;
    known.add(series);
    yield { metricName: name + suffix, labels: told, value };
  }
}

/** As they are told: cleaned, and only those that say something, since an empty label is none to Prometheus. */
export function labelsOf(labels: Readonly<Record<string, string | null>>): Record<string, string> {
  const cleaned = Object.entries(labels).map(([name, text]) => [name, clean(text)] as const);
  return Object.fromEntries(cleaned.filter(([, text]) => text !== ''));
}

/** One series for each state, of which one is 1. */
export function* stateSet(
  labels: Readonly<Record<string, string | null>>,
  states: readonly string[],
  current: string,
): Iterable<Sample> {
  for (const state of states) yield { labels: { ...labels, state }, value: state === current ? 1 : 0 };
}

export function flag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

/** Unix time of an ISO 8601 one, in seconds. */
export function seconds(time: string | null): number | null {
  return time === null ? null : Date.parse(time) / 1000;
}
