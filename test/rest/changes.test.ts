/** The routes of changes: who may do what, and what each answers. The routers are simulated, and can be written to. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { changeSchema, type ChangeRecord } from '../../src/change/record.ts';
import { changeListSchema } from '../../src/change/list.ts';
import { type Bench, startBench } from '../change/bench.ts';
import { runs } from '../runs.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { holderOf, snapshot } from './snapshot.ts';
import { KEY, problemOf, start, withKey } from './start.ts';
import { anyText } from '../any-text.ts';

const OPERATOR = 'the key of the operator';
const MCP = 'the key of an assistant';
const withOperator = { Authorization: `Bearer ${OPERATOR}` };
const BLOCK = { action: 'block_device', input: { device_id: 'Vacuum' } };

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

function begin(isOn = true, shown: Snapshot | null = snapshot()) {
  const keys = [
    { ...plainKey(KEY, 'anna'), may: ['read', 'query', 'propose'] as const },
    { ...plainKey(OPERATOR, 'olga'), may: ['read', 'query', 'propose', 'approve'] as const },
    plainKey('a key that only reads', 'rita'),
  ];
  const { app, lines } = start({
    authenticator: createAuthenticator({ keys }),
    changes: isOn ? bench.changes() : null,
    snapshot: holderOf(shown),
    corsOrigins: ['https://dashboard.lan'],
    clock: { ...clockOf(), now: bench.now },
  });
  const send = async (method: string, path: string, body?: unknown, headers: object = withOperator) =>
    app.request(path, {
      method,
      headers: { ...headers } as Record<string, string>,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const acts = () => lines.filter(({ message }) => message === 'operator act').map(({ fields }) => fields);
  const propose = async (body: unknown = BLOCK, headers: object = withKey) => {
    const answer = await send('POST', '/changes', body, headers);
    return { status: answer.status, change: changeSchema.parse(await answer.json()) };
  };
  const approve = (change: ChangeRecord, given: object = {}, headers: object = withOperator) =>
    send('POST', `/changes/${change.change_id}/approve`, { digest: change.plan!.digest, ...given }, headers);
  return { send, acts, propose, approve };
}

function clockOf() {
  return { after: () => () => {}, every: () => () => {} };
}

/** Sent to any router, and refused or not. */
function writeCount(): number {
  return bench.network.routers
    .flatMap(({ requests }) => requests)
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/print')).length;
}

describe('the way of a change', () => {
  it('is proposed, approved, kept and undone, and each act is a line of the log', async () => {
    const { send, acts, propose, approve } = begin();
    const { status, change } = await propose({ ...BLOCK, reason: 'Too loud' });
    expect(status).toBe(201);
    expect(change).toMatchObject({
      state: 'planned',
      reason: 'Too loud',
      proposed_by: { key: 'anna', door: 'rest' },
      plan: { affects: { device_count: 1 }, cuts_off: [] },
    });
    expect(writeCount()).toBe(0);
    const approved = await approve(change);
    expect(approved.status).toBe(202);
    expect(changeSchema.parse(await approved.json())).toMatchObject({
      state: 'approved',
      approved_by: { key: 'olga', door: 'rest' },
    });
    await bench.finish(change.change_id);
    const kept = changeSchema.parse(await (await send('GET', `/changes/${change.change_id}`)).json());
    expect(kept).toMatchObject({ state: 'kept', outcome: expect.any(String) });
    const undoing = await send('POST', `/changes/${change.change_id}/undo`);
    expect(undoing.status).toBe(202);
    const undo = changeSchema.parse(await undoing.json());
    expect(undo).toMatchObject({ undoes: change.change_id, approved_by: { key: 'olga' } });
    expect((await bench.finish(undo.change_id)).state).toBe('kept');
    expect(acts().map(({ act, key, outcome }) => [act, key, outcome])).toEqual([
      ['propose change', 'anna', 'done'],
      ['approve change', 'olga', 'done'],
      ['undo change', 'olga', 'done'],
    ]);
  });

  it('answers 200 with the open one when the same is proposed again', async () => {
    const { propose } = begin();
    const first = await propose();
    const again = await propose(BLOCK, withOperator);
    expect([again.status, again.change.change_id]).toEqual([200, first.change.change_id]);
  });

  it('answers 201 for what a rule forbids and for what would alter nothing', async () => {
    const { propose } = begin();
    const refused = await propose({
      action: 'keep_device_off',
      input: { device_id: 'Vacuum', access_point: 'Kitchen' },
    });
    expect([refused.status, refused.change.state, refused.change.plan]).toEqual([201, 'refused', null]);
    expect(refused.change.outcome).toMatch(/interface list of their own/);
    expect(refused.change.commands[0]).toMatch(/^\/interface\/list\/add /);
    const nothing = await propose({ action: 'unblock_device', input: { device_id: 'Vacuum' } });
    expect([nothing.status, nothing.change.state]).toEqual([201, 'no_change']);
    expect(writeCount()).toBe(0);
  });

  it('is rejected, and stays rejected', async () => {
    const { send, propose, approve } = begin();
    const { change } = await propose();
    const rejected = await send('POST', `/changes/${change.change_id}/reject`);
    expect([rejected.status, changeSchema.parse(await rejected.json()).state]).toEqual([200, 'rejected']);
    expect((await problemOf(await approve(change))).status).toBe(409);
    expect(writeCount()).toBe(0);
  });

  it('is taken back while it is watched', async () => {
    const { send, propose, approve } = begin();
    const { change } = await propose();
    bench.hooks.afterAdvance = () => {
      if (bench.changes().get(change.change_id)?.state !== 'watching') return;
      delete bench.hooks.afterAdvance;
      void send('POST', `/changes/${change.change_id}/undo`);
    };
    await approve(change);
    const ended = await bench.finish(change.change_id);
    expect([ended.state, ended.outcome]).toEqual(['undone', 'A person took it back.']);
  });
});

