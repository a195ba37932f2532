/** The mount on a real port of this machine, as serve.ts has it. */
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import type { HttpApp } from '../../src/http/exchange.ts';
import { createHandler } from '../../src/http/handler.ts';
import { createRouter } from '../../src/http/router.ts';
import { askedDirectly } from '../http/ask.ts';
import { createMcp, type Mcp, type McpOptions } from '../../src/mcp/mcp.ts';
import { startServer } from '../../src/http/server.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { historyOf, journalOf, type TestJournal } from './past.ts';
import { health, holderOf, snapshot, type TestHolder } from './snapshot.ts';

export const apiKey = 'mcp-key-of-these-tests';
export const signingKey = new Uint8Array(32).fill(7);
export const bearer = { Authorization: `Bearer ${apiKey}` };

export interface Line {
  level: string;
  fields: Record<string, unknown>;
  event: string;
}

export interface Mount {
  mcp: Mcp & HttpApp & { handle: (request: Request) => Promise<Response> };
  holder: TestHolder;
  journal: TestJournal;
  clock: TestClock;
  lines: Line[];
}

export const doorOf = (...keys: string[]) =>
  createAuthenticator({ keys: keys.map((key) => plainKey(key)), takesBasic: true });

type Options = Partial<McpOptions> & { holder?: TestHolder; journal?: TestJournal };

export function mount(options: Options = {}): Mount {
  const { holder = holderOf(snapshot()), journal = journalOf(), ...rest } = options;
  const clock = createTestClock();
  const lines: Line[] = [];
  const keep = (level: string) => (fields: Readonly<Record<string, unknown>>, event: string) =>
    void lines.push({ level, fields, event });
  const log = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  const mcp = createMcp({
    snapshot: holder,
    health,
    journal,
    history: historyOf(),
    authenticator: doorOf(apiKey),
    signingKey,
    version: '0.1.0',
    log,
    allowedHosts: [],
    allowedOrigins: [],
    publicUrl: null,
    clock,
    ...rest,
  });
  const nowhere = () => ({ status: 404, headers: {}, body: null });
  const router = createRouter({ notFound: nowhere, wrongMethod: () => nowhere });
  router.add('/mcp', createHandler({ log: rest.log ?? log })(mcp.endpoint, '/mcp'), 'ALL');
  const { fetch: handle } = askedDirectly(router);
  return { mcp: { ...mcp, answer: router.answer, handle }, holder, journal, clock, lines };
}

export interface Service extends Mount {
  url: URL;
  port: number;
  /** As serve.ts stops: first what holds streams open, then the listener. */
  close: () => Promise<void>;
}

export async function startService(options: Options & { port?: number } = {}): Promise<Service> {
  const { port = 0, ...rest } = options;
  const mounted = mount(rest);
  const log = { debug: () => {}, info: () => {}, error: () => {} };
  const server = await startServer({ app: mounted.mcp, host: '127.0.0.1', port, log });
  return {
    ...mounted,
    url: new URL('/mcp', server.url),
    port: server.port,
    close: async () => {
      await mounted.mcp.close();
      await server.close();
    },
  };
}
