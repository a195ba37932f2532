/** One HTTP request and the reply to it. */
import type { Socket } from 'node:net';

/** A request as a route sees it. */
export interface HttpRequest {
  method: string;
  /** Absolute, nothing decoded. */
  url: string;
  /** Decoded as far as routing needs it. */
  path: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The connection, for routes that must close it; null where there is no server. */
  socket: Socket | null;
  /** Of the client; empty when the connection is already closed. */
  address: string;
  /** Sent back to the client and written to the log. */
  correlationId: string;
  /** Name of the valid key, for the log; null before the key is checked and for keys without a name. */
  keyName: string | null;
  /** The body as text; null when it is larger. */
  readText: (maxBytes: number) => Promise<string | null>;
}

export interface HttpReply {
  status: number;
  /** An object of this reply alone: the handler adds headers to it. */
  headers: Record<string, string>;
  body: Buffer | ReadableStream<Uint8Array> | null;
}
