/** The lines of the file of CONFIG_FILE that give a device a name. */

/** What the service takes as a name: one line of at most 128 characters. */
export const MAX_NAME_LENGTH = 128;

export function toName(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  // half of a character is none
  return line
    .slice(0, MAX_NAME_LENGTH)
    .replace(/\p{Cs}/gu, '')
    .trim();
}

export function toYaml(macAddress: string, name: string): string {
  return `devices:\n  - mac: ${quote(macAddress)}\n    name: ${quote(toName(name))}\n`;
}

/** JSON is YAML; and what an eye could trip over is written as its number. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
