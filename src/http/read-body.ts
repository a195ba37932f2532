/** Reads the body of a request, up to a limit. The rest of a larger one is discarded. */
import type { HttpRequest } from './exchange.ts';

/** `cut`: the client disconnected before the end. */
export type BodyResult = Buffer | 'too_large' | 'cut';

export function readBody({ incoming, headers }: HttpRequest, maxBytes: number): Promise<BodyResult> {
  if (Number(headers['content-length'] ?? 0) > maxBytes) return Promise.resolve('too_large');
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
