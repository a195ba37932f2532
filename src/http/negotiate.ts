/** Content negotiation: Accept, Accept-Encoding and If-None-Match (RFC 9110 §12.5, §13.1.2). */

export type Coding = 'br' | 'gzip';

/**
 * The coding to send, of those on offer; null for the plain bytes. The greatest weight wins; of equal ones the first on offer, and each
 * of them before the plain bytes. Null without the header.
 */
export function codingFor(acceptEncoding: string | undefined, offered: readonly Coding[]): Coding | null {
  if (acceptEncoding === undefined) return null;
  const weights = weightsIn(acceptEncoding);
  const any = weights.get('*') ?? 0;
  let [chosen, most]: [Coding | null, number] = [null, weights.get('identity') ?? 0];
  for (const coding of offered) {
    const weight = weights.get(coding) ?? (coding === 'gzip' ? weights.get('x-gzip') : undefined) ?? any;
    if (weight > most || (weight > 0 && weight === most && chosen === null))
      [chosen, most] = [coding, weight];
  }
  return chosen;
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
