/** Reads the body of a request, up to a limit. */

export type BodyResult =
  | { status: 'read'; value: unknown }
  | { status: 'too_large' }
  | { status: 'not_json' };

export async function readBody(request: Request, maxBytes: number): Promise<BodyResult> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return { status: 'too_large' };
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  try {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      byteCount += chunk.byteLength;
      if (byteCount > maxBytes) return { status: 'too_large' };
      chunks.push(chunk);
    }
    return { status: 'read', value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { status: 'not_json' }; // or the sender has disconnected and reads no answer
  }
}
