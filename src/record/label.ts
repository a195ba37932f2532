/** Text from outside as a name to show. */
import { cleanText } from '../parse/text.ts';

/** Without invisible characters, white space folded, at most 128 characters; null when no character is visible. */
export function toLabel(text: string): string | null {
  return cleanText(text);
}
