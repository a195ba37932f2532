import { expect, test } from 'vitest';
import type { HttpRequest } from '../../src/http/exchange.ts';
import { createRouter } from '../../src/http/router.ts';

/** Answers with a name in place of a status text. */
const named = (reason: string) => () => ({ status: 200, reason, headers: {}, body: null });

const router = createRouter({ notFound: named('not found'), wrongMethod: named('wrong method') });
router.add('/', named('root'));
router.add('/devices', named('devices'));
router.add('/devices/:device_id', named('device'));
router.add('/devices/:device_id/history', named('history'));
router.add('/docs/start.js', named('script'));
router.add('/ui/*', named('file'));
router.add('/mcp', named('mcp'), true);

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
  ['GET', '/ui', 'not found'],
  ['POST', '/devices/x', 'wrong method'],
  ['POST', '/nowhere', 'not found'],
  ['DELETE', '/mcp', 'mcp'],
])('%s %s is answered by "%s"', async (method, path, reason) => {
  expect(await router.answer({ method, path } as HttpRequest)).toMatchObject({ reason });
});
