/** Quotation marks that became part of a value: those of word processors, and those that `docker run --env-file` keeps. */
import type { Note } from './problem.ts';
import { known } from './variable.ts';

const OPEN = '"\'`\u2018\u201A\u201C\u201E\u00AB\u2039\u2032\u2033';
const CLOSE = '"\'`\u2019\u2018\u201C\u201D\u00BB\u203A\u2032\u2033';
const QUOTED = new RegExp(`^\\s*[${OPEN}\u2019\u201D\u00BB].*[${CLOSE}]\\s*$`, 's');

export const QUOTES =
  "The quotation marks around it are part of the value. Remove them, or write '…' in .env.";

/** Whether the text begins and ends with quotation marks. */
export function isQuoted(text: string): boolean {
  return text.length > 1 && QUOTED.test(text);
}

/** For values in which anything is allowed, such as passwords: others are refused anyway. */
export function warnOfQuotes(texts: ReadonlyMap<string, string>, warn: Note): void {
  for (const [name, text] of texts) if (known.has(name) && isQuoted(text)) warn(name, QUOTES);
}
