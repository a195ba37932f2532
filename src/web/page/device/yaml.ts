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

/** Of a name that is given on the page, in code points. */
export const MAX_GIVEN_LENGTH = 64;

/** A device that has all of these addresses. JSON is YAML, and a clean name has no character that YAML forbids. */
export function toYaml(macAddresses: readonly string[], name: string): string {
  const macs =
    macAddresses.length === 1
      ? `mac: ${JSON.stringify(macAddresses[0])}`
      : `macs: [${macAddresses.map((mac) => JSON.stringify(mac)).join(', ')}]`;
  return `devices:\n  - ${macs}\n    name: ${JSON.stringify(toName(name))}\n`;
}
