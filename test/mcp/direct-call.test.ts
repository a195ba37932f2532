/** Tool calls that no SDK answers: the same as an SDK would say, for the forms that need none; every other form goes to the SDK. */
import { describe, expect, it } from 'vitest';
import { answerCall, directCallOf } from '../../src/mcp/direct-call.ts';
import type { CallResult } from '../../src/mcp/call-tool.ts';
import { createOffer } from '../../src/mcp/offer.ts';
import { defaultLimits } from '../../src/mcp/limit.ts';
import { createTestClock } from './clock.ts';
import { current, openSession, rpc, send, type Sent } from './http.ts';
import { historyOf, journalOf } from './past.ts';
import { mount } from './service.ts';
import { health, holderOf, manyDevices, snapshot } from './snapshot.ts';

const holder = holderOf(snapshot(manyDevices(3)));

/** The mount as it is, and the same with every call answered by an SDK. */
function pair() {
  const ignore = () => {};
  const offer = createOffer({
    snapshot: holder,
    health,
    journal: journalOf(),
    history: historyOf(),
    version: '0.1.0',
    log: { debug: ignore, info: ignore, error: ignore },
    limits: defaultLimits,
    clock: createTestClock(),
  });
  const { create2025 } = offer.servers;
  const servers = { ...offer.servers, call2026: null, create2025: () => ({ ...create2025(), call: null }) };
  return [mount({ holder }), mount({ holder, servers })] as const;
}

const params = [
  { name: 'list_devices' },
  { name: 'list_devices', arguments: { limit: 2 } },
  { name: 'list_devices', arguments: { limit: 0 } },
  { name: 'get_device', arguments: { device: 'ffffffffffff' } },
  { name: 'health_check', arguments: {}, _meta: { progressToken: 1 } },
  { name: 'list_events', arguments: {} },
  { name: 'reboot_router', arguments: {} },
];

describe.each(['2025', '2026'])('a call of generation %s', (generation) => {
  it('is answered as by the SDK, whatever its id', async () => {
    for (const id of [1, 0, -5, 'text', '', '"\u2028\\'])
      for (const [index, mounted] of pair().entries()) {
        const sent: Sent =
          generation === '2026'
            ? current('tools/call', params[1])
            : { headers: await openSession(mounted), body: rpc('tools/call', params[1]) };
        const got = await send(mounted, { ...sent, body: { ...(sent.body as object), id } });
        expect([got.status, got.json.id], String(index)).toEqual([200, id]);
      }
  });

  it.each(params)('%j is answered as by the SDK', async (given) => {
    const [direct, bySdk] = await Promise.all(
      pair().map(async (mounted) => {
        const sent: Sent =
          generation === '2026'
            ? current('tools/call', given)
            : { headers: await openSession(mounted), body: rpc('tools/call', given) };
        const headers = { ...sent.headers, 'X-Correlation-ID': 'same' };
        const { status, json, headers: answered } = await send(mounted, { ...sent, headers });
        return { status, json, type: answered.get('content-type'), cache: answered.get('cache-control') };
      }),
    );
    expect(direct).toEqual(bySdk);
  });
});

describe('a body', () => {
  const call = rpc('tools/call', { name: 'list_devices' });

  it.each<unknown>([
    [call],
    { ...call, jsonrpc: '1.0' },
    { ...call, id: null },
    { ...call, id: 1.5 },
    { ...call, id: undefined },
    { ...call, method: 'tools/list' },
    { ...call, params: undefined },
    { ...call, params: ['list_devices'] },
    { ...call, params: {} },
    { ...call, params: { name: 5 } },
    { ...call, params: { name: 'list_devices', task: {} } },
    { ...call, params: { name: 'list_devices', _meta: 5 } },
    null,
    'tools/call',
  ])('%j is left to the SDK', (body) => {
    expect(directCallOf(body)).toBeNull();
  });

  it('that is one call is not', () => {
    expect(directCallOf(call)).toEqual({ id: 1, params: { name: 'list_devices' } });
  });
});

it('the bytes of a result are made once, however often it is sent', async () => {
  let written = 0;
  const structuredContent = { toJSON: () => ({ written: ++written }) };
  const result = { content: [], structuredContent, _meta: {} };
  const answer = (id: string): Promise<CallResult> =>
    Promise.resolve({ result, meta: { correlation_id: id } });
  const ask = async (id: number, correlationId: string) => {
    const context = { correlationId, waitMs: 0 };
    const pieces = await answerCall({ id, params: {} }, () => answer(correlationId), {
      keyDigest: '',
      keyName: null,
      may: ['read'],
      ...context,
    });
    return JSON.parse(Buffer.concat(pieces).toString()) as unknown;
  };
  for (const [id, correlationId] of [[1, 'a'] as const, [2, 'b'] as const])
    expect(await ask(id, correlationId)).toEqual({
      jsonrpc: '2.0',
      id,
      result: { content: [], structuredContent: { written: 1 }, _meta: { correlation_id: correlationId } },
    });
});
