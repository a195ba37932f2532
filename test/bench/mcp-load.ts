/** Child process of `mcp.ts`: clients that call one tool over and over, in each generation of the protocol. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Burst {
  kind: '2024-11-05' | '2025-11-25' | '2026-07-28';
  url: string;
  headers: Record<string, string>;
  seconds: number;
  connections: number;
}

const info = { name: 'load', version: '1' };
const accepting = { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' };
const call = { name: 'list_devices', arguments: { limit: 1000 } };
const rpc = (method: string, params: object) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': info,
};

/** One call, to the last byte of its answer; resolves to their number. */
type Call = () => Promise<number>;

async function send(
  agent: Agent,
  url: string,
  method: string,
  headers: object,
  body?: string,
): Promise<IncomingMessage> {
  const sent = request(url, { method, agent, headers: { ...accepting, ...headers } });
  sent.end(body);
  const [got] = (await once(sent, 'response')) as [IncomingMessage];
  if (got.statusCode! >= 300) throw new Error(`answered ${got.statusCode}`);
  return got;
}

async function read(got: IncomingMessage): Promise<number> {
  let byteCount = 0;
  for await (const chunk of got) byteCount += (chunk as Buffer).length;
  return byteCount;
}

async function connect({ kind, url, headers }: Burst, agent: Agent): Promise<Call> {
  const initialize = rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: info });
  switch (kind) {
    case '2024-11-05': {
      const stream = await send(agent, url, 'GET', headers);
      const event = events(stream);
      const path = /data: (.*)/.exec(await event())![1]!;
      return async () => {
        const posted = await send(agent, new URL(path, url).href, 'POST', headers, rpc('tools/call', call));
        const [text] = await Promise.all([event(), read(posted)]);
        return text.length;
      };
    }
    case '2025-11-25': {
      const opened = await send(agent, url, 'POST', headers, initialize);
      await read(opened);
      // a bare server opens no session
      const session = { ...headers, 'Mcp-Session-Id': opened.headers['mcp-session-id'] ?? 'none' };
      return async () => read(await send(agent, url, 'POST', session, rpc('tools/call', call)));
    }
    case '2026-07-28': {
      const own = {
        ...headers,
        'MCP-Protocol-Version': kind,
        'Mcp-Method': 'tools/call',
        'Mcp-Name': call.name,
      };
      const body = rpc('tools/call', { ...call, _meta: envelope });
      return async () => read(await send(agent, url, 'POST', own, body));
    }
  }
}

/** Whole events of a stream, one after another. */
function events(stream: IncomingMessage): () => Promise<string> {
  let text = '';
  let heard = () => {};
  stream.setEncoding('latin1');
  stream.on('data', (chunk: string) => {
    text += chunk;
    heard();
  });
  return async () => {
    for (let from = 0; ; ) {
      const end = text.indexOf('\n\n', from);
      if (end >= 0) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        return event;
      }
      from = Math.max(0, text.length - 1);
      await new Promise<void>((resolve) => (heard = resolve));
    }
  };
}

async function burst(asked: Burst): Promise<{ perSecond: number; byteCount: number }> {
  const agents = Array.from({ length: asked.connections }, () => new Agent({ keepAlive: true }));
  const calls = await Promise.all(agents.map((agent) => connect(asked, agent)));
  const end = performance.now() + asked.seconds * 1000;
  let [done, byteCount] = [0, 0];
  await Promise.all(
    calls.map(async (once) => {
      while (performance.now() < end) {
        byteCount = await once();
        done++;
      }
    }),
  );
  for (const agent of agents) agent.destroy();
  return { perSecond: done / asked.seconds, byteCount };
}

process.on('message', (asked: Burst) => {
  burst(asked).then(
    (done) => process.send!(done),
    (error: unknown) => process.send!({ perSecond: 0, byteCount: 0, error: String(error) }),
  );
});
process.send!('ready');
