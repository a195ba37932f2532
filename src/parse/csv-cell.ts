/** A cell of CSV (RFC 4180), which no spreadsheet takes for a formula. */

/** Empty for null and a missing value; lists and objects as JSON. */
export function toCsvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return quoted(harmless(typeof value === 'string' ? value : JSON.stringify(value)));
}

/**
 * A spreadsheet takes text that begins with one of these signs for a formula, in their full-width forms too. It may also split a line where
 * the reader's country does, so what follows any usual separator counts as a beginning.
 */
const FORMULA = /(^|[,;|\t\r\n])([\s'"\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/** The text with an apostrophe before each such sign, which makes it text. */
function harmless(text: string): string {
  return text.replaceAll(FORMULA, "$1$2'");
}

function quoted(text: string): string {
  return /^[\w.:+/ -]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
