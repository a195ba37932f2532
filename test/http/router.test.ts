import { expect, test } from 'vitest';
import type { HttpRequest } from '../../src/http/exchange.ts';
import { createRouter } from '../../src/http/router.ts';

/** Answers with a name in place of a status text. */
const named = (reason: string) => () => ({ status: 200, reason, headers: {}, body: null });

const router = createRouter({
  notFound: named('not found'),
  wrongMethod: (methods) => named(`only ${methods.join(', ')}`),
});
router.add('/', named('root'));
router.add('/devices', named('devices'));
router.add('/devices/:device_id', named('device'));
router.add('/devices/:device_id/history', named('history'));
router.add('/devices/:device_id/name', named('rename'), 'PUT');
router.add('/changes', named('changes'));
router.add('/changes', named('propose'), 'POST');
router.add('/docs/start.js', named('script'));
router.add('/ui/*', named('file'));
router.add('/mcp', named('mcp'), 'ALL');

test.each([
  ['GET', '/', 'root'],
  ['HEAD', '/devices', 'devices'],
  ['GET', '/devices/x', 'device'],
  ['GET', '/devices/a%2Fb', 'device'],
  ['GET', '/devices/x/history', 'history'],
  ['GET', '/devices/x/y', 'not found'],
  ['GET', '/docs/start.js', 'script'],
  ['GET', '/docs/startXjs', 'not found'],
  ['GET', '/ui/a/b', 'file'],
  ['POST', '/devices/x', 'only GET, HEAD'],
  ['OPTIONS', '/devices', 'only GET, HEAD'],
  ['PUT', '/devices/x/name', 'rename'],
  ['GET', '/devices/x/name', 'only PUT'],
  ['HEAD', '/devices/x/name', 'only PUT'],
  ['GET', '/changes', 'changes'],
  ['HEAD', '/changes', 'changes'],
  ['POST', '/changes', 'propose'],
  ['PUT', '/changes', 'only GET, HEAD, POST'],
  ['POST', '/nowhere', 'not found'],
  ['GET', '/__proto__', 'not found'],
  ['DELETE', '/mcp', 'mcp'],
  ['BREW', '/mcp', 'mcp'],
  ['BREW', '/devices', 'only GET, HEAD'],
])('%s %s is answered by "%s"', async (method, path, reason) => {
  expect(await router.answer({ method, path } as HttpRequest)).toMatchObject({ reason });
});

test('a refusal is made once for each list of methods, not for each request', async () => {
  const made: string[] = [];
  const counted = createRouter({
    notFound: named('not found'),
    wrongMethod: (methods) => {
      made.push(methods.join());
      return named('refused');
    },
  });
  for (const path of ['/a', '/b', '/c/:id']) counted.add(path, named('found'));
  for (const path of ['/a', '/b', '/c/1', '/c/2', '/a'])
    await counted.answer({ method: 'POST', path } as HttpRequest);
  expect(made).toEqual(['GET,HEAD']);
});

test('every route is listed with its method, in the order in which it was added', () => {
  expect(router.routes().map(({ path, method }) => `${method} ${path}`)).toEqual([
    'GET /',
    'GET /devices',
    'GET /devices/:device_id',
    'GET /devices/:device_id/history',
    'PUT /devices/:device_id/name',
    'GET /changes',
    'POST /changes',
    'GET /docs/start.js',
    'GET /ui/*',
    'ALL /mcp',
  ]);
});

test('a path that another route makes ambiguous is rejected when it is added', () => {
  const ambiguous = createRouter({ notFound: named('not found'), wrongMethod: () => named('wrong') });
  ambiguous.add('/devices/:device_id', named('device'));
  expect(() => ambiguous.add('/devices/summary', named('summary'))).toThrow('/devices/summary');
});
