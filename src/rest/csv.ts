/** Rows as CSV (RFC 4180): a column for each field, those of an inner object as `dhcp.server`, and lists and objects of any fields as JSON. */
import { z } from '@hono/zod-openapi';

export const CSV = 'text/csv; charset=utf-8; header=present';

/** The columns of a record, in the order of its fields. */
export function columnsOf(record: z.core.$ZodType, before = ''): string[] {
  const inner = record instanceof z.ZodNullable || record instanceof z.ZodOptional ? record.unwrap() : record;
  if (!(inner instanceof z.ZodObject) || isOpen(inner)) return [before];
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([name, field]) =>
    columnsOf(field, before === '' ? name : `${before}.${name}`),
  );
}

/** Whether it takes fields that it does not name. */
function isOpen({ def: { catchall } }: z.ZodObject): boolean {
  return catchall !== undefined && !(catchall instanceof z.ZodNever);
}

/** Lines end in CRLF. A value that is null, or in an object that is, makes an empty cell. */
export function toCsv(columns: readonly string[], rows: readonly object[]): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(valueAt(row, column))).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function valueAt(row: object, column: string): unknown {
  let value: unknown = row;
  for (const name of column.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value;
}

function cellOf(value: unknown): string {
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
