/** Text of a request as the bytes that a router stores: one character per byte. */
import type { RouterValue } from './row.ts';

/** A row's value: plain text where it is ASCII, else bytes. */
export function valueOf(bytes: string): RouterValue {
  // oxlint-disable-next-line no-control-regex -- every ASCII byte
  return /^[\x00-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1');
}

/** The bytes of a value. */
export function bytesOf(value: RouterValue): string {
  return typeof value === 'string'
    ? Buffer.from(value, 'utf8').toString('latin1')
    : Buffer.from(value).toString('latin1');
}

/** A JSON body whose strings hold bytes; an escape such as "\u00e9" names a character, so it becomes UTF-8. Throws. */
export function parseBytes(body: Buffer): unknown {
  const text = body
    .toString('latin1')
    .replace(/\\u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(?!00[0-7])[0-9a-f]{4})|\\[^]/gi, (escape) =>
      escape.length < 6 ? escape : Buffer.from(JSON.parse(`"${escape}"`) as string).toString('latin1'),
    );
  return JSON.parse(text) as unknown;
}
