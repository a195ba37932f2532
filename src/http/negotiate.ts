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

/** A value of such a header; its weight is from 0 to 1. */
export interface Range {
  value: string;
  weight: number;
  /** Its parameters, in lower case. */
  parameters: ReadonlyMap<string, string>;
}

export function rangesIn(header: string): Range[] {
  return header
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [value = '', ...rest] = part.split(';').map((piece) => piece.trim());
      const parameters = new Map(
        rest
          .map((piece) => piece.split('=', 2) as [string, string?])
          .map(([name, text = '']) => [name, text]),
      );
      const q = parameters.get('q');
      return { value, weight: q === undefined ? 1 : Number(q), parameters };
    });
}

function weightsIn(header: string): Map<string, number> {
  return new Map(rangesIn(header).map(({ value, weight }) => [value, weight]));
}

const ENTITY_TAG = /(?:W\/)?"[^"]*"/g;

/** Compares weakly with each tag of the list; `*` matches any. */
export function matchesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return (ifNoneMatch.match(ENTITY_TAG) ?? []).some((tag) => tag.replace(/^W\//, '') === opaque);
}

/** True if this media type may be sent: the most specific range decides. Without the header, every type may. */
export function accepts(accept: string | undefined, type: string): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const weights = weightsIn(accept);
  const ranges = [type, type.replace(/\/.*/, '/*'), '*/*'];
  const weight = ranges.map((range) => weights.get(range)).find((found) => found !== undefined);
  return weight !== undefined && weight > 0;
}

/** True if this type is named and its weight is above those of the others. A wildcard does not count. */
export function prefers(accept: string | undefined, type: string, others: readonly string[]): boolean {
  if (accept === undefined) return false;
  const weights = weightsIn(accept);
  const weight = weights.get(type) ?? 0;
  return weight > 0 && others.every((other) => weight > (weights.get(other) ?? 0));
}
