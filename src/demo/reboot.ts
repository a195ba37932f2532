/** The effects of a reboot on a router's tables. */
import { formatDuration } from './duration.ts';
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';

/** New `.id`s after each boot, and an uptime that began at the last one. */
export function afterReboots(menu: string, table: RouterTable, boots: number, uptimeMs: number): RouterTable {
  if (boots === 0) return table;
  if (isList(table)) return table.map((row) => renumber(row, boots));
  return menu === 'system/resource' ? { ...table, uptime: formatDuration(uptimeMs) } : table;
}

function renumber(row: RouterRow, boots: number): RouterRow {
  const id = row['.id'];
  if (id === undefined) return row;
  const number = Number.parseInt(textOf(id).slice(1), 16) + boots * 0x1000;
  return { ...row, '.id': `*${number.toString(16).toUpperCase()}` };
}
