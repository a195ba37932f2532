import { expect, test } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createStreams } from '../../src/http/sse.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { KEY, problemOf, start } from './start.ts';

const dataRoutes = [
  '/devices',
  '/devices/3c22fb0a1b2c',
  '/interfaces/wifi',
  '/access-points',
  '/system/info',
  '/events?after=0',
  '/devices/3c22fb0a1b2c/history',
  '/devices/3c22fb0a1b2c/sessions',
  '/access-points/48a98a0c0d0e/history',
];

test.each([
  ['X-API-Key', { 'X-API-Key': KEY }],
  ['a bearer token', { Authorization: `Bearer ${KEY}` }],
  ['a bearer token in any case', { Authorization: `bEARER  ${KEY}` }],
  ['both', { Authorization: `Bearer ${KEY}`, 'X-API-Key': KEY }],
  ['X-API-Key beside the authorization of a proxy', { Authorization: 'Basic dTpw', 'X-API-Key': KEY }],
])('the key opens as %s', async (_title, headers) => {
  const { ask } = start();
  for (const route of dataRoutes) expect((await ask(route, headers)).status).toBe(200);
});

test.each<[string, Record<string, string>]>([
  ['no key', {}],
  ['an empty key', { 'X-API-Key': '' }],
  ['an empty bearer token', { Authorization: 'Bearer' }],
  ['another key of the same length', { 'X-API-Key': KEY.replace('t', 'T') }],
  ['the beginning of the key', { 'X-API-Key': KEY.slice(0, -1) }],
  ['more than the key', { 'X-API-Key': `${KEY}x` }],
  ['the key twice', { 'X-API-Key': `${KEY}, ${KEY}` }],
  ['another scheme', { Authorization: `Basic ${KEY}` }],
  ['no scheme', { Authorization: KEY }],
  ['a wrong bearer token beside the right X-API-Key', { Authorization: 'Bearer nope', 'X-API-Key': KEY }],
  [
    'a wrong X-API-Key beside the right bearer token',
    { Authorization: `Bearer ${KEY}`, 'X-API-Key': 'nope' },
  ],
])('%s is 401 on every route with data', async (_title, headers) => {
  const { ask } = start();
  for (const route of dataRoutes) {
    const answer = await ask(route, headers);
    expect((await problemOf(answer)).status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mikrotik-presence"');
  }
});

test('the key is in the query of nobody', async () => {
  const { ask } = start();
  expect((await ask(`/devices?api_key=${encodeURIComponent(KEY)}`, {})).status).toBe(401);
});

test('a key that is not ASCII is compared byte by byte', async () => {
  const { ask } = start({ authenticator: createAuthenticator({ keys: [plainKey('schlüssel-für-drüben')] }) });
  const sent = Buffer.from('schlüssel-für-drüben').toString('latin1');
  expect((await ask('/devices', { 'X-API-Key': sent })).status).toBe(200);
  expect((await ask('/devices', { 'X-API-Key': 'schl?ssel-f?r-dr?ben' })).status).toBe(401);
});

test('without a key REST is off: everything is 404 but the short health', async () => {
  const { app, ask } = start({ authenticator: null });
  const routes = app
    .routes()
    .map(({ path, method }) => ({ path: path.replace(/:\w+/, 'x'), method: method ?? 'GET' }))
    .filter(({ path }) => path !== '/health');
  expect(routes.length).toBeGreaterThan(10);
  for (const { path, method } of routes) {
    for (const headers of [{}, { 'X-API-Key': '' }, { 'X-API-Key': 'null' }]) {
      const { status, detail } = await problemOf(await ask(path, headers, method));
      expect([path, status, detail]).toEqual([path, 404, expect.stringContaining('API_KEY')]);
    }
  }
  expect(await (await ask('/health', { 'X-API-Key': 'null' })).json()).toEqual({ status: 'ok' });
});

test('no answer and no line of the log has the key in it', async () => {
  const { app, ask, lines } = start({
    health: () => {
      throw new Error(`the fault knows ${KEY.length}`);
    },
    streams: createStreams({ maxStreams: 0, clock: systemClock }), // one would not end
  });
  const sent = { 'X-API-Key': KEY, Authorization: `Bearer ${KEY}` };
  const paths = app.routes().map(({ path }) => path.replace(/:\w+/, 'x'));
  const query = `?api_key=${encodeURIComponent(KEY)}`;
  for (const path of [...paths, ...paths.map((one) => one + query), '/nowhere', `/nowhere${query}`]) {
    const answer = await ask(path, sent);
    const told = JSON.stringify([...answer.headers]) + (await answer.text());
    expect(told.includes(KEY) || told.includes(encodeURIComponent(KEY))).toBe(false);
  }
  expect(lines.length).toBeGreaterThan(paths.length);
  expect(JSON.stringify(lines)).not.toContain(KEY);
  expect(JSON.stringify(lines)).not.toContain(encodeURIComponent(KEY));
});
