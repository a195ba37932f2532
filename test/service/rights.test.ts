/** Every route and every tool, with every combination of rights: what a table says, and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainKey, type Right, rights } from '../../src/auth/access-key.ts';
import { createIssuer } from '../../src/auth/issuer.ts';
import { createTokenCheck } from '../../src/auth/oauth.ts';
import { type Door, doors, type NamedKey } from '../../src/config/config.ts';
import { defaults } from '../../src/config/read.ts';
import { createMeter } from '../../src/metrics/metrics.ts';
import { createAuthenticators } from '../../src/service/authenticators.ts';
import { createHttpApp } from '../../src/service/http-app.ts';
import { AUDIENCE, startIssuer } from '../auth/issuer.ts';
import { type Bench, startBench } from '../change/bench.ts';
import { askedDirectly } from '../http/ask.ts';
import { accepting, current, rpc } from '../mcp/http.ts';
import { historyOf, journalOf } from '../mcp/past.ts';
import { health, holderOf, snapshot } from '../mcp/snapshot.ts';
import { type Lab, startLab } from '../question/router/lab.ts';

/** What each route needs; null: nothing. */
const ROUTES: Record<string, Right | null> = {
  'GET /people': 'read',
  'GET /people/{person_id}': 'read',
  'GET /findings': 'read',
  'GET /summary': 'read',
  'GET /devices': 'read',
  'GET /devices/{device_id}': 'read',
  'GET /devices/{device_id}/history': 'read',
  'GET /devices/{device_id}/sessions': 'read',
  'GET /events': 'read',
  'GET /sessions': 'read',
  'GET /access-points': 'read',
  'GET /access-points/{access_point_id}/history': 'read',
  'GET /interfaces/wifi': 'read',
  'GET /system/info': 'read',
  'GET /health': 'read',
  'GET /router-menus': 'query',
  'POST /routers/{router}/query': 'query',
  'POST /routers/{router}/ping': 'query',
  'POST /routers/{router}/traceroute': 'query',
  'POST /routers/{router}/resolve': 'query',
  'GET /routers/{router}/log': 'query',
  'PUT /devices/{device_id}/name': 'approve',
  'GET /homeassistant/deletions': 'approve',
  'POST /homeassistant/restore': 'approve',
  'GET /changes': 'read',
  'POST /changes': 'propose',
  'GET /changes/{change_id}': 'read',
  'POST /changes/{change_id}/approve': 'approve',
  'POST /changes/{change_id}/reject': 'approve',
  'POST /changes/{change_id}/undo': 'approve',
  'GET /openapi.json': null,
  'GET /docs': null,
};

const QUERY_TOOLS = [
  'list_router_menus',
  'query_router',
  'ping_from_router',
  'trace_route_from_router',
  'read_router_log',
];

/** Each set of rights but the empty one. */
const combinations = Array.from({ length: 2 ** rights.length - 1 }, (_, index) =>
  rights.filter((_right, bit) => ((index + 1) & (1 << bit)) !== 0),
);
const keyOf = (door: Door, may: readonly Right[]) => `the-key-at-${door}-that-may-${may.join('-')}`;
const keys: NamedKey[] = doors.flatMap((door) =>
  combinations.map((may) => ({ ...plainKey(keyOf(door, may)), name: may.join('.'), may, doors: [door] })),
);

let [bench, lab, issuer] = [] as unknown as [Bench, Lab, Awaited<ReturnType<typeof startIssuer>>];
let ask: (path: string, init?: RequestInit) => Promise<Response>;
let close: () => Promise<void>;

beforeAll(async () => {
  [bench, lab, issuer] = await Promise.all([startBench(), startLab(), startIssuer()]);
  const ignore = () => {};
  const config = { ...defaults.config, keys, webUi: false };
  const { url: issuerUrl } = issuer;
  const check = createTokenCheck({ issuer: createIssuer({ url: issuerUrl }), issuerUrl, audience: AUDIENCE });
  const app = await createHttpApp({
    config,
    authenticators: createAuthenticators(config, check),
    oauth: {
      check,
      issuerUrl,
      resource: AUDIENCE,
      metadataUrl: 'http://127.0.0.1/metadata',
      scopes: [],
      firstScopes: ['presence:read'],
    },
    meter: createMeter([]),
    snapshot: holderOf(snapshot()),
    health,
    journal: journalOf(),
    history: historyOf(),
    signingKey: new Uint8Array(32),
    version: '0.0.0',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    trace: undefined,
    operator: { name: async () => {}, homeassistant: { deletions: () => [], restore: ignore } },
    changes: bench.changes(),
    routerDoor: lab.asking,
  });
  ({ request: ask } = askedDirectly(app.app));
  ({ close } = app);
});
afterAll(async () => {
  await close();
  await Promise.all([bench.stop(), lab.stop(), issuer.down()]);
});

