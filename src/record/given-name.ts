/** A name that the operator gives a device on the page. */
import { cleanText } from '../parse/text.ts';

/** In code points. */
export const MAX_NAME_LENGTH = 64;

/** The cleaned name; null takes the name back; undefined where nothing visible is left, or too much. */
export function parseGivenName(given: string | null): string | null | undefined {
  if (given === null) return null;
  const name = cleanText(given);
  return name === null || Array.from(name).length > MAX_NAME_LENGTH ? undefined : name;
}
