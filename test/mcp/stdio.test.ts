/** The pipes: what comes in, and that nothing but JSON-RPC goes out. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startStdio } from '../../src/mcp/stdio.ts';
import type { History } from '../../src/record/history.ts';
import { startStdioProxy } from '../../src/mcp/stdio-proxy.ts';
import { tools } from '../../src/mcp/tool-list.ts';
import { createTestClock } from './clock.ts';
import { current, initialize, rpc } from './http.ts';
import { apiKey, type Service, startService } from './service.ts';
import { historyOf, journalOf } from './past.ts';
import { health, holderOf, snapshot } from './snapshot.ts';

interface Message {
  id?: number;
  method?: string;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Both ends of the pipes; `hear` gives the next line that came out. */
function pipes() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = '';
  let heard = () => {};
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    heard();
  });
  const hear = async (): Promise<Message> => {
    while (!text.includes('\n')) await new Promise<void>((resolve) => (heard = resolve));
    const end = text.indexOf('\n');
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    return JSON.parse(line) as Message;
  };
  const say = (message: object | string) =>
    input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  return { input, output, say, hear, rest: () => text };
}

function local(holder = holderOf(snapshot()), history: History | null = historyOf()) {
  const journal = journalOf();
  const clock = createTestClock();
  const piped = pipes();
  const stdio = startStdio({
    snapshot: holder,
    health,
    journal,
    history,
    version: '0.1.0',
    log,
    clock,
    ...piped,
  });
  return { ...piped, stdio, holder, journal, clock };
}

function proxy(url: string, key = apiKey) {
  const piped = pipes();
  const stdio = startStdioProxy({
    url,
    apiKey: key,
    version: '0.1.0',
    log,
    clock: createTestClock(),
    ...piped,
  });
  return { ...piped, stdio };
}

const call = rpc('tools/call', { name: 'list_devices' });

async function open({ say, hear }: Pick<ReturnType<typeof pipes>, 'say' | 'hear'>): Promise<void> {
  say(initialize());
  expect((await hear()).result).toMatchObject({ protocolVersion: '2025-11-25' });
  say(rpc('notifications/initialized', {}, null));
}

describe('over stdio', () => {
  it('what is no message is passed over, and the next one is answered', async () => {
    const { say, hear, rest } = local();
    say('this is no JSON');
    say('[1, 2');
    say('{"jsonrpc":"2.0"}');
    await open({ say, hear });
    say('');
    say(rpc('no/such/method'));
    expect((await hear()).error).toMatchObject({ code: -32601 });
    say(call);
    expect((await hear()).result).toMatchObject({ structuredContent: { total_count: 1 } });
    expect(rest()).toBe('');
  });

  it('before any data, tools say so', async () => {
    const { say, hear } = local(holderOf(null));
    await open({ say, hear });
    say(call);
    expect(JSON.stringify((await hear()).result)).toContain('no_data_yet');
  });

  it('without a history, no tool is told of that needs one, and none answers', async () => {
    const { say, hear } = local(holderOf(snapshot()), null);
    await open({ say, hear });
    say(rpc('tools/list'));
    const told = JSON.stringify((await hear()).result);
    expect([told.includes('"list_events"'), told.includes('get_device_history')]).toEqual([true, false]);
    say(rpc('tools/call', { name: 'get_device_history', arguments: { device: '3c22fb0a1b2c' } }));
    expect((await hear()).error).toMatchObject({ code: -32602 });
    say(rpc('prompts/get', { name: 'troubleshoot_device', arguments: { device: '3c22fb0a1b2c' } }));
    expect(JSON.stringify((await hear()).result)).not.toContain('get_device_history');
  });

  it('ends with its input, and leaves nothing behind', async () => {
    const { say, hear, input, stdio, holder, journal, clock } = local();
    await open({ say, hear });
    say(rpc('resources/subscribe', { uri: 'mikrotik://devices' }));
    await hear();
    expect([holder.listenerCount(), journal.listenerCount()]).toEqual([1, 1]);
    input.end();
    await stdio.closed;
    expect([holder.listenerCount(), journal.listenerCount(), clock.timerCount()]).toEqual([0, 0, 0]);
  });

  it('a subscription of the current generation ends when it is cancelled', async () => {
    const { say, hear, holder } = local();
    say(
      current('subscriptions/listen', { notifications: { resourceSubscriptions: ['mikrotik://devices'] } })
        .body as object,
    );
    expect(await hear()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    expect(holder.listenerCount()).toBe(1);
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    say({ ...(current('tools/list').body as object), id: 2 });
    expect(await hear()).toMatchObject({ id: 2 });
    expect(holder.listenerCount()).toBe(0);
  });
});

describe('on behalf of a service elsewhere', () => {
  it('tells of the tools even when the service does not answer, and says so when one is called', async () => {
    const { say, hear, input, stdio } = proxy('http://127.0.0.1:1');
    await open({ say, hear });
    say(rpc('tools/list'));
    expect((await hear()).result).toMatchObject({ tools: tools.map(({ name }) => ({ name })) });
    say(call);
    const { result } = await hear();
    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).toContain('does not answer');
    for (const method of ['resources/read', 'resources/subscribe']) {
      say(rpc(method, { uri: 'mikrotik://devices' }));
      expect((await hear()).error).toEqual({
        code: -32000,
        message: 'The mikrotik-presence service does not answer.',
      });
    }
    input.end();
    await stdio.closed;
  });

  it('says that the key is refused, without telling it', async () => {
    const service = await startService();
    const { say, hear, input, stdio } = proxy(service.url.href, 'a-key-that-is-wrong');
    await open({ say, hear });
    say(call);
    const told = JSON.stringify(await hear());
    expect(told).toContain('rejected the key');
    expect(told).not.toContain('a-key-that-is-wrong');
    input.end();
    await stdio.closed;
    await service.close();
  });

  it.each([
    [
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"No \\"name\\" here."}}',
      'It says: No "name" here.',
    ],
    ['{"message":"a\\x"}', 'rejected the key or the address.'],
    ['Forbidden', 'rejected the key or the address.'],
  ])('a refusal with the body %s is a failed call', async (body, expected) => {
    const server = createServer((_request, response) => void response.writeHead(403).end(body));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { say, hear, input, stdio } = proxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await open({ say, hear });
    say(call);
    const { result } = await hear();
    expect(result).toMatchObject({ isError: true });
    const [{ text }] = result!['content'] as [{ text: string }];
    const { message } = JSON.parse(text) as { message: string };
    expect(message.endsWith(expected)).toBe(true);
    input.end();
    await stdio.closed;
    server.closeAllConnections();
    server.close();
  });

  it('passes on errors as they are, and outlives a restart of the service', async () => {
    const before = await startService();
    const { say, hear, input, stdio } = proxy(before.url.origin);
    await open({ say, hear });
    say(rpc('tools/call', { name: 'reboot_router' }));
    expect((await hear()).error).toMatchObject({
      code: -32602,
      message: expect.stringMatching(/^Unknown tool/) as string,
    });
    await before.close();
    say(call);
    expect((await hear()).result).toMatchObject({ isError: true });
    const after: Service = await startService({ port: before.port });
    say(call);
    expect((await hear()).result).toMatchObject({ structuredContent: { total_count: 1 } });
    input.end();
    await stdio.closed;
    await after.close();
  });
});
