/**
 * The transport of 2024-11-05: the server sends events in one stream, the client sends messages as requests that name it. The SDK's own needs
 * Node's response object, has no heartbeat and an unbounded queue.
 */
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { McpStream } from './stream.ts';

/** A transport over an open stream. `endpoint`: the path that the client sends to. */
export function createSseTransport(stream: McpStream, endpoint: string): Transport {
  return {
    start: () => {
      stream.write(`event: endpoint\ndata: ${endpoint}\n\n`);
      return Promise.resolve();
    },
    send: (message: JSONRPCMessage) => {
      stream.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
      return Promise.resolve();
    },
    close: () => {
      stream.end();
      return Promise.resolve();
    },
  };
}
