/** A sentence of a router: what kind of answer it is, to which command, and its attributes. */
import type { Decode } from '../../parse/charset.ts';
import type { Row } from '../../parse/row.ts';
import { protocolError } from './sentence.ts';

export interface Reply {
  /** `!fatal`: the router closes the connection. `!empty`: no rows, since 7.18. */
  kind: '!re' | '!done' | '!trap' | '!fatal' | '!empty';
  /** Of the command; null for an answer that names none. */
  tag: string | null;
  attributes: Row;
  /** The words that are no attributes: the reason of `!fatal`. */
  rest: readonly string[];
}

const KINDS: ReadonlySet<string> = new Set<Reply['kind']>(['!re', '!done', '!trap', '!fatal', '!empty']);

/** Values are decoded one by one, as those of REST are. */
export function parseReply(words: readonly Buffer[], decode: Decode): Reply {
  const [first, ...others] = words;
  const kind = first?.toString('latin1') ?? '';
  if (!KINDS.has(kind)) throw protocolError('an unknown kind of answer');
  const attributes: [string, string][] = [];
  const rest: string[] = [];
  let tag: string | null = null;
  for (const word of others) {
    if (word[0] === EQUALS) {
      // a value may hold further signs
      const split = word.indexOf(EQUALS, 1);
      const end = split === -1 ? word.length : split;
      attributes.push([word.toString('latin1', 1, end), decode(word.subarray(end + 1))]);
    } else if (word.subarray(0, TAG.length).equals(TAG)) tag = word.toString('latin1', TAG.length);
    else rest.push(decode(word));
  }
  return { kind: kind as Reply['kind'], tag, attributes: Object.fromEntries(attributes), rest };
}

const EQUALS = 0x3d;
const TAG = Buffer.from('.tag=');