describe('an approval', () => {
  it.each([
    ['a stale digest', async () => ({ digest: '0'.repeat(64) }), 409],
    ['no digest', async () => ({ digest: undefined }), 400],
    ['a further key', async () => ({ why: 'not' }), 400],
    ['an expired plan', async () => bench.advance(16 * 60_000).then(() => ({})), 409],
  ] as const)('with %s changes nothing', async (_what, given, status) => {
    const { propose, approve } = begin();
    const { change } = await propose();
    const problem = await problemOf(await approve(change, await given()));
    expect(problem.status).toBe(status);
    if (status === 409) expect(problem.change?.change_id).toBe(change.change_id);
    await bench.changes().idle();
    expect(writeCount()).toBe(0);
  });

  it('is used once', async () => {
    const { propose, approve } = begin();
    const { change } = await propose();
    expect((await approve(change)).status).toBe(202);
    const again = await problemOf(await approve(change));
    expect(again).toMatchObject({ status: 409, change: { change_id: change.change_id } });
    await bench.finish(change.change_id);
    const writes = writeCount();
    expect((await approve(change)).status).toBe(409);
    await bench.changes().idle();
    expect(writeCount()).toBe(writes);
  });

  it.each([
    ['no key', {}, 401],
    ['a wrong key', { 'X-API-Key': 'nope' }, 401],
    ['the key of MCP', { 'X-API-Key': MCP }, 401],
    ['API_KEY', withKey, 403],
    ['a key that only reads', { 'X-API-Key': 'a key that only reads' }, 403],
    ['another origin', { ...withOperator, Origin: 'https://elsewhere.example' }, 403],
    ['an origin that may read', { ...withOperator, Origin: 'https://dashboard.lan' }, 403],
    ['no origin at all, in a browser', { ...withOperator, Origin: 'null' }, 403],
    ['a page of another site', { ...withOperator, 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a page of a sister site', { ...withOperator, 'Sec-Fetch-Site': 'same-site' }, 403],
  ] as const)(
    'by %s is refused, as are reject and undo, and nothing is written',
    async (_, headers, status) => {
      const { send, propose, approve } = begin();
      const { change } = await propose();
      const answers = [
        await approve(change, {}, headers),
        await send('POST', `/changes/${change.change_id}/reject`, undefined, headers),
        await send('POST', `/changes/${change.change_id}/undo`, undefined, headers),
      ];
      for (const answer of answers) expect((await problemOf(answer)).status).toBe(status);
      await bench.changes().idle();
      expect(bench.changes().get(change.change_id)!.state).toBe('planned');
      expect(writeCount()).toBe(0);
    },
  );

  it('from the page of the service itself names the page', async () => {
    const { propose, approve } = begin();
    const { change } = await propose();
    const headers = { ...withOperator, Origin: 'http://presence.lan', Host: 'presence.lan' };
    expect((await approve(change, {}, headers)).status).toBe(202);
    expect(bench.changes().get(change.change_id)!.approvedBy).toEqual({ key: 'olga', door: 'page' });
    await bench.finish(change.change_id);
  });

  it('on a production router wants the name of the object', async () => {
    await bench.stop();
    bench = await startBench({ environment: 'production' });
    const { propose, approve } = begin();
    const { change } = await propose();
    const problem = await problemOf(await approve(change));
    expect(problem).toMatchObject({ status: 400, errors: [{ parameter: 'confirm' }] });
    expect(problem.detail).toContain(change.plan!.object.name);
    expect((await approve(change, { confirm: 'else' })).status).toBe(400);
    expect((await approve(change, { confirm: change.plan!.object.name })).status).toBe(202);
    await bench.finish(change.change_id);
  });
});

describe('what is asked', () => {
  it.each([
    ['an action that does not exist', { action: 'reboot', input: {} }, 'action'],
    ['no action', { input: {} }, 'action'],
    ['no input', { action: 'block_device' }, 'input'],
    ['an input that is a list', { action: 'block_device', input: [] }, 'input'],
    ['a missing input', { action: 'block_device', input: {} }, 'device_id'],
    ['an unknown input', { action: 'block_device', input: { device_id: 'Vacuum', now: true } }, 'now'],
    ['a device that does not exist', { action: 'block_device', input: { device_id: 'Nobody' } }, 'device_id'],
    ['an impossible time', { action: 'block_device', input: { device_id: 'Vacuum', for: '1s' } }, 'for'],
    ['a further key', { ...BLOCK, digest: 'x' }, 'digest'],
  ])('%s is 400 and names it', async (_what, body, parameter) => {
    const { send } = begin();
    const problem = await problemOf(await send('POST', '/changes', body));
    expect(problem).toMatchObject({ status: 400, errors: [{ parameter }] });
    expect(bench.changes().all()).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['nothing', undefined],
  ])('%s is 400', async (_, body) => {
    const { send } = begin();
    expect((await problemOf(await send('POST', '/changes', body))).status).toBe(400);
  });

  it('a router that cannot be read is 503, and says when to ask again', async () => {
    const { send } = begin();
    bench.router('hallway').setFault('reset');
    const answer = await send('POST', '/changes', BLOCK);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '15']);
    expect(bench.changes().all()).toEqual([]);
  });

  it('the seventh plan of a router in a minute is 429', async () => {
    const { send } = begin();
    for (let count = 1; count <= 6; count += 1)
      await send('POST', '/changes', { ...BLOCK, input: { device_id: 'Vacuum', for: `${count}h` } });
    const answer = await send('POST', '/changes', BLOCK);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60']);
  });

  it('before the first reading it is 503', async () => {
    const { send } = begin(true, null);
    const answer = await send('POST', '/changes', BLOCK);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });
});

