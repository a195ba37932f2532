/** Log lines that routers send over the native API, while connections come and go. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import type { RouterConfig } from '../../src/config/config.ts';
import type { LineListener } from '../../src/demo/log-feed.ts';
import { type NativeApi, type NativeApiOptions, startNativeApi } from '../../src/demo/native-api.ts';
import { startRouter } from '../../src/demo/router.ts';
import { createDecoder } from '../../src/parse/charset.ts';
import { type Push, type PushOptions, startPush } from '../../src/service/push.ts';

const pace = { retryMs: 5, longestRetryMs: 20, checkMs: 50 };
let ends: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(ends.map((end) => end()));
  ends = [];
});

/** A router that writes lines into its log when told to. */
async function logging(options: NativeApiOptions = {}, port = 0) {
  const listeners = new Set<LineListener>();
  const router = await startRouter({ tables: () => ({}), password: 'a plain password' });
  const lines = (listener: LineListener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const api: NativeApi = await startNativeApi(router, { ...options, lines, port });
  ends.push(
    () => api.stop(),
    () => router.stop(),
  );
  return {
    api,
    isHeard: () => listeners.size > 0,
    write: (line: string) => listeners.forEach((listener) => listener(line)),
  };
}

function pushOf(...routers: Partial<RouterConfig>[]) {
  const received: [string | null, string][] = [];
  const said: string[] = [];
  const options: PushOptions = {
    routers: routers.map(configOf),
    createDecoder,
    onLine: ({ router, text }) => {
      received.push([router, text]);
      return text.includes('connected');
    },
    log: {
      info: (_, text) => void said.push(text!),
      warn: (_, text) => void said.push(text!),
    } as PushOptions['log'],
    now: () => 0,
    pace,
  };
  const push: Push = startPush(options);
  ends.push(() => push.close());
  return { push, received, said };
}

const configOf = (own: Partial<RouterConfig>): RouterConfig => ({
  id: 'attic',
  url: 'https://127.0.0.1',
  ...defaults.router,
  username: 'presence',
  password: 'a plain password',
  ...own,
});

describe('lines of the log', () => {
  it('come with their topics, their router and their characters', async () => {
    const { api, isHeard, write } = await logging();
    const { push, received } = pushOf({ id: 'attic', push: api.url });
    await vi.waitUntil(isHeard);
    write('wireless,info 02:00:00:00:00:20@wifi1: connected, signal strength -61');
    write('dhcp,info Café assigned 192.168.88.20');
    await vi.waitUntil(() => received.length === 2);
    expect(received).toEqual([
      ['attic', 'wireless,info 02:00:00:00:00:20@wifi1: connected, signal strength -61'],
      ['attic', 'dhcp,info Café assigned 192.168.88.20'],
    ]);
    expect(push.state()).toEqual([
      {
        router: 'attic',
        problem: null,
        line_count: 2,
        understood_count: 1,
        last_line_at: '1970-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('come again after the connection was lost, which is logged once each way', async () => {
    const first = await logging();
    const { push, received, said } = pushOf({ id: 'attic', push: first.api.url });
    await vi.waitUntil(first.isHeard);
    await vi.waitUntil(() => push.state()![0]!.problem === null);
    await first.api.stop();
    await vi.waitUntil(() => push.state()![0]!.problem !== null);
    expect(push.state()![0]!.problem).toContain('api-ssl');
    const second = await logging({}, Number(new URL(first.api.url).port));
    await vi.waitUntil(second.isHeard);
    second.write('wireless,info 02:00:00:00:00:20@wifi1: disconnected');
    await vi.waitUntil(() => received.length === 1);
    expect(said).toEqual(['log listening', 'log not received', 'log listening']);
  });

  it('do not come without the right password, which is said', async () => {
    const { api } = await logging();
    const { push } = pushOf({ id: 'attic', push: api.url, password: 'wrong' });
    await vi.waitUntil(() => push.state()![0]!.problem?.includes('user name or password') === true);
  });

  it('come from the routers that ask for it now, and no connection is made anew for the others', async () => {
    const [one, other] = [await logging(), await logging()];
    const { push } = pushOf({ id: 'attic', push: one.api.url }, { id: 'cellar' });
    await vi.waitUntil(one.isHeard);
    push.configure([
      configOf({ id: 'attic', push: one.api.url }),
      configOf({ id: 'cellar', push: other.api.url }),
    ]);
    await vi.waitUntil(other.isHeard);
    expect(one.api.commands.filter(([command]) => command === '/log/listen')).toHaveLength(1);
    push.configure([configOf({ id: 'attic' }), configOf({ id: 'cellar' })]);
    expect(push.state()).toBeNull();
    await vi.waitUntil(() => !one.isHeard() && !other.isHeard());
  });
});
