/** The server of one session. */
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { Call } from './direct-call.ts';

export interface SessionServer {
  server: Server;
  /** Answers tool calls in place of the server; null where only the server can. */
  call: Call | null;
}
