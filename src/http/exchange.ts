/** One HTTP request and the reply to it. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as a route sees it. */
export interface HttpRequest {
  method: string;
  /** Path and query, nothing decoded. */
  url: string;
  /** Decoded as far as routing needs it, without slashes at its end. */
  path: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Of the client; empty when the connection is already closed. */
  address: string;
  /** Sent back to the client and written to the log. */
  correlationId: string;
  /** Name of the valid key, for the log; null before the key is checked and for keys without a name. */
  keyName: string | null;
  /** For routes that read the body or close the connection. */
  incoming: IncomingMessage;
  /** For routes that must know when the client disconnects. */
  outgoing: ServerResponse;
}

export interface HttpReply {
  status: number;
  /** Stands in the status line, for clients that show no more than that; default: the name of the status. */
  reason?: string | undefined;
  /** An object of this reply alone: the handler adds headers to it. */
  headers: Record<string, string>;
  body: Buffer | ReadableStream<Uint8Array> | null;
}

/** Never rejects. */
export type Answer = (request: HttpRequest) => HttpReply | Promise<HttpReply>;

/** All routes together. */
export interface HttpApp {
  answer: Answer;
}
