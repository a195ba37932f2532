/** What clients that connect and vanish, and 100,000 calls in one session, leave on the heap of the service. A child process with `--expose-gc` is the service. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { accepting, initialize, rpc } from '../mcp/http.ts';
import { inGroups, openStream } from '../mcp/network.ts';
import { bearer, startService } from '../mcp/service.ts';

const CLIENTS = 1500;
const ROUNDS = 3;
const CALLS = 100_000;

interface State {
  heapUsed: number;
  sessions: number;
  streams: number;
}

export async function benchMcpHeap(print: (line: string) => void): Promise<void> {
  const child = fork(import.meta.filename, ['service'], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
  });
  try {
    const [url] = (await once(child, 'message')) as [string];
    const stateAfter = async (clients: number): Promise<State> => {
      await inGroups(clients, 50, async (index) => {
        const { sent } = await openStream(new URL(url), index);
        if (index % 2 === 0) sent.socket!.resetAndDestroy();
        else sent.destroy();
      });
      child.send('expire');
      const [state] = (await once(child, 'message')) as [State];
      return state;
    };
    const before = await stateAfter(CLIENTS); // warm: what code and pools take is there now
    print(`MCP heap after ${CLIENTS} clients that vanished, idle expiry and a collection`);
    for (let round = 0; round < ROUNDS; round++) {
      const after = await stateAfter(CLIENTS);
      const ratio = after.heapUsed / before.heapUsed;
      print(`  ${ratio.toFixed(3)} of the start, ${after.sessions} sessions, ${after.streams} streams left`);
    }
    const call = await openCaller(url);
    const heapAfterCalls = async (count: number): Promise<number> => {
      await inGroups(count, 8, call);
      child.send('collect');
      const [{ heapUsed }] = (await once(child, 'message')) as [State];
      return heapUsed;
    };
    const warm = await heapAfterCalls(CALLS / 10);
    print(`MCP heap after ${CALLS} further calls in one session of ${CALLS / 10} before`);
    print(`  ${((await heapAfterCalls(CALLS)) / warm).toFixed(3)} of the start`);
  } finally {
    child.kill();
  }
}

/** Opens a session; each call of the returned function makes one call in it, with an id of its own. */
async function openCaller(url: string): Promise<(id: number) => Promise<void>> {
  const agent = new Agent({ keepAlive: true });
  const post = async (headers: object, body: object) => {
    const sent = request(url, { method: 'POST', agent, headers: { ...accepting, ...bearer, ...headers } });
    sent.end(JSON.stringify(body));
    const [got] = (await once(sent, 'response')) as [IncomingMessage];
    got.resume();
    await once(got, 'end');
    if (got.statusCode !== 200) throw new Error(`answered ${got.statusCode}`);
    return got.headers;
  };
  const session = { 'Mcp-Session-Id': (await post({}, initialize()))['mcp-session-id'] };
  return async (id) => void (await post(session, rpc('tools/call', { name: 'list_devices' }, id)));
}

async function beService(): Promise<void> {
  const service = await startService({
    limits: { maxSessions: 2000, maxStreams: 2000 },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  const { mcp, clock } = service;
  process.on('message', (wanted) => {
    const wait = setInterval(() => {
      if (mcp.streamCount() > 0) return;
      clearInterval(wait);
      if (wanted === 'expire') clock.advance(12 * 60_000);
      for (let times = 0; times < 4; times++) globalThis.gc!();
      const { heapUsed } = process.memoryUsage();
      process.send!({ heapUsed, sessions: mcp.sessionCount(), streams: mcp.streamCount() } satisfies State);
    }, 20);
  });
  process.send!(service.url.href);
}

if (process.argv[2] === 'service') await beService();
else if (process.argv[1] === import.meta.filename) await benchMcpHeap((line) => console.log(line));
