/** The lines of CONFIG_FILE that name a device. */

/** The service accepts names of one line with at most 128 characters. */
export const MAX_NAME_LENGTH = 128;

export function toName(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  // the cut may have left half of a surrogate pair
  return line
    .slice(0, MAX_NAME_LENGTH)
    .replace(/\p{Cs}/gu, '')
    .trim();
}

export function toYaml(macAddress: string, name: string): string {
  return `devices:\n  - mac: ${quote(macAddress)}\n    name: ${quote(toName(name))}\n`;
}

/** JSON is YAML. Invisible characters are written as escapes. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
