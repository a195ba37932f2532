/** What is promised outside: openapi.json is the document the app serves, and the app does what it says. */
import { namedSessionSchema } from '../src/question/session-page.ts';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readManual } from './manual.ts';
import { z } from 'zod';
import { plainKey } from '../src/auth/access-key.ts';
import { createFailedAttempts } from '../src/auth/failed-attempts.ts';
import { createAuthenticator } from '../src/auth/authenticator.ts';
import { compactDeviceSchema, deviceSchema } from '../src/record/device.ts';
import { numberedEventSchema } from '../src/record/journal.ts';
import { accessPointSchema, routerSchema, wifiInterfaceSchema } from '../src/record/network.ts';
import { personSchema } from '../src/record/person.ts';
import { snapshotMetaSchema } from '../src/record/snapshot.ts';
import { exampleAccessPoint, examplePerson } from '../src/question/example.ts';
import { questions } from '../src/question/list.ts';
import { problemSchema } from '../src/rest/problem-schema.ts';
import { type RunningServer, startServer } from '../src/http/server.ts';
import { createStreams } from '../src/http/sse.ts';
import { systemClock } from '../src/telemetry/clock.ts';
import { bareDevice } from './device.ts';
import { historyOff } from './rest/history.ts';
import { memoryJournal } from './rest/journal.ts';
import { device, health, holderOf, snapshot } from './rest/snapshot.ts';
import { KEY, keptLog, readDocument, start, withKey } from './rest/start.ts';

interface Answer {
  $ref?: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema: object; example?: object }>;
}

interface Schema {
  enum?: string[];
  items?: Schema;
}

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: { name: string; in: string; description: string; schema?: Schema }[];
  responses: Record<string, Answer>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, { examples?: object[] }>;
    responses: Record<string, Answer>;
    headers: Record<string, object>;
  };
}

let document: Document;
/** For what is refused before the app hears of it. */
let wire: RunningServer;

beforeAll(async () => {
  document = (await readDocument()) as Document;
  wire = await startServer({ app: start().app, host: '127.0.0.1', port: 0, log: keptLog().log });
});

afterAll(() => wire.close());

/** Those that read; `rest/operator.test.ts` and `rest/changes.test.ts` are about the others, `metrics/metrics.test.ts` about /metrics. */
const operations = () =>
  Object.entries(document.paths).flatMap(([path, { get }]) =>
    get === undefined || /^\/(?:homeassistant|changes|router|metrics)/.test(path)
      ? []
      : [{ path, operation: get }],
  );

test('openapi.json is the document of the app', async () => {
  const committed: unknown = JSON.parse(await readFile(new URL('../openapi.json', import.meta.url), 'utf8'));
  expect(committed, 'Run `npm run openapi` and look at the difference.').toEqual(document);
});

test('it has the routes of the app, no more and no fewer', () => {
  const routes = start()
    .app.routes()
    .filter(({ path }) => !path.startsWith('/docs/'))
    .map(({ path, method }) => `${method} ${path.replace(/:(\w+)/, '{$1}')}`);
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  // served beside REST
  expect(documented.toSorted()).toEqual([...routes, 'GET /metrics'].toSorted());
});

test('the manual names every route', () => {
  const manual = readManual();
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `\`${method.toUpperCase()} ${path}\``),
  );
  for (const route of all) expect.soft(manual).toContain(route);
});

test('every operation has an id of its own, a summary, a tag and a description', () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { operation } of operations()) {
    expect(operation).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
    expect(operation.tags).toHaveLength(1);
  }
});

test('nothing lacks a description', () => {
  expect(undescribed(document, '')).toEqual([]);
});

