/** Writing to a simulated router: verbs, refusals, order, ids, policies, and the scheduler with its scripts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { ask, errorOf, post } from './ask.ts';

let router: SimulatedRouter;
let now: number;

const user = (username: string, ...policies: string[]) => ({
  username,
  password: 'pass',
  policies: ['read', 'api', 'rest-api', ...policies],
});

beforeEach(async () => {
  now = Date.UTC(2026, 10, 2, 17, 4, 10);
  router = await startRouter({
    now: () => now,
    users: [user('writer', 'write', 'test'), user('reader')],
    tables: () => ({
      'interface/wifi': [
        { '.id': '*0', name: 'wifi1', disabled: 'false', dynamic: 'false', ssid: 'home' },
        { '.id': '*1', name: 'cap1', disabled: 'false', dynamic: 'true' },
      ],
      'interface/wifi/access-list': [{ '.id': '*1', action: 'accept', disabled: 'false', comment: 'first' }],
      'ip/dhcp-server/lease': [
        {
          '.id': '*A',
          address: '192.0.2.10',
          'mac-address': '02:00:00:00:00:0A',
          dynamic: 'true',
          server: 'lan',
          status: 'bound',
          disabled: 'false',
        },
        {
          '.id': '*B',
          address: '192.0.2.11',
          'mac-address': '02:00:00:00:00:0B',
          dynamic: 'false',
          server: 'lan',
          status: 'waiting',
          disabled: 'false',
        },
      ],
      'system/resource': { uptime: '1h' },
    }),
  });
});
afterEach(() => router.stop());

const LIST = '/rest/interface/wifi/access-list';
const as = (name: string) => ({ auth: `${name}:pass` });
const json = (method: string, body: unknown, name = 'writer') => ({
  method,
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json' },
  ...as(name),
});
const send = (method: string, path: string, body: unknown, name?: string) =>
  ask(router, path, json(method, body, name));
const command = (path: string, body: unknown) => post(router, path, body, as('writer'));
const rows = async (path: string) => JSON.parse((await ask(router, path)).text) as Record<string, string>[];
const reject = (mac: string, more = {}) => ({ 'mac-address': mac, action: 'reject', ...more });

describe('verbs', () => {
  test('PUT adds a row, 201 or 200, and PATCH, DELETE and commands change it', async () => {
    const added = await send('PUT', LIST, reject('02:00:00:00:00:aa', { comment: 'x', disabled: 'no' }));
    expect(added.status).toBe(201);
    expect(JSON.parse(added.text)).toEqual({
      '.id': '*2',
      action: 'reject',
      comment: 'x',
      disabled: 'false',
      'mac-address': '02:00:00:00:00:AA',
    });
    router.behaviour.putStatus = 200;
    expect((await send('PUT', LIST, reject('02:00:00:00:00:AB'))).status).toBe(200);
    expect(JSON.parse((await send('PATCH', `${LIST}/*2`, { comment: '' })).text)).not.toHaveProperty(
      'comment',
    );
    expect(await command(`${LIST}/disable`, { numbers: '*2' })).toMatchObject({ status: 200, text: '[]' });
    expect((await rows(LIST))[1]).toMatchObject({ disabled: 'true' });
    expect(await ask(router, `${LIST}/*2`, { method: 'DELETE', ...as('writer') })).toMatchObject({
      status: 204,
      text: '',
    });
    expect((await ask(router, `${LIST}/*2`, { method: 'DELETE', ...as('writer') })).status).toBe(404);
    expect((await command(`${LIST}/add`, reject('02:00:00:00:00:AC'))).text).toBe('{"ret":"*4"}');
  });

  test.each([
    [
      'an unknown parameter',
      () => send('PATCH', `${LIST}/*1`, { colour: 'red' }),
      400,
      'unknown parameter colour',
    ],
    [
      'the same by name',
      () => send('PATCH', '/rest/interface/wifi/wifi1', { colour: 'red' }),
      400,
      'missing or invalid resource identifier',
    ],
    [
      'place-before at a PATCH',
      () => send('PATCH', `${LIST}/*1`, { 'place-before': '*1' }),
      400,
      'unknown parameter place-before',
    ],
    [
      'an unknown value',
      () => send('PUT', LIST, { action: 'explode' }),
      400,
      'input does not match any value of action',
    ],
    [
      'an unknown interface',
      () => send('PUT', LIST, { interface: 'wifi9' }),
      400,
      'input does not match any value of interface',
    ],
    [
      'a dynamic row',
      () => send('PATCH', '/rest/interface/wifi/*1', { comment: 'x' }),
      400,
      'failure: can not change dynamic object',
    ],
    [
      'a dynamic lease',
      () => send('PATCH', '/rest/ip/dhcp-server/lease/*A', { comment: 'x' }),
      400,
      'failure: can not change dynamic lease',
    ],
    [
      'a lease twice',
      () =>
        send('PUT', '/rest/ip/dhcp-server/lease', {
          address: '192.0.2.11',
          'mac-address': '02:00:00:00:00:0C',
          server: 'lan',
        }),
      400,
      'failure: already have static lease with this IP address',
    ],
    [
      'a typed empty value',
      () => send('PATCH', `${LIST}/*1`, { 'vlan-id': '' }),
      400,
      'invalid value for access-list.vlan-id, an integer required',
    ],
    ['no id', () => command(`${LIST}/remove`, {}), 400, 'missing =.id='],
    [
      'PATCH without write',
      () => send('PATCH', `${LIST}/*1`, { comment: 'x' }, 'reader'),
      400,
      'missing or invalid resource identifier',
    ],
    ['PUT without write', () => send('PUT', LIST, {}, 'reader'), 500, 'not enough permissions (9)'],
    [
      'move before itself',
      () => command(`${LIST}/move`, { numbers: '*1', destination: '*1' }),
      400,
      'failure: can not move object before itself',
    ],
  ])('%s is refused', async (_, asked, status, detail) => {
    const answer = await asked();
    expect(answer.status).toBe(status);
    expect((JSON.parse(answer.text) as { detail: string }).detail).toBe(detail);
  });

  test('rows are placed and moved, and an unknown destination is silently the end', async () => {
    await send('PUT', LIST, reject('02:00:00:00:00:AA', { 'place-before': '*1' }));
    await send('PUT', LIST, reject('02:00:00:00:00:AB'));
    const order = async () => (await rows(LIST)).map((row) => row['.id']);
    expect(await order()).toEqual(['*2', '*1', '*3']);
    await command(`${LIST}/move`, { numbers: '*3', destination: '*2' });
    expect(await order()).toEqual(['*3', '*2', '*1']);
    await command(`${LIST}/move`, { numbers: '*3', destination: '*FF' });
    expect(await order()).toEqual(['*2', '*1', '*3']);
  });

  test('a lease made static stays, and its comment can be set', async () => {
    expect((await command('/rest/ip/dhcp-server/lease/make-static', { numbers: '*A' })).text).toBe('[]');
    await send('PATCH', '/rest/ip/dhcp-server/lease/*A', { comment: 'Lamp' });
    expect((await rows('/rest/ip/dhcp-server/lease'))[0]).toMatchObject({
      dynamic: 'false',
      comment: 'Lamp',
    });
  });

  test('unset is a command; an empty value is not', async () => {
    await command('/rest/interface/wifi/unset', { numbers: '*0', 'value-name': 'ssid' });
    expect((await rows('/rest/interface/wifi'))[0]).not.toHaveProperty('ssid');
  });
});

describe('what happens to an answer', () => {
  const put = () => send('PUT', LIST, reject('02:00:00:00:00:AA'));
  const count = () => (router.table('interface/wifi/access-list') as unknown[]).length;

  test.each([
    ['applied-400', 400, 2],
    ['ignored-200', 200, 1],
    ['disk-full', 400, 1],
  ] as const)('%s', async (name, status, rowCount) => {
    router.setWriteFault({ name, menu: null, times: 1 });
    expect((await put()).status).toBe(status);
    expect(count()).toBe(rowCount);
  });

  test('lost: applied without an answer, resets for two seconds, then one answer that belongs to it', async () => {
    router.setWriteFault({ name: 'answer-lost', menu: null, times: 1 });
    expect(await errorOf(put())).toBe('ECONNRESET');
    expect(count()).toBe(2);
    expect(await errorOf(ask(router, LIST))).toBe('ECONNRESET');
    now += 2500;
    expect((await ask(router, LIST)).status).toBe(400);
    expect((await ask(router, LIST)).status).toBe(200);
  });
});

describe('the scheduler', () => {
  const entry = (more = {}) =>
    send('PUT', '/rest/system/scheduler', {
      name: 'guard',
      'start-date': '2026-11-02',
      'start-time': '18:06:10',
      interval: '1m',
      policy: 'read,write,test',
      'on-event': '/interface/wifi/access-list/set [find where comment="first"] comment="back"',
      ...more,
    });
  const comment = () =>
    (router.table('interface/wifi/access-list') as Record<string, string>[])[0]!['comment'];

  test('an entry runs by the clock of the router, again at each interval, and names its next run', async () => {
    expect(JSON.parse((await entry()).text)).toMatchObject({
      '.id': '*0',
      'next-run': '2026-11-02 18:06:10',
      'run-count': '0',
      owner: 'writer',
    });
    now += 119_000;
    expect(comment()).toBe('first');
    now += 2000;
    expect(comment()).toBe('back');
    now += 60_000;
    expect((await rows('/rest/system/scheduler'))[0]).toMatchObject({
      'run-count': '2',
      'next-run': '2026-11-02 18:08:10',
    });
  });

  test.each([
    ['another time of the router', () => void (router.behaviour.offsetMs = -86_400_000)],
    ['the fault of 7.24', () => void (router.behaviour.schedulerFault = 'every')],
  ])('with %s it does not run', async (_, spoil) => {
    await entry();
    spoil();
    now += 200_000;
    expect(comment()).toBe('first');
  });

  test('a missing policy makes its script fail, and run-count rises all the same', async () => {
    await entry({ policy: 'read' });
    now += 200_000;
    expect(comment()).toBe('first');
    expect((await rows('/rest/system/scheduler'))[0]!['run-count']).toBe('2');
  });

  test('a script that is not understood anywhere does nothing at all', async () => {
    await entry({ 'on-event': '/interface/wifi/access-list/set [find] comment="x"\n:frobnicate' });
    now += 200_000;
    expect(comment()).toBe('first');
  });

  test('an error ends a script, but not inside :do', async () => {
    await entry({
      'on-event':
        ':do { /ip/arp/remove "*9" } on-error={ :log warning "no" }\n/interface/wifi/access-list/set [find where action="accept"] comment="on"',
    });
    now += 200_000;
    expect(comment()).toBe('on');
  });

  test('device mode home forbids it, and a background job does it', async () => {
    router.behaviour.deviceMode = 'home';
    expect((await entry()).text).toContain('not allowed by device-mode');
    const script = ':delay 60s\n/interface/wifi/access-list/set [find where comment="first"] comment="job"';
    const { ret } = JSON.parse((await command('/rest/execute', { script })).text) as { ret: string };
    expect(await rows('/rest/system/script/job')).toMatchObject([{ '.id': ret, owner: 'writer' }]);
    now += 61_000;
    expect(comment()).toBe('job');
    expect(await rows('/rest/system/script/job')).toEqual([]);
    await command('/rest/execute', { script });
    await router.reboot();
    expect(router.table('system/script/job')).toEqual([]);
  });
});
