/** The lines of CONFIG_FILE that name a device. */
import { cleanText } from '../../../parse/text.ts';

/** The service accepts names of one line with at most 128 characters. */
export const MAX_NAME_LENGTH = 128;

/** The name that the service shows for it; empty when no character is visible. */
export function toName(text: string): string {
  const line = cleanText(text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')) ?? '';
  // the cut may have left half of a surrogate pair, or a joiner that joins nothing
  return cleanText(line.slice(0, MAX_NAME_LENGTH)) ?? '';
}

/** JSON is YAML, and a clean name has no character that YAML forbids. */
export function toYaml(macAddress: string, name: string): string {
  return `devices:\n  - mac: ${JSON.stringify(macAddress)}\n    name: ${JSON.stringify(toName(name))}\n`;
}