/** Where a parameter, a header, an answer, a component or a field of a record says nothing about itself. */
function undescribed(node: unknown, at: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const needsOne =
    /\/(?:parameters\/\d+|responses\/\w+|headers\/[\w-]+|properties\/\w+|securitySchemes\/\w+|tags\/\d+|servers\/\d+)$|^\/info$/;
  const isComponent = /^\/components\/\w+\/[\w-]+$/.test(at);
  const isMissing =
    (needsOne.test(at) || isComponent) &&
    !('$ref' in node) &&
    !('description' in node && typeof node.description === 'string' && node.description !== '');
  const inner = Object.entries(node)
    .filter(([key]) => !['example', 'examples'].includes(key))
    .flatMap(([key, child]) => undescribed(child, `${at}/${key}`));
  return isMissing ? [at, ...inner] : inner;
}

test('every reference leads somewhere, and every component is referred to', () => {
  const text = JSON.stringify(document);
  const used = new Set([...text.matchAll(/"#\/components\/(\w+\/[\w-]+)"/g)].map(([, name]) => name!));
  const { securitySchemes: _, parameters: __, ...kinds } = document.components as Record<string, object>;
  const defined = Object.entries(kinds).flatMap(([kind, members]) =>
    Object.keys(members).map((name) => `${kind}/${name}`),
  );
  expect([...used].toSorted()).toEqual(defined.toSorted());
});

test('every example is what its schema says', () => {
  const schemas = {
    Device: deviceSchema,
    CompactDevice: compactDeviceSchema,
    WifiInterface: wifiInterfaceSchema,
    AccessPoint: accessPointSchema,
    Person: personSchema,
    Router: routerSchema,
    Snapshot: snapshotMetaSchema,
    Event: numberedEventSchema,
    Session: namedSessionSchema,
    ...Object.fromEntries(questions.map(({ record, output }) => [record, output])),
  };
  for (const [name, schema] of Object.entries(schemas)) {
    const [example] = document.components.schemas[name]!.examples!;
    expect(schema.parse(example)).toEqual(example);
  }
  for (const { content } of Object.values(document.components.responses)) {
    const { example } = content!['application/problem+json']!;
    expect(problemSchema.parse(example)).toEqual(example);
  }
});

const away = bareDevice({ mac_address: '3C:22:FB:00:00:03', presence: 'away' });
const house = snapshot(
  [
    device(),
    away,
    ...[1, 2].map((digit) => device({ mac_address: `3C:22:FB:00:00:0${digit}`, name: 'Bulb' })),
  ],
  {
    people: [examplePerson],
    accessPoints: ['48a98a0c0d0e', 'one', 'two'].map((access_point_id) => ({
      ...exampleAccessPoint,
      access_point_id,
      name: 'Bulb',
    })),
  },
);
/** It may ask routers, and read nothing. */
const asker = { ...plainKey(KEY), may: ['query'] as const };
const broken = () => {
  throw new Error('broken on purpose');
};

/** What makes each route answer each status it is documented with. */
async function provoke(path: string, status: string): Promise<Response> {
  const wanted = { 404: 'nobody', 409: 'bulb' }[status];
  const target = path
    .replace('{device_id}', wanted ?? '3c22fb0a1b2c')
    .replace('{person_id}', wanted ?? examplePerson.person_id)
    .replace('{access_point_id}', wanted ?? '48a98a0c0d0e');
  const streams = createStreams({ maxStreams: 0, clock: systemClock });
  const attempts = createFailedAttempts({ perMinute: 1 });
  attempts.record('');
  if (status === '503') streams.close();
  const { ask } = start({
    snapshot:
      status === '500' ? { ...holderOf(null), current: broken } : holderOf(status === '503' ? null : house),
    health:
      status === '500' ? broken : () => health(status === '503' ? { status: 'down', snapshot: null } : {}),
    journal: memoryJournal({}),
    streams,
    ...(status === '503' ? { history: historyOff } : {}),
    ...(status === '500' ? { history: { ...historyOff, sessions: broken } } : {}),
    ...(status === '404' && !path.includes('{') ? { authenticator: null } : {}),
    ...(status === '403' ? { authenticator: createAuthenticator({ keys: [asker] }) } : {}),
    ...(status === '429' && path !== '/events'
      ? { authenticator: createAuthenticator({ keys: [plainKey('x')], attempts }) }
      : {}),
  });
  const filter = status === '409' && !path.includes('{') ? '&device_id=bulb' : '';
  const isStream = path === '/events' && ['429', '503'].includes(status);
  const page = ['/events', '/sessions'].includes(path) && !isStream ? `?limit=10${filter}` : '';
  switch (status) {
    case '304':
      return ask(target + page, { ...withKey, 'If-None-Match': '*' });
    case '400':
      return ask(`${target}?nonsense=1`);
    case '401':
      return ask(target, { 'X-API-Key': 'wrong' });
    case '431':
      return fetch(wire.url + target, { headers: { X: 'x'.repeat(17_000) } });
    default:
      if (status === '429' && path !== '/events') return ask(target, { 'X-API-Key': 'wrong' });
      return ask(path === '/devices' ? `${target}?detail=full&presence=any` : target + page);
  }
}