const scopes = (...words: string[]) => words.map((right) => `presence:${right}`).join(' ');
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

function askRoute(route: string, key: string): Promise<Response> {
  const [method = '', path = ''] = route.split(' ');
  const init = { method, headers: { ...bearer(key), Accept: 'application/json' } };
  return ask(path.replaceAll(/\{\w+\}/g, '020000000001'), method === 'GET' ? init : { ...init, body: '{}' });
}

test('the table has every route', async () => {
  const document = (await (await ask('/openapi.json')).json()) as { paths: Record<string, object> };
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  // /metrics is a door of its own
  const ofRest = routes.filter((route) => route !== 'GET /metrics');
  expect(ofRest.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

describe.each(combinations.map((may) => [may.join(', '), may] as const))(
  'a key that may %s',
  (_name, may) => {
    test('is let in by each route of REST that needs no more, and the others name what it lacks', async () => {
      for (const [route, right] of Object.entries(ROUTES)) {
        const answer = await askRoute(route, keyOf('rest', may));
        const text = await answer.text();
        const isAllowed = right === null || may.includes(right);
        expect.soft([route, answer.status === 403], text).toEqual([route, !isAllowed]);
        if (!isAllowed) expect.soft(text).toContain(`\\"${right}\\"`);
        else expect.soft(answer.status, `${route} ${text}`).not.toBe(401);
      }
    });

    test('is let in by each tool that needs no more, and the others name what it lacks', async () => {
      const send = (sent: ReturnType<typeof current>) =>
        ask('/mcp', {
          method: 'POST',
          headers: { ...accepting, ...bearer(keyOf('mcp', may)), ...sent.headers },
          body: JSON.stringify(sent.body),
        });
      const listed = await send(current('tools/list'));
      if (!may.includes('read')) {
        expect([listed.status, await listed.text()]).toEqual([403, expect.stringContaining('\\"read\\"')]);
        return;
      }
      const { result } = (await listed.json()) as { result: { tools: { name: string }[] } };
      const names = result.tools.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(QUERY_TOOLS));
      for (const name of names) {
        const text = await (await send(current('tools/call', { name, arguments: {} }))).text();
        const isRefused = text.includes('needs a key with the right');
        expect
          .soft([name, isRefused], text)
          .toEqual([name, QUERY_TOOLS.includes(name) && !may.includes('query')]);
      }
    });

    test('opens the metrics if it may read', async () => {
      const metrics = await ask('/metrics', { headers: bearer(keyOf('metrics', may)) });
      expect(metrics.status).toBe(may.includes('read') ? 200 : 403);
      if (!may.includes('read')) expect(await metrics.text()).toContain('the right "read"');
    });
  },
);

test('a key opens no other door than its own', async () => {
  const at: Record<Door, string> = { rest: '/devices', mcp: '/mcp', metrics: '/metrics' };
  for (const door of doors)
    for (const own of doors.filter((other) => other !== door))
      expect.soft((await ask(at[door], { headers: bearer(keyOf(own, ['read'])) })).status).toBe(401);
});

describe.each([
  '',
  'read',
  'query',
  'propose',
  'read query',
  'read propose',
  'query propose',
  'read query propose',
])('a token with the scopes "%s"', (words) => {
  const may = words.split(' ');
  const token = () => issuer.token({ scope: scopes(...may) });

  test('calls each tool that needs no more; for the others the refusal names the scope', async () => {
    for (const name of ['list_devices', ...QUERY_TOOLS]) {
      const body = JSON.stringify(rpc('tools/call', { name, arguments: {} }));
      const headers = { ...accepting, ...current('tools/call', { name }).headers, ...bearer(await token()) };
      const answer = await ask('/mcp', { method: 'POST', headers, body });
      const needed = QUERY_TOOLS.includes(name) ? ['read', 'query'] : ['read'];
      const lacking = needed.find((right) => !may.includes(right));
      const challenge = answer.headers.get('www-authenticate') ?? '';
      expect.soft([name, answer.status === 403]).toEqual([name, lacking !== undefined]);
      if (lacking === undefined) continue;
      expect.soft(challenge).toContain('error="insufficient_scope"');
      expect
        .soft(challenge)
        .toContain(`scope="${scopes(...new Set(['read', ...may.filter(Boolean), lacking]))}"`);
      expect.soft(challenge).toContain('resource_metadata="http://127.0.0.1/metadata"');
    }
  });
});

test('a token is a wrong key everywhere but at /mcp', async () => {
  const token = await issuer.token({ scope: 'presence:read presence:query presence:propose' });
  for (const path of ['/devices', '/changes', '/health', '/metrics'])
    for (const headers of [bearer(token), { 'X-API-Key': token }])
      expect.soft((await ask(path, { headers })).status, path).toBe(401);
});
