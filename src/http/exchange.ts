/** One request and what is answered to it. */
import type { Socket } from 'node:net';

/** What a route is told of a request. */
export interface Asked {
  method: string;
  /** Absolute, nothing decoded. */
  url: string;
  /** Decoded as far as routing needs it. */
  path: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The connection, for who must cut it; null where there is no server. */
  socket: Socket | null;
  /** Of the client; empty where there is none. */
  address: string;
  /** For the log, and for the answer. */
  correlationId: string;
  /** Whose key it was, once one was right and has a name: for the log. */
  keyName: string | null;
}

export interface Reply {
  status: number;
  /** Made for this answer alone: the frame adds its own. */
  headers: Record<string, string>;
  body: Buffer | ReadableStream<Uint8Array> | null;
}
