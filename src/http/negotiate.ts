/** What the request says about the form of the answer: Accept, Accept-Encoding and If-None-Match (RFC 9110 §12.5, §13.1.2). */

/** gzip is acceptable and no less welcome than the plain bytes. Without the header, plain bytes. */
export function prefersGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  const weights = weightsIn(acceptEncoding);
  const any = weights.get('*');
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? any ?? 0;
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0);
}

/** How welcome each thing named in the header is, from 0 to 1. */
function weightsIn(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name, q === undefined ? 1 : Number(q));
  }
  return weights;
}

const ENTITY_TAG = /(?:W\/)?"[^"]*"/g;

/** Weak comparison with each tag of the list; `*` matches whatever there is. */
export function matchesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return (ifNoneMatch.match(ENTITY_TAG) ?? []).some((tag) => tag.replace(/^W\//, '') === opaque);
}

/** JSON is named, and is more welcome than an event stream. A wildcard names nothing. */
export function prefersJson(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const weights = weightsIn(accept);
  const json = weights.get('application/json') ?? 0;
  return json > 0 && json > (weights.get('text/event-stream') ?? 0);
}
