/** What a real Home Assistant core made of what we published: written by verify.ts, read by replay.test.ts. One file per release. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RegistryDevice, RegistryEntry } from './registry.ts';

export interface Golden {
  home_assistant: string;
  /** Discovery payloads as published, by topic; the same for all releases, in a file of their own. */
  published: Record<string, string>;
  /** What was to hold, and whether it did. */
  results: [string, boolean][];
  /** The states that were passed through. */
  stories: Record<string, unknown>;
  deprecations: string[];
  /** By unique_id. */
  entities: Record<string, RegistryEntry>;
  /** By identifier. */
  devices: Record<string, RegistryDevice>;
  /** By entity_id; of a time only that there was one. */
  states: Record<string, string | null>;
}

const folder = new URL('goldens/', import.meta.url);
const PUBLISHED = 'published.json';
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What other chapters told of the same payloads stays. */
export function writeGolden({ published, ...golden }: Golden): void {
  mkdirSync(folder, { recursive: true });
  const payloads = withoutVersion(published);
  writeFileSync(new URL(PUBLISHED, folder), `${lines(payloads)}\n`);
  const before = readGoldens().find(
    (one) => one.home_assistant === golden.home_assistant && one.published === digestOf(payloads),
  );
  const content = {
    ...golden,
    results: [...new Map([...(before?.results ?? []), ...golden.results])],
    stories: { ...before?.stories, ...golden.stories },
    published: digestOf(payloads),
    states: Object.fromEntries(
      Object.entries(golden.states).map(([id, state]) => [
        id,
        /^\d{4}-\d\d-\d\dT/.test(state ?? '') ? 'a time' : state,
      ]),
    ),
  };
  const parts = Object.entries(content).map(
    ([key, value]) =>
      `${JSON.stringify(key)}: ${typeof value === 'object' ? lines(value) : JSON.stringify(value)}`,
  );
  writeFileSync(new URL(`${golden.home_assistant}.json`, folder), `{\n${parts.join(',\n')}\n}\n`);
}

export function readPublished(): Record<string, string> {
  return JSON.parse(readFileSync(new URL(PUBLISHED, folder), 'utf8')) as Record<string, string>;
}

/** `published` is a digest here, of what was published when this was recorded. */
export function readGoldens(): (Omit<Golden, 'published'> & { published: string })[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== PUBLISHED);
  return files.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never);
}

/** A new version of ours is no news to Home Assistant, nor the ports that the simulated routers were given. */
export function withoutVersion(published: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(published)
      .map(
        ([topic, text]) =>
          [
            topic,
            text
              .replaceAll(`"sw_version":"${version}"`, '"sw_version":"0.0.0"')
              .replaceAll(/"http:\/\/127\.0\.0\.1:\d+\/"/g, '"http://127.0.0.1/"'),
          ] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function digestOf(published: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(published)).digest('hex').slice(0, 16);
}

// one line for each thing, so that a difference can be read
function lines(value: object): string {
  if (Array.isArray(value)) return `[${value.map((one) => `\n  ${JSON.stringify(one)}`).join(',')}\n ]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `\n  ${JSON.stringify(key)}: ${JSON.stringify(one)}`).join(',')}\n }`;
}
