/** Sends a reply by node:http. */
import type { ServerResponse } from 'node:http';
import type { HttpReply } from './exchange.ts';

export function send({ status, reason, headers, body }: HttpReply, outgoing: ServerResponse): void {
  if (Buffer.isBuffer(body)) headers['Content-Length'] = String(body.length);
  if (reason === undefined) outgoing.writeHead(status, headers);
  else outgoing.writeHead(status, reason, headers);
  if (body === null) outgoing.end();
  else if (Buffer.isBuffer(body)) outgoing.end(body);
  else {
    outgoing.flushHeaders();
    void pump(body.getReader(), outgoing);
  }
}

/** As fast as the client reads. A client that disconnects ends the stream. */
async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
): Promise<void> {
  let goOn = () => {};
  outgoing.on('drain', () => goOn());
  outgoing.once('close', () => {
    void reader.cancel().catch(() => {});
    goOn();
  });
  if (outgoing.destroyed) await reader.cancel();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      if (!outgoing.write(next.value) && !outgoing.destroyed)
        await new Promise<void>((resolve) => (goOn = resolve));
    outgoing.end();
  } catch {
    outgoing.destroy(); // an error of the source: the client sees that the reply is not whole
  }
}
