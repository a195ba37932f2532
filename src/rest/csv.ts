/** Rows as CSV (RFC 4180): a column for each field, those of an inner object as `dhcp.server`, and lists and objects of any fields as JSON. */
import { z } from '@hono/zod-openapi';
import { toCsvCell } from '../parse/csv-cell.ts';

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
  const lines = rows.map((row) => columns.map((column) => toCsvCell(valueAt(row, column))).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function valueAt(row: object, column: string): unknown {
  let value: unknown = row;
  for (const name of column.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value;
}
