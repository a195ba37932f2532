/** The line of the log for each call that is no plain read, also where it is refused before any tool sees it. */
import { afterAll, expect, it } from 'vitest';
import { type AccessKey, plainKey, type Right } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { type Bench, startBench } from '../change/bench.ts';
import { type Lab, startLab } from '../question/router/lab.ts';
import { accepting, current } from './http.ts';
import { apiKey, mount } from './service.ts';

const [bench, lab]: [Bench, Lab] = await Promise.all([startBench(), startLab()]);
afterAll(async () => {
  await Promise.all([bench.stop(), lab.stop()]);
});

function begin(
  may: readonly Right[],
  more: Partial<AccessKey> = {},
  requestsPerMinute: number | null = null,
) {
  const keys = [{ ...plainKey(apiKey, 'anna'), may, ...more }];
  const { mcp, lines } = mount({
    authenticator: createAuthenticator({ keys, requestsPerMinute }),
    routerDoor: lab.asking,
    changes: bench.changes(),
    mcpChanges: 'propose',
  });
  const call = async (name: string, args: object) => {
    const sent = current('tools/call', { name, arguments: args });
    const headers = { ...accepting, ...sent.headers, Authorization: `Bearer ${apiKey}` };
    const body = JSON.stringify(sent.body);
    return mcp.handle(new Request('http://127.0.0.1/mcp', { method: 'POST', headers, body }));
  };
  const lineOf = (answer: Response) => {
    const id = answer.headers.get('x-correlation-id');
    const found = lines.filter(
      ({ event, fields }) =>
        ['operator act', 'router asked'].includes(event) && fields['correlation_id'] === id,
    );
    return found.map(({ fields: { correlation_id: _id, ...fields } }) => fields);
  };
  return { call, lineOf };
}

const propose = ['propose_change', { action: 'block_device', input: { device_id: 'Vacuum' } }] as const;
const ping = ['ping_from_router', { router: 'router', address: '192.0.2.1' }] as const;
const target = JSON.stringify(ping[1]);

it('a key without the right has a line that says which right it lacks', async () => {
  const { call, lineOf } = begin(['read']);
  expect(lineOf(await call(...propose))).toEqual([
    {
      act: 'propose change',
      target: 'block_device',
      key: 'anna',
      outcome: expect.stringContaining('"propose"'),
    },
  ]);
  expect(lineOf(await call(...ping))).toEqual([
    { act: 'ping_from_router', target, key: 'anna', outcome: expect.stringContaining('"query"') },
  ]);
});

it('a token without the scope has one, although the request ends before the tool', async () => {
  const { call, lineOf } = begin(['read'], { isToken: true, name: 'oauth:anna' });
  const answer = await call(...ping);
  expect(answer.status).toBe(403);
  expect(lineOf(answer)).toEqual([
    {
      act: 'ping_from_router',
      target,
      key: 'oauth:anna',
      outcome: 'The token lacks the scope presence:query.',
    },
  ]);
});

it('a call above the rate has one', async () => {
  const { call, lineOf } = begin(['read', 'query'], {}, 1);
  await call('list_devices', {});
  expect(lineOf(await call(...ping))).toEqual([
    { act: 'ping_from_router', target, key: 'anna', outcome: expect.stringContaining('rate') },
  ]);
});

it('a plain read has none, whatever came of it', async () => {
  const { call, lineOf } = begin(['query']);
  expect(lineOf(await call('list_devices', {}))).toEqual([]);
  const reader = begin(['read']);
  expect(reader.lineOf(await reader.call('list_devices', { limit: 0 }))).toEqual([]);
  expect(reader.lineOf(await reader.call('no_such_tool', {}))).toEqual([]);
});
