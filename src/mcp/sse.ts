/**
 * The transport of 2024-11-05: the server sends events in one stream, the client sends messages as requests that name it. The SDK's own needs
 * Node's response object, has no heartbeat and an unbounded queue.
 */
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { McpStream } from './stream.ts';

const MESSAGE = Buffer.from('event: message\ndata: ');
const END = Buffer.from('\n\n');

/** A transport over an open stream. `endpoint`: where the client sends to, relative to the address of the stream. */
export function createSseTransport(stream: McpStream, endpoint: string): Transport {
  return {
    start: () => {
      stream.write(Buffer.from(`event: endpoint\ndata: ${endpoint}\n\n`));
      return Promise.resolve();
    },
    send: (message: JSONRPCMessage) => {
      stream.write(toEvent([Buffer.from(JSON.stringify(message))]));
      return Promise.resolve();
    },
    close: () => {
      stream.end();
      return Promise.resolve();
    },
  };
}

/** `message`: the pieces of one line of JSON. */
export function toEvent(message: readonly Buffer[]): Buffer {
  return Buffer.concat([MESSAGE, ...message, END]);
}