describe('the list', () => {
  it('has the newest first, pages in either direction, and filters', async () => {
    const { send, propose } = begin();
    const ids: string[] = [];
    for (const device_id of ['Vacuum', 'Desk lamp', 'Café radio', "Anna's laptop"]) {
      ids.push((await propose({ action: 'block_device', input: { device_id } })).change.change_id);
      await bench.advance(60_000);
    }
    await send('POST', `/changes/${ids[0]}/reject`);
    const list = async (query: string) => {
      const answer = await send('GET', `/changes${query}`, undefined, withKey);
      const page = changeListSchema.parse(await answer.json());
      return { ...page, ids: page.changes.map(({ change_id }) => change_id) };
    };
    expect((await list('')).ids).toEqual(ids.toReversed());
    const first = await list('?limit=3');
    expect([first.ids, first.has_more]).toEqual([ids.toReversed().slice(0, 3), true]);
    const last = await list(`?limit=3&before=${first.next_before}`);
    expect([last.ids, last.has_more, last.next_before]).toEqual([[ids[0]], false, null]);
    expect((await list(`?order=asc&after=${ids[1]}`)).ids).toEqual(ids.slice(2));
    expect((await list('?state=rejected')).ids).toEqual([ids[0]]);
    expect((await list('?state=rejected&state=planned')).ids).toHaveLength(4);
    expect((await list('?action=name_device')).ids).toEqual([]);
    expect((await list('?router=hallway')).ids).toHaveLength(4);
    expect((await list('?since=2m')).ids).toHaveLength(2);
  });

  it.each([
    '?state=open',
    '?limit=0',
    '?limit=1001',
    '?since=soon',
    '?before=none',
    '?x=1',
    '?limit=1&limit=2',
  ])('%s is 400', async (query) => {
    const { send } = begin();
    expect((await problemOf(await send('GET', `/changes${query}`))).status).toBe(400);
  });
});

