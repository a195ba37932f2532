/** Calls that take their time: what becomes of them when somebody is impatient. */
import { describe, expect, it } from 'vitest';
import { historyOf } from './past.ts';
import { current, type Got, openSession, rpc, send, type Sent, toRequest } from './http.ts';
import { bearer, type Mount, mount } from './service.ts';

const params = { name: 'get_device_history', arguments: { device: '3c22fb0a1b2c' } };
const MINUTE = 60_000;

/** The mount with a history that answers when it is let, and says when it was asked so many times. */
function slow(limits: Parameters<typeof mount>[0] = {}) {
  const history = historyOf();
  const waiting: (() => void)[] = [];
  let asked = () => {};
  const mounted = mount({
    ...limits,
    history: {
      ...history,
      sessions: async (...of) => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          asked();
        });
        return await history.sessions(...of);
      },
    },
  });
  return {
    mounted,
    askedFor: async (count: number) => {
      while (waiting.length < count) await new Promise<void>((resolve) => (asked = resolve));
    },
    answer: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

function call(headers: Record<string, string>, id = 1): Sent {
  return { headers, body: rpc('tools/call', params, id) };
}

/** The service stops, and this time goes by before anything is answered. */
async function closeAfter({ mcp, clock }: Mount, ms: number): Promise<void> {
  const closed = mcp.close();
  clock.advance(ms);
  await closed;
}

const codeIn = ({ json }: Got): string | undefined => {
  const { isError, content } = json.result as { isError?: boolean; content: { text: string }[] };
  return isError === true ? (JSON.parse(content[0]!.text) as { error_code: string }).error_code : undefined;
};

describe('a call that takes its time', () => {
  it('is answered although it was cancelled, and its session can end', async () => {
    const { mounted, askedFor, answer } = slow();
    const headers = await openSession(mounted);
    const called = send(mounted, call(headers));
    await askedFor(1);
    const cancelled = rpc('notifications/cancelled', { requestId: 1, reason: 'impatience' }, null);
    expect((await send(mounted, { headers, body: cancelled })).status).toBe(202);
    answer();
    expect(await called).toMatchObject({ status: 200, json: { id: 1 } });
    expect((await send(mounted, { headers, body: rpc('tools/list') })).status).toBe(200);
    mounted.clock.advance(11 * MINUTE);
    expect(mounted.mcp.sessionCount()).toBe(0);
  });

  it.each(['its client ends the session', 'the service cannot wait longer'])(
    'is refused when %s',
    async (what) => {
      const { mounted, askedFor, answer } = slow();
      const headers = await openSession(mounted);
      const called = send(mounted, call(headers));
      await askedFor(1);
      if (what === 'its client ends the session')
        expect((await send(mounted, { method: 'DELETE', headers })).status).toBe(200);
      else await closeAfter(mounted, 2000);
      expect(await called).toMatchObject({ status: 503, json: { error: { code: -32000 } } });
      answer();
      expect(mounted.mcp.sessionCount()).toBe(0);
    },
  );

  it('of the current generation ends when the service cannot wait longer', async () => {
    const { mounted, askedFor, answer } = slow();
    const called = send(mounted, current('tools/call', params));
    await askedFor(1);
    await closeAfter(mounted, 2000);
    expect((await called).status).toBeGreaterThanOrEqual(400);
    answer();
  });

  it.each(['of a session', 'of the current generation'])(
    '%s is answered when the service stops; who comes then is refused',
    async (kind) => {
      const { mounted, askedFor, answer } = slow();
      const headers = await openSession(mounted);
      const stream = await mounted.mcp.handle(
        toRequest({ method: 'GET', headers: { ...bearer, ...headers, Accept: 'text/event-stream' } }),
      );
      const sent = kind === 'of a session' ? call(headers) : current('tools/call', params);
      const called = send(mounted, sent);
      await askedFor(1);
      const closed = mounted.mcp.close();
      expect(await send(mounted, call(headers, 2))).toMatchObject({
        status: 503,
        json: { error: { message: 'The service is stopping.' } },
      });
      expect(mounted.mcp.sessionCount()).toBe(1);
      answer();
      const got = await called;
      expect([got.status, codeIn(got)]).toEqual([200, undefined]);
      await closed;
      expect(await stream.text()).not.toContain('data:');
      expect([mounted.mcp.sessionCount(), mounted.mcp.streamCount(), mounted.clock.timerCount()]).toEqual([
        0, 0, 0,
      ]);
    },
  );

  it('of the current generation leaves no trace in the log when its client is gone', async () => {
    const { mounted, askedFor, answer } = slow();
    const sent = current('tools/call', params);
    const request = toRequest({ ...sent, headers: { ...bearer, ...sent.headers } });
    const client = new AbortController();
    const called = mounted.mcp.handle(new Request(request, { signal: client.signal }));
    await askedFor(1);
    client.abort();
    answer();
    await called;
    expect(mounted.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is one of at most ten of its session', async () => {
    const { mounted, askedFor, answer } = slow();
    const [headers, other] = [await openSession(mounted), await openSession(mounted)];
    const calls = Array.from({ length: 10 }, (_, index) => send(mounted, call(headers, index + 1)));
    await askedFor(10);
    expect(codeIn(await send(mounted, call(headers, 11)))).toBe('rate_limited');
    calls.push(send(mounted, call(other)));
    await askedFor(11);
    answer();
    expect((await Promise.all(calls)).map(codeIn)).toEqual(calls.map(() => undefined));
    const next = send(mounted, call(headers, 12));
    await askedFor(1);
    answer();
    expect(codeIn(await next)).toBeUndefined();
  });

  it('is one of so many of everybody together', async () => {
    const { mounted, askedFor, answer } = slow({ limits: { maxCallsAtOnceInAll: 2 } });
    const headers = await openSession(mounted);
    const calls = [send(mounted, current('tools/call', params)), send(mounted, call(headers))];
    await askedFor(2);
    for (const one of [call(headers, 2), current('tools/call', params)])
      expect(codeIn(await send(mounted, one))).toBe('rate_limited');
    answer();
    expect((await Promise.all(calls)).map(codeIn)).toEqual([undefined, undefined]);
    const next = send(mounted, current('tools/call', params));
    await askedFor(1);
    answer();
    expect(codeIn(await next)).toBeUndefined();
  });
});
