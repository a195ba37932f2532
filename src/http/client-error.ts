/** Replies to bytes that node:http could not parse as a request. Written by hand, because there is no response object. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AddressOf } from '../auth/client-address.ts';
import { createCorrelationId } from './correlation.ts';
import { complete, type HttpLog } from './handler.ts';
import { type Problem, toReply } from './problem.ts';

const UNPARSABLE: Problem = { status: 400, detail: 'The request is not well-formed HTTP.' };

export const headerTooLarge: Problem = {
  status: 431,
  detail: 'The header of the request is larger than 16 KiB.',
};

/** By error code. */
const problems = new Map<string | undefined, Problem>([
  ['HPE_HEADER_OVERFLOW', headerTooLarge],
  [
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    { status: 413, detail: 'The chunk extensions of the request are too large.' },
  ],
  ['ERR_HTTP_REQUEST_TIMEOUT', { status: 408, detail: 'The request took too long to arrive.' }],
]);

/** Closing while the client still sends would drop the reply, so its bytes are read for this long. */
const LINGER_MS = 1000;

export function createClientErrorListener(
  log: HttpLog,
  addressOf: AddressOf = (remote) => remote ?? '',
): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  const answered = new WeakSet<Duplex>();
  return (error, socket) => {
    if (answered.has(socket)) return;
    answered.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const problem = problems.get(error.code) ?? UNPARSABLE;
    const correlationId = createCorrelationId();
    const { status } = problem;
    const client = addressOf((socket as Partial<Socket>).remoteAddress, null);
    log.info({ status, code: error.code, client, correlation_id: correlationId }, 'request refused');
    socket.end(toMessage(problem, correlationId));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

interface Answering {
  _httpMessage?: { headersSent: boolean; writableEnded: boolean } | null;
}

// the same check by which node:http finds out whether an earlier reply on this connection is still being sent
function isAnswering(socket: Duplex & Answering): boolean {
  const { _httpMessage: message } = socket;
  return message != null && message.headersSent && !message.writableEnded;
}

/** A whole HTTP/1.1 response. */
export function toMessage(problem: Problem, correlationId: string): Buffer {
  const { status, headers, body } = complete(toReply(problem, correlationId), correlationId);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}
