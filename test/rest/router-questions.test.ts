/** The routes that ask a router: who may, what happens, and one line of the log for each question. */
import { afterAll, describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { startLab } from '../question/router/lab.ts';
import { holderOf, snapshot } from './snapshot.ts';
import { KEY, problemOf, start, withKey } from './start.ts';

const lab = await startLab({
  tables: () => ({
    'ip/service': [{ '.id': '*1', name: 'www-ssl', port: '443' }],
    log: [{ '.id': '*1', time: '10:00:00', topics: 'system,info', message: 'router rebooted' }],
  }),
});
afterAll(() => lab.stop());

const LIMITED = 'a key that may only read';
function begin({ isOn = true } = {}) {
  const keys = [
    { ...plainKey(KEY, 'dashboard'), may: ['read', 'query'] as const },
    { ...plainKey(LIMITED), may: ['read'] as const },
  ];
  const { app, lines } = start({
    snapshot: holderOf(snapshot()),
    authenticator: createAuthenticator({ keys }),
    routerDoor: isOn ? lab.asking : null,
    corsOrigins: ['https://dashboard.lan'],
  });
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = withKey,
  ) => app.request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { send, lines };
}

const QUERY = '/routers/router/query';

describe('a question to a router', () => {
  it('is answered, not kept, and logged with the name of the key', async () => {
    const { send, lines } = begin();
    const answer = await send('POST', QUERY, { menu: 'ip/service', properties: ['name', 'port'] });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({ rows: [{ name: 'www-ssl', port: '443' }], truncated: false });
    expect(lines.filter(({ message }) => message === 'router asked').map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ act: 'query_router', target: QUERY, key: 'dashboard', outcome: 'answered' }),
    ]);
    const log = await send('GET', '/routers/router/log?topics=system&limit=5');
    expect(await log.json()).toMatchObject({ lines: [{ message: 'router rebooted' }] });
    expect(await (await send('GET', '/router-menus?menu=ip/service')).json()).toMatchObject({
      routers: ['router'],
    });
  });

  it('is off without ROUTER_QUERIES, and refused without the right', async () => {
    const off = await begin({ isOn: false }).send('POST', QUERY, { menu: 'ip/service' });
    expect([off.status, (await problemOf(off)).detail]).toEqual([
      404,
      expect.stringContaining('ROUTER_QUERIES=on'),
    ]);
    const { send } = begin();
    const limited = await send('POST', QUERY, { menu: 'ip/service' }, { 'X-API-Key': LIMITED });
    expect([limited.status, (await problemOf(limited)).detail]).toEqual([
      403,
      expect.stringContaining('"query"'),
    ]);
    expect((await send('POST', QUERY, { menu: 'ip/service' }, {})).status).toBe(401);
  });

  it.each<[string, unknown, number]>([
    ['an unknown menu', { menu: 'user' }, 400],
    ['a hidden property', { menu: 'ip/service', properties: ['certificate-key'] }, 400],
    ['an unknown key of the body', { menu: 'ip/service', command: 'reboot' }, 400],
    ['no body', undefined, 400],
    ['a menu that this router does not have', { menu: 'ip/pool' }, 404],
  ])('with %s is refused', async (_, body, status) => {
    const answer = await begin().send('POST', QUERY, body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  });

  it('that changes something does not exist: other methods and commands', async () => {
    const { send } = begin();
    const before = lab.router.requests.length;
    for (const [method, path] of [
      ['GET', QUERY],
      ['PUT', QUERY],
      ['POST', '/routers/router/reboot'],
      ['POST', '/routers/router/execute'],
      ['DELETE', '/routers/router/query'],
    ] as const)
      expect((await send(method, path, method === 'GET' ? undefined : {})).status).toBeGreaterThanOrEqual(
        404,
      );
    expect(lab.router.requests.length).toBe(before);
  });

  it('is answered to no page of another origin', async () => {
    const answer = await begin().send(
      'POST',
      QUERY,
      { menu: 'ip/service' },
      { ...withKey, Origin: 'https://dashboard.lan' },
    );
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