/** A schema of the document, with what it refers to. */
function schemaOf(schema: object): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  );
}

describe('every route', () => {
  test('answers every status it is documented with, in the form and with the headers documented', async () => {
    let count = 0;
    for (const { path, operation } of operations()) {
      for (const [status, answer] of Object.entries(operation.responses)) {
        const documented =
          answer.$ref === undefined ? answer : document.components.responses[answer.$ref.split('/').at(-1)!]!;
        const got = await provoke(path, status);
        const type = got.headers.get('content-type')?.split(';')[0];
        expect([path, String(got.status), type]).toEqual([
          path,
          status,
          Object.keys(documented.content ?? {})[0],
        ]);
        const missing = Object.keys(documented.headers ?? {}).filter((name) => !got.headers.has(name));
        expect([path, status, missing]).toEqual([path, status, []]);
        if (type?.endsWith('json')) {
          const faults = schemaOf(documented.content![type]!.schema).safeParse(await got.json()).error;
          expect([path, status, faults?.message]).toEqual([path, status, undefined]);
        }
        count++;
      }
    }
    expect(count).toBeGreaterThan(70);
  });

  test('has no header it does not document', async () => {
    const everywhere = [
      'content-type',
      'content-length',
      'content-security-policy',
      'cross-origin-resource-policy',
      'referrer-policy',
      'x-content-type-options',
    ];
    for (const { path, operation } of operations()) {
      const documented = Object.keys(operation.responses['200']!.headers!).map((name) => name.toLowerCase());
      const got = await provoke(path, '200');
      const extra = [...got.headers.keys()].filter((name) => ![...documented, ...everywhere].includes(name));
      expect([path, extra]).toEqual([path, []]);
    }
  });
});

test('every documented parameter of a query is taken, and no other', async () => {
  const samples: Record<string, string> = {
    kind: 'refused',
    severity: 'warning',
    include_ignored: 'true',
    mac: '3C:22:FB:0A:1B:2C',
    band: '5GHz',
    presence: 'any',
    connected: 'true',
    known: 'true',
    guest: 'false',
    ip: '192.168.88.41',
    signal_dbm_min: '-90',
    signal_dbm_max: '-50',
    limit: '1',
    offset: '0',
    detail: 'full',
    event_type: 'left',
    reason_class: 'other',
    since: '2h',
    until: '1h',
    after: '1',
    before: '9',
    order: 'desc',
    device_id: '3c22fb0a1b2c',
    resolution: '1h',
    snapshots: 'true',
    rule_limit: '1',
  };
  const { ask } = start({ snapshot: holderOf(snapshot(undefined, { people: [examplePerson] })) });
  for (const { path, operation } of operations()) {
    for (const { name, schema } of operation.parameters?.filter((parameter) => parameter.in === 'query') ??
      []) {
      const target = path
        .replace('{device_id}', '3c22fb0a1b2c')
        .replace('{person_id}', examplePerson.person_id)
        .replace('{access_point_id}', '48a98a0c0d0e');
      const sample = (schema?.items ?? schema)?.enum?.at(-1) ?? samples[name] ?? 'x';
      const answer = await ask(`${target}?${name}=${sample}`);
      await answer.body?.cancel();
      expect([path, name, answer.status]).toEqual([path, name, 200]);
    }
  }
});
