/** The body of a request as text, read as far as it may go. */
export async function readText(request: Request, maxBytes: number): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  // the type of Node.js does not say that a stream can be iterated
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    byteCount += chunk.length;
    if (byteCount > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
