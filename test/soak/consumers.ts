/** Who asks and listens while the weeks go by: REST, server-sent events, MCP of every generation, and MQTT. */
import { connectAsync } from 'mqtt';
import { type AnyClient, overHttp } from '../mcp/client.ts';
import { KEY } from './program.ts';

const headers = { Authorization: `Bearer ${KEY}` };
const PATHS = [
  '/devices?limit=1000',
  '/devices?limit=1000&detail=full',
  '/devices?connected=true&sort=signal_dbm&limit=5',
  '/devices?presence=any&name=phone',
  '/access-points',
  '/interfaces/wifi',
  '/system/info',
  '/people',
  '/health',
  '/events?since=1h&limit=100',
];

export interface Counts {
  rest: number;
  restRefused: number;
  mcp: number;
  mcpRefused: number;
  updates: number;
  eventBytes: number;
  streamsBroken: number;
  messages: number;
}

export interface ConsumerOptions {
  url: string;
  brokerUrl: string;
  login: { username: string; password: string };
  rest: number;
  streams: number;
  mcp: number;
}

export async function startConsumers({ url, brokerUrl, login, rest, streams, mcp }: ConsumerOptions) {
  const counts: Counts = {
    rest: 0,
    restRefused: 0,
    mcp: 0,
    mcpRefused: 0,
    updates: 0,
    eventBytes: 0,
    streamsBroken: 0,
    messages: 0,
  };
  const ending = new AbortController();
  const { signal } = ending;

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      try {
        const { body } = await fetch(`${url}/events?snapshots=true`, {
          headers: { ...headers, Accept: 'text/event-stream' },
          signal,
        });
        for await (const chunk of body!) counts.eventBytes += (chunk as Uint8Array).length;
      } catch {
        // counted below, unless it is the end
      }
      if (!signal.aborted) counts.streamsBroken++;
    }
  }
  const following = Array.from({ length: streams }, follow);

  const clients: AnyClient[] = [];
  for (let index = 0; index < mcp; index++) {
    const client = await overHttp[index % overHttp.length]!.connect(new URL('/mcp', url));
    await client.watch('mikrotik://devices', () => counts.updates++);
    clients.push(client);
  }

  const observer = await connectAsync(brokerUrl, login);
  observer.on('message', () => counts.messages++);
  await observer.subscribeAsync('#');

  let turn = 0;
  return {
    counts,
    /** Everybody asks once. */
    ask: async () => {
      turn++;
      const asked = Array.from({ length: rest }, async (_, index) => {
        const answer = await fetch(url + PATHS[(turn + index) % PATHS.length]!, { headers });
        await answer.arrayBuffer();
        counts.rest++;
        if (!answer.ok) counts.restRefused++;
      });
      const called = clients.map(async (client, index) => {
        const name = (turn + index) % 2 === 0 ? 'list_devices' : 'health_check';
        const { isError } = await client.callTool({ name, arguments: {} });
        counts.mcp++;
        if (isError === true) counts.mcpRefused++;
      });
      await Promise.all([...asked, ...called]);
    },
    stop: async () => {
      ending.abort();
      await Promise.all(following);
      await Promise.all(clients.map((client) => client.close()));
      await observer.endAsync();
    },
  };
}
