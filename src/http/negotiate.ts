/** Content negotiation: Accept, Accept-Encoding and If-None-Match (RFC 9110 §12.5, §13.1.2). */

/** True if gzip is acceptable and its weight is at least that of the plain bytes. False without the header. */
export function prefersGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  const weights = weightsIn(acceptEncoding);
  const any = weights.get('*');
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? any ?? 0;
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0);
}

/** The weight of each value in the header, from 0 to 1. */
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

/** Compares weakly with each tag of the list; `*` matches any. */
export function matchesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return (ifNoneMatch.match(ENTITY_TAG) ?? []).some((tag) => tag.replace(/^W\//, '') === opaque);
}

/** True if JSON is named and its weight is above that of an event stream. A wildcard does not count. */
export function prefersJson(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const weights = weightsIn(accept);
  const json = weights.get('application/json') ?? 0;
  return json > 0 && json > (weights.get('text/event-stream') ?? 0);
}
