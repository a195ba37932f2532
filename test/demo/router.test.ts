/** The REST protocol, as the facts have it: verbs, selections, errors. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { type Answer, ask, post } from './ask.ts';

const rows = [
  { '.id': '*1', type: 'ether', name: 'ether1', running: 'true', 'wpa2-pre-shared-key': 'hush' },
  { '.id': '*2', name: 'ether2', type: 'ether', running: 'false' },
  { '.id': '*1A', name: 'a/b c', type: 'vlan', running: 'true', comment: 'Büro' },
];

let router: SimulatedRouter;
let old: SimulatedRouter;

beforeAll(async () => {
  const user = (username: string, ...policies: string[]) => ({ username, password: 'pass', policies });
  router = await startRouter({
    identity: 'Hallway',
    users: [
      user('no-rest-api', 'read', 'api'),
      user('no-api', 'read', 'rest-api'),
      user('no-read', 'api', 'rest-api'),
      user('plain', 'read', 'api', 'rest-api'),
      user('writer', 'read', 'write', 'api', 'rest-api'),
      { ...user('elsewhere', 'read', 'api', 'rest-api'), allowedAddress: '192.0.2.0/24' },
      { ...user('here', 'read', 'api', 'rest-api'), allowedAddress: '192.0.2.1,127.0.0.0/8' },
    ],
    tables: () => ({
      interface: rows,
      'interface/wifi': [{ '.id': '*1', name: 'wifi1', disabled: 'false' }],
      'interface/wifi/registration-table': [
        { '.id': '*7', interface: 'wifi1', 'mac-address': '02:00:00:00:00:01' },
        { '.id': '*8', interface: 'wifi1', 'mac-address': '02:00:00:00:00:02', signal: '-61' },
      ],
      'ip/arp': [],
      'system/resource': { version: '7.24 (stable)', uptime: '3d', 'cpu-load': '3' },
    }),
  });
  old = await startRouter({ tables: () => ({ 'ip/arp': [] }), missingMenuStatus: 406 });
});

afterAll(() => Promise.all([router.stop(), old.stop()]));

const names = (answer: Answer) => (JSON.parse(answer.text) as { name: string }[]).map(({ name }) => name);
const json = { body: '{}', headers: { 'Content-Type': 'application/json' } };
const as = (username: string) => ({ auth: `${username}:pass` });

describe('printing', () => {
  test('a list is an array of whole rows with strings only, keys in byte order, compact, in UTF-8', async () => {
    const answer = await ask(router, '/rest/interface');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.text).toBe(
      '[{".id":"*1","name":"ether1","running":"true","type":"ether","wpa2-pre-shared-key":"hush"},' +
        '{".id":"*2","name":"ether2","running":"false","type":"ether"},' +
        '{".id":"*1A","comment":"Büro","name":"a/b c","running":"true","type":"vlan"}]',
    );
  });

  test('a singleton is a bare object, an empty menu is []', async () => {
    const resource = await ask(router, '/rest/system/resource?.proplist=uptime,version');
    expect(resource.text).toBe('{"uptime":"3d","version":"7.24 (stable)"}');
    expect((await ask(router, '/rest/system/identity')).text).toBe('{"name":"Hallway"}');
    expect((await ask(router, '/rest/ip/arp')).text).toBe('[]');
  });

  test('GET adds .id to a proplist, POST print does not', async () => {
    expect((await ask(router, '/rest/interface?.proplist=name&type=vlan')).text).toBe(
      '[{".id":"*1A","name":"a/b c"}]',
    );
    const body = { '.proplist': ['name'], '.query': ['type=vlan'] };
    expect((await post(router, '/rest/interface/print', body)).text).toBe('[{"name":"a/b c"}]');
    const withId = await post(router, '/rest/interface/print', { ...body, '.proplist': '.id,name' });
    expect(withId.text).toBe('[{".id":"*1A","name":"a/b c"}]');
  });

  test.each([
    ['type=ether', ['ether1', 'ether2']],
    ['type=ether&running=true', ['ether1']],
    ['running=yes', ['ether1', 'a/b c']],
    ['running=no', ['ether2']],
    ['type=bridge', []],
    ['nothing=true', []],
  ])('GET ?%s filters by equality', async (query, expected) => {
    expect(names(await ask(router, `/rest/interface?${query}`))).toEqual(expected);
  });

  test.each([
    [['type=ether', 'running=true'], ['ether1']],
    [
      ['type=vlan', 'name=ether2', '#|'],
      ['ether2', 'a/b c'],
    ],
    [['type=ether', '#!'], ['a/b c']],
    [['comment'], ['a/b c']],
    [['-comment'], ['ether1', 'ether2']],
  ])('POST .query %j', async (query, expected) => {
    expect(names(await post(router, '/rest/interface/print', { '.query': query }))).toEqual(expected);
  });

  test('count-only counts', async () => {
    const body = { 'count-only': '', '.query': ['type=ether'] };
    expect((await post(router, '/rest/interface/print', body)).text).toBe('{"ret":"2"}');
  });

  test('one row by id or by name, with a slash and a space in it', async () => {
    for (const key of ['*1A', 'a%2Fb%20c']) {
      const answer = await ask(router, `/rest/interface/${key}?.proplist=type`);
      expect(answer.text).toBe('{".id":"*1A","type":"vlan"}');
    }
  });

  test('a proplist drops the rows of a registration table that lack a property', async () => {
    const answer = await ask(router, '/rest/interface/wifi/registration-table?.proplist=mac-address,signal');
    expect(answer.text).toBe('[{".id":"*8","mac-address":"02:00:00:00:00:02","signal":"-61"}]');
  });

  test('a secret is masked without the policy sensitive', async () => {
    const answer = await ask(
      router,
      '/rest/interface?name=ether1&.proplist=wpa2-pre-shared-key',
      as('plain'),
    );
    expect(answer.text).toBe('[{".id":"*1","wpa2-pre-shared-key":"*****"}]');
  });

  test('monitor once answers one element per interface', async () => {
    const state = {
      'authorized-peers': '2',
      channel: '5500/ax/Ceee/D',
      'registered-peers': '2',
      state: 'running',
      'tx-power': '20',
    };
    const once = await post(router, '/rest/interface/wifi/monitor', { numbers: 'wifi1', once: '' });
    expect(JSON.parse(once.text)).toEqual([state]);
  });
});

const error = (status: number, message: string, detail?: string) =>
  detail === undefined ? { error: status, message } : { detail, error: status, message };
const BAD = 'Bad Request';
const INTERNAL = 'Internal Server Error';

const cases: [string, () => Promise<Answer>, ReturnType<typeof error>][] = [
  [
    'wrong password',
    () => ask(router, '/rest/ip/arp', { auth: 'presence:wrong' }),
    error(401, 'Unauthorized'),
  ],
  ['unknown user', () => ask(router, '/rest/ip/arp', { auth: 'nobody:' }), error(401, 'Unauthorized')],
  ['no credentials', () => ask(router, '/rest/ip/arp', { auth: null }), error(401, 'Unauthorized')],
  ["user's address", () => ask(router, '/rest/ip/arp', as('elsewhere')), error(401, 'Unauthorized')],
  [
    'group without rest-api',
    () => ask(router, '/rest/ip/arp', as('no-rest-api')),
    error(401, 'Unauthorized'),
  ],
  [
    'group without api',
    () => ask(router, '/rest/ip/arp', as('no-api')),
    error(500, INTERNAL, 'std failure: not allowed (9)'),
  ],
  [
    'group without read',
    () => ask(router, '/rest/ip/arp', as('no-read')),
    error(500, INTERNAL, 'std failure: not allowed (9)'),
  ],
  [
    'PUT by policy',
    () => ask(router, '/rest/ip/arp', { method: 'PUT', ...json }),
    error(500, INTERNAL, 'not enough permissions (9)'),
  ],
  [
    'PATCH by policy',
    () => ask(router, '/rest/interface/*1', { method: 'PATCH', ...json }),
    error(400, BAD, 'missing or invalid resource identifier'),
  ],
  [
    'DELETE by policy',
    () => ask(router, '/rest/interface/*1', { method: 'DELETE' }),
    error(500, INTERNAL, 'not enough permissions (9)'),
  ],
  [
    'scan by policy',
    () => post(router, '/rest/interface/wifi/scan', {}),
    error(500, INTERNAL, 'not enough permissions (9)'),
  ],
  [
    'missing menu',
    () => ask(router, '/rest/interface/wireless/registration-table'),
    error(400, BAD, 'no such command or directory (wireless)'),
  ],
  [
    'missing menu at the root',
    () => ask(router, '/rest/caps-man/interface'),
    error(400, BAD, 'no such command or directory (caps-man)'),
  ],
  [
    'missing menu by POST',
    () => post(router, '/rest/interface/wireless/print', {}),
    error(400, BAD, 'no such command or directory (wireless)'),
  ],
  [
    'missing submenu',
    () => ask(router, '/rest/interface/wifi/radio'),
    error(400, BAD, 'no such command or directory (radio)'),
  ],
  [
    'missing menu, old release',
    () => ask(old, '/rest/remove'),
    error(406, 'Not Acceptable', 'no such command or directory (remove)'),
  ],
  ['GET of a command', () => ask(router, '/rest/ip/arp/print'), error(400, BAD, 'no such command')],
  ['unknown id', () => ask(router, '/rest/interface/*99'), error(404, 'Not Found')],
  ['unknown name', () => ask(router, '/rest/interface/ether9'), error(404, 'Not Found')],
  ['wrong URL', () => ask(router, '/api/ip/arp'), error(404, 'Not Found')],
  [
    'encoded asterisk',
    () => ask(router, '/rest/interface/%2A1'),
    error(400, BAD, 'no such command or directory (%2A1)'),
  ],
  [
    'DELETE of an unknown id',
    () => ask(router, '/rest/interface/*99', { method: 'DELETE', ...as('writer') }),
    error(404, 'Not Found'),
  ],
  [
    'body is no JSON',
    () => post(router, '/rest/ip/arp/print', {}, { body: '{"a' }),
    error(400, BAD, 'Failed to parse json'),
  ],
  [
    'POST without content type',
    () => post(router, '/rest/ip/arp/print', {}, { headers: {} }),
    error(415, 'Unsupported Media Type'),
  ],
  [
    'OPTIONS',
    () => ask(router, '/rest/ip/arp', { method: 'OPTIONS', auth: null }),
    error(503, 'Service Unavailable'),
  ],
];

describe('errors', () => {
  test.each(cases)('%s', async (_name, asked, expected) => {
    const answer = await asked();
    expect(answer.status).toBe(expected.error);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.text).toBe(JSON.stringify(expected));
    expect(answer.headers['www-authenticate']).toBe(answer.status === 401 ? 'Basic' : undefined);
  });

  test('an allowed address is let in', async () => {
    expect((await ask(router, '/rest/ip/arp', as('here'))).status).toBe(200);
  });

  test.each(['PROPFIND', 'BREW'])('%s is no method: 503 in HTML', async (method) => {
    const answer = await ask(router, '/rest/ip/arp', { method });
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('text/html');
  });

  test('webfig answers 200 without a log-in, which proves nothing', async () => {
    const answer = await ask(router, '/', { auth: null });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html']);
  });

  const captures = process.env['CAPTURES_DIR'];
  test.skipIf(captures === undefined)(
    'every captured error is in the table above (needs CAPTURES_DIR)',
    () => {
      const captured = JSON.parse(readFileSync(`${captures}/errors.json`, 'utf8')) as {
        status: number;
        body: object;
      }[];
      const known = [...cases.map(([, , body]) => body), error(400, BAD, 'Session closed')].map((body) =>
        JSON.stringify({ ...body, detail: withoutWord(body.detail) }),
      );
      for (const { body } of captured) {
        const { detail, error: status, message } = body as ReturnType<typeof error>;
        expect(known).toContain(
          JSON.stringify({ ...error(status, message, detail), detail: withoutWord(detail) }),
        );
      }
    },
  );
});

const withoutWord = (detail?: string) => detail?.replace(/\(\w+\)$/, '()').replace('(9)', '()');

test('every request is on record with its menu and status', async () => {
  router.resetCounters();
  await ask(router, '/rest/interface/*1?.proplist=name');
  await post(router, '/rest/interface/wifi/print', { '.proplist': 'name' });
  await ask(router, '/rest/caps-man/radio');
  expect(
    router.requests.map(({ method, path, query, menu, body, status }) => ({
      method,
      path,
      query,
      menu,
      body,
      status,
    })),
  ).toEqual([
    {
      method: 'GET',
      path: '/rest/interface/*1',
      query: '.proplist=name',
      menu: 'interface',
      body: '',
      status: 200,
    },
    {
      method: 'POST',
      path: '/rest/interface/wifi/print',
      query: '',
      menu: 'interface/wifi',
      body: '{".proplist":"name"}',
      status: 200,
    },
    { method: 'GET', path: '/rest/caps-man/radio', query: '', menu: 'caps-man/radio', body: '', status: 400 },
  ]);
  expect(router.requests[0]!.headers['authorization']).toMatch(/^Basic /);
  expect([router.connectionCount(), router.maxInFlight()]).toEqual([3, 1]);
});
