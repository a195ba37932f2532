/** Tables as a router stores them, and the bytes it sends for them. Independent of menus. */

/** Text, or raw bytes where the text of a router is not UTF-8 (WinBox writes the Windows code page). */
export type RouterValue = string | Uint8Array;
export type RouterRow = Readonly<Record<string, RouterValue>>;
/** Rows of a list menu, or the one object of a singleton. */
export type RouterTable = readonly RouterRow[] | RouterRow;

export function isList(table: RouterTable): table is readonly RouterRow[] {
  return Array.isArray(table);
}

/** Compact JSON, keys in byte order, every value a string; raw bytes are sent unchanged, so the result may not be UTF-8. */
export function encodeTable(table: readonly (RouterRow | null)[] | RouterRow): Buffer {
  return Buffer.from(
    Array.isArray(table) ? `[${table.map(encodeRow).join(',')}]` : encodeRow(table as RouterRow),
    'latin1',
  );
}

// One character per byte, so that raw bytes and UTF-8 can be mixed.
function encodeRow(row: RouterRow | null): string {
  if (row === null) return 'null';
  const keys = Object.keys(row).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${encodeValue(row[key]!)}`).join(',')}}`;
}

function encodeValue(value: RouterValue): string {
  if (typeof value !== 'string') return JSON.stringify(Buffer.from(value).toString('latin1'));
  const json = JSON.stringify(value);
  return /[^ -~]/.test(json) ? Buffer.from(json, 'utf8').toString('latin1') : json;
}

/** The text of a value, for comparisons; bytes that are not UTF-8 compare as Latin-1. */
export function textOf(value: RouterValue): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
}

/** The row with this `.id` ("*1A") or name. */
export function findRow(table: RouterTable, key: string): RouterRow | null {
  if (!isList(table)) return null;
  const property = key.startsWith('*') ? '.id' : 'name';
  return table.find((row) => Object.hasOwn(row, property) && textOf(row[property]!) === key) ?? null;
}
