/** Reads the body of a request, up to a limit. The rest of a larger one is discarded. */
import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from './exchange.ts';

/** `cut`: the client disconnected before the end. */
export type BodyResult = Buffer | 'too_large' | 'cut';

export function readBody(request: HttpRequest, maxBytes: number): Promise<BodyResult> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve('too_large');
  return request.incoming === null
    ? readWeb(request.web, maxBytes)
    : readIncoming(request.incoming, maxBytes);
}

function readIncoming(incoming: IncomingMessage, maxBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let byteCount = 0;
    incoming.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount > maxBytes) resolve('too_large');
      else chunks.push(chunk);
    });
    incoming.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    incoming.once('error', () => resolve('cut'));
    incoming.once('close', () => resolve('cut')); // after `end` it changes nothing
  });
}

async function readWeb({ body }: Request, maxBytes: number): Promise<BodyResult> {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    byteCount += chunk.byteLength;
    if (byteCount > maxBytes) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
