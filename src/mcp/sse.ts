/**
 * The transport of 2024-11-05: events flow down one stream, messages come up as requests that name it. Ours, because the SDK's own needs
 * Node's response object, has no heartbeat and queues without bound.
 */
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { Stream } from './stream.ts';

/** A transport over a stream that is already open; `endpoint` is where its client sends to. */
export function createSseTransport(stream: Stream, endpoint: string): Transport {
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
