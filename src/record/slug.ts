/** Free text as a legal topic level. */
export { distinctSlugs, toSlug } from '../parse/slug.ts';
