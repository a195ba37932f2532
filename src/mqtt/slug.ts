/** Free text as a legal topic level, with the hash that this edge uses. */
import { hash } from 'node:crypto';
import { distinctSlugs as distinct } from '../record/slug.ts';

export { toSlug } from '../record/slug.ts';

export function distinctSlugs(texts: Iterable<string>): Map<string, string> {
  return distinct(texts, (text) => hash('sha256', text));
}
