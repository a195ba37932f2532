/** The operator's routes: who may, what happens, and one line of the log for each act. */
import { describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import type { DeletionRecord } from '../../src/record/deletion.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import type { OperatorActs } from '../../src/rest/operator.ts';
import { device, holderOf, snapshot } from './snapshot.ts';
import { KEY, problemOf, start, withKey } from './start.ts';

const OPERATOR = 'the key of the operator';
const withOperator = { Authorization: `Bearer ${OPERATOR}` };
const deletion: DeletionRecord = { deletion_id: 'person_anna', kind: 'person', id: 'anna', name: 'Anna' };
const PATH = '/devices/3c22fb0a1b2c/name';

function begin(
  changed: { isOn?: boolean; hasBroker?: boolean; hasApprover?: boolean; shown?: Snapshot } = {},
) {
  const { hasApprover = true } = changed;
  const { isOn = true, hasBroker = true, shown = snapshot([device({ name_source: 'host_name' })]) } = changed;
  const holder = holderOf(shown);
  const named: [string, string | null][] = [];
  let deletions = [deletion];
  const operator: OperatorActs = {
    name: async (deviceId, name) => {
      named.push([deviceId, name]);
      const next = device({ name: name ?? 'tablet', name_source: name === null ? 'host_name' : 'page' });
      holder.publish(snapshot([next]));
    },
    homeassistant: hasBroker
      ? {
          deletions: () => deletions,
          restore: (ids) => {
            deletions = deletions.filter(({ deletion_id }) => !ids.includes(deletion_id));
          },
        }
      : null,
  };
  const approver = { ...plainKey(OPERATOR, 'olga'), may: ['read', 'approve'] as const };
  const authenticator = createAuthenticator({
    keys: hasApprover ? [plainKey(KEY), approver] : [plainKey(KEY)],
  });
  const { app, lines } = start({
    snapshot: holder,
    authenticator,
    operator: isOn ? operator : null,
    corsOrigins: ['https://dashboard.lan'],
  });
  const send = async (method: string, path: string, body?: unknown, headers: object = withOperator) =>
    app.request(path, {
      method,
      headers: { ...headers } as Record<string, string>,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const acts = () => lines.filter(({ message }) => message === 'operator act').map(({ fields }) => fields);
  return { send, named, acts, lines, replaceKeys: authenticator.replace, approver };
}

describe('PUT /devices/{device_id}/name', () => {
  it('names the device, answers its record, and writes who did what', async () => {
    const { send, named, acts } = begin();
    const answer = await send('PUT', PATH, { name: '  Wall \u202E panel ' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ name: 'Wall panel', name_source: 'page' });
    expect(named).toEqual([['3c22fb0a1b2c', 'Wall panel']]);
    expect(acts()).toEqual([
      {
        act: 'name device',
        target: PATH,
        key: 'olga',
        outcome: 'done',
        correlation_id: answer.headers.get('x-correlation-id'),
      },
    ]);
  });

  it.each(['/devices/3c22fb0a1b2c/name/', '/devices/3C%3A22%3AFB%3A0A%3A1B%3A2C/name'])(
    'names the same device by %s',
    async (path) => {
      const { send, named } = begin();
      expect((await send('PUT', path, { name: 'Panel' })).status).toBe(200);
      expect(named).toEqual([['3c22fb0a1b2c', 'Panel']]);
    },
  );

  it('names each rejected key, and what was probably meant', async () => {
    const { send } = begin();
    const problem = await problemOf(await send('PUT', PATH, { nmae: 'Panel' }));
    expect(problem.errors).toEqual([
      { parameter: 'nmae', message: 'is not a key of this body; did you mean name?' },
      { parameter: 'name', message: 'is required' },
    ]);
  });

  it('takes the name back with null', async () => {
    const { send, named } = begin();
    expect((await send('PUT', PATH, { name: null })).status).toBe(200);
    expect(named).toEqual([['3c22fb0a1b2c', null]]);
  });

  it.each([
    ['more than 64 characters', { name: 'x'.repeat(65) }, 400],
    ['nothing visible', { name: '\u200B ' }, 400],
    ['a number', { name: 7 }, 400],
    ['no name', {}, 400],
    ['a further key', { name: 'a', color: 'red' }, 400],
    ['no object', 'x', 400],
    ['no body', undefined, 400],
    ['too much', { name: 'x'.repeat(70_000) }, 413],
  ])('refuses %s', async (_what, body, status) => {
    const { send, named, acts } = begin();
    expect((await problemOf(await send('PUT', PATH, body))).status).toBe(status);
    expect(named).toEqual([]);
    expect(acts()).toMatchObject([{ outcome: expect.stringMatching(new RegExp(`^${status} `)) }]);
  });

  it('takes 64 characters of any script', async () => {
    const { send, named } = begin();
    const name = '😀'.repeat(64);
    expect((await send('PUT', PATH, { name })).status).toBe(200);
    expect(named[0]![1]).toBe(name);
  });

  it('is 409 where the file names the device, and where several have the name', async () => {
    const configured = begin({ shown: snapshot([device({ name_source: 'configured' })]) });
    expect((await problemOf(await configured.send('PUT', PATH, { name: 'a' }))).status).toBe(409);
    const twins = [device({ name: 'Twin' }), device({ name: 'Twin', mac_address: '3C:22:FB:00:00:01' })];
    const { send } = begin({ shown: snapshot(twins) });
    expect((await problemOf(await send('PUT', '/devices/twin/name', { name: 'a' }))).candidates).toHaveLength(
      2,
    );
    expect((await send('PUT', '/devices/unheard-of/name', { name: 'a' })).status).toBe(404);
  });
});

describe('what Home Assistant deleted', () => {
  it('is listed, and restored as a whole or by its id', async () => {
    for (const body of [undefined, {}, { deletion_ids: ['person_anna'] }]) {
      const { send, acts } = begin();
      expect(await (await send('GET', '/homeassistant/deletions')).json()).toEqual({ deletions: [deletion] });
      const restored = await send('POST', '/homeassistant/restore', body);
      expect(await restored.json()).toEqual({ restored: [deletion], deletions: [] });
      expect(acts().map(({ act }) => act)).toEqual(['list deletions', 'restore']);
    }
  });

  it('is refused by an id that does not exist', async () => {
    const { send } = begin();
    const problem = await problemOf(await send('POST', '/homeassistant/restore', { deletion_ids: ['x'] }));
    expect(problem).toMatchObject({ status: 400, errors: [{ parameter: 'deletion_ids' }] });
  });

  it('is off without a broker, and the answer names the variable', async () => {
    const { send } = begin({ hasBroker: false });
    for (const [method, path] of [
      ['GET', '/homeassistant/deletions'],
      ['POST', '/homeassistant/restore'],
    ] as const)
      expect(await problemOf(await send(method, path))).toMatchObject({
        status: 404,
        detail: expect.stringContaining('MQTT_URL'),
      });
  });
});

describe.each([
  ['PUT', PATH],
  ['GET', '/homeassistant/deletions'],
  ['POST', '/homeassistant/restore'],
] as const)('%s %s', (method, path) => {
  const body = method === 'PUT' ? { name: 'a' } : undefined;

  it('is off without OPERATOR_KEY, and the answer names it', async () => {
    const { send } = begin({ isOn: false });
    for (const headers of [{}, withKey, withOperator])
      expect(await problemOf(await send(method, path, body, headers))).toMatchObject({
        status: 404,
        detail: expect.stringContaining('OPERATOR_KEY'),
      });
  });

  it('is on as soon as a key may approve, and off again without one', async () => {
    const { send, replaceKeys, approver } = begin({ hasApprover: false });
    const status = async () => (await send(method, path, body)).status;
    expect(await status()).toBe(404);
    replaceKeys([plainKey(KEY), approver]);
    expect(await status()).not.toBe(404);
    replaceKeys([plainKey(KEY)]);
    expect(await status()).toBe(404);
  });

  it('is 401 without a key or with a wrong one, 403 with one that has not the right, and nothing happens', async () => {
    const { send, named, acts } = begin();
    expect((await problemOf(await send(method, path, body, {}))).status).toBe(401);
    expect((await problemOf(await send(method, path, body, { 'X-API-Key': 'wrong' }))).status).toBe(401);
    const refused = await problemOf(await send(method, path, body, withKey));
    expect(refused).toMatchObject({ status: 403, detail: expect.stringMatching(/approve.*OPERATOR_KEY/) });
    expect(named).toEqual([]);
    expect(acts()).toMatchObject([{ key: 'unnamed', outcome: expect.stringMatching(/^403 /) }]);
  });

  it('locks out a network that tries too many keys', async () => {
    const { send } = begin();
    for (let attempt = 0; attempt < 20; attempt++)
      await send(method, path, body, { 'X-API-Key': `${attempt}` });
    expect((await send(method, path, body)).status).toBe(429);
  });

  it('answers no page of another origin, before and after it asks', async () => {
    const { send } = begin();
    const origin = { Origin: 'https://dashboard.lan', 'Access-Control-Request-Method': method };
    const preflight = await send('OPTIONS', path, undefined, origin);
    expect(preflight.status).toBe(405);
    const answer = await send(method, path, body, { ...withOperator, ...origin });
    expect(answer.status).toBe(200);
    for (const { headers } of [preflight, answer])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('refuses a parameter that it does not have', async () => {
    const { send, named } = begin();
    const problem = await problemOf(await send(method, `${path}?x=1`, body));
    expect(problem).toMatchObject({ status: 400, errors: [{ parameter: 'x' }] });
    expect(named).toEqual([]);
  });

  it('is 405 by another method, and Allow lists its own', async () => {
    const { send } = begin();
    const answer = await send('DELETE', path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([
      405,
      method === 'GET' ? 'GET, HEAD' : method,
    ]);
  });
});

it('the key of the operator opens what the key of REST opens', async () => {
  const { send } = begin();
  expect((await send('GET', '/devices')).status).toBe(200);
});
