/** Keeps a connection open while the client still sends a body that no route reads. Closed earlier, it would be reset, and the client would lose the answer. */
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** Discards the rest of the body for at most this long after the answer. */
const LINGER_MS = 1000;

/** Call before the request is answered: node:http closes with `destroySoon` once the answer to `Connection: close` is written. */
export function lingerOver(request: IncomingMessage): void {
  const { socket, headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) return;
  const close = () => Socket.prototype.destroySoon.call(socket);
  socket.destroySoon = () => {
    // a second call comes from a limit that was reached
    socket.destroySoon = close;
    if (request.complete) return close();
    socket.end();
    const late = setTimeout(close, LINGER_MS);
    request.resume().once('close', () => {
      clearTimeout(late);
      close();
    });
  };
}