describe.each([
  ['GET', '/changes', undefined],
  ['POST', '/changes', BLOCK],
  ['GET', '/changes/abc', undefined],
  ['POST', '/changes/abc/approve', { digest: 'x' }],
  ['POST', '/changes/abc/reject', undefined],
  ['POST', '/changes/abc/undo', undefined],
] as const)('%s %s', (method, path, body) => {
  it('is off without CHANGES=on, and the answer names it', async () => {
    const { send } = begin(false);
    for (const headers of [{}, withKey, withOperator])
      expect(await problemOf(await send(method, path, body, headers))).toMatchObject({
        status: 404,
        detail: expect.stringContaining('CHANGES'),
      });
    expect(bench.network.routers.flatMap(({ requests }) => requests)).toEqual([]);
  });

  it('answers no page of another origin, before and after it asks', async () => {
    const { send } = begin();
    const origin = { Origin: 'https://dashboard.lan', 'Access-Control-Request-Method': method };
    const preflight = await send('OPTIONS', path, undefined, origin);
    expect(preflight.status).toBe(405);
    const answer = await send(method, path, body, { ...withOperator, ...origin });
    expect(answer.status).toBe(403);
    for (const { headers } of [preflight, answer])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('is 401 without a key', async () => {
    const { send } = begin();
    expect((await problemOf(await send(method, path, body, {}))).status).toBe(401);
  });

  it('refuses a parameter that it does not have', async () => {
    const { send } = begin();
    expect(await problemOf(await send(method, `${path}?y=1`, body))).toMatchObject({
      status: 400,
      errors: [{ parameter: 'y' }],
    });
  });

  if (path !== '/changes')
    it('is 404 for a change that does not exist', async () => {
      const { send } = begin();
      expect((await problemOf(await send(method, path, body))).detail).toMatch(/no change/);
    });
});

test('whatever is sent by whomever, nothing fails and nothing is written that no operator approved', async () => {
  const { send, propose } = begin();
  const { change } = await propose();
  const keys = [{}, withKey, withOperator, { 'X-API-Key': MCP }, { 'X-API-Key': 'a key that only reads' }];
  const word = fc.oneof(
    fc.constantFrom('block_device', 'Vacuum', 'device_id', 'digest', 'confirm', '__proto__', '', '*1'),
    anyText({ maxLength: 40 }),
  );
  const json = fc.oneof(
    fc.record({ action: word, input: fc.dictionary(word, fc.jsonValue()) }),
    fc.record({ digest: fc.oneof(word, fc.constant(change.plan!.digest)), confirm: word }),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
      fc.constantFrom('', '/approve', '/reject', '/undo', '/x', '/', '?state=planned', '?limit=1&before=x'),
      fc.oneof(fc.constant(change.change_id), word.map(encodeURIComponent), fc.constant('')),
      fc.oneof(
        json.map((value) => JSON.stringify(value)),
        fc.string({ maxLength: 40 }),
      ),
      fc.constantFrom(...keys),
      async (method, tail, id, body, headers) => {
        // what an operator may approve or stop is not what this is about
        if (headers === withOperator && (/reject/.test(tail) || body.includes(change.plan!.digest))) return;
        const path = id === '' ? `/changes${tail}` : `/changes/${id}${tail}`;
        const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method);
        const { status } = await send(method, path, hasBody ? body : undefined, headers);
        expect([method, path, status < 500 || status === 503]).toEqual([method, path, true]);
      },
    ),
    { numRuns: runs(200) },
  );
  await bench.changes().idle();
  expect(writeCount()).toBe(0);
  expect(bench.changes().get(change.change_id)!.state).toBe('planned');
});
