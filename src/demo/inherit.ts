/** Where a WiFi interface has its values from: its own, the profiles it names, its configuration, and the profiles that names. */
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';

export const SECTIONS = ['channel', 'datapath', 'security', 'steering'];
const NO_VALUE = new Set(['.id', 'name', 'comment', 'disabled', 'dynamic', ...SECTIONS, 'rates']);

type Tables = (menu: string) => RouterTable;

/** The menu above the profiles of an interface menu. */
export function profilesOf(menu: string): string {
  return menu === 'caps-man/interface' ? 'caps-man' : menu;
}

/** What the configuration gives an interface, with the names it has there; nothing from a disabled or an unknown one. */
export function fromConfiguration(base: string, name: string, tables: Tables): RouterRow {
  const row = named(tables(`${base}/configuration`), name);
  if (row === null) return {};
  const values = Object.entries(row).filter(([key]) => !NO_VALUE.has(key));
  return {
    ...fromProfiles(base, row, tables),
    ...Object.fromEntries(
      values.map(([key, value]) => [key.includes('.') ? key : `configuration.${key}`, value]),
    ),
  };
}

/** What the profiles give that a configuration or an interface names. */
export function fromProfiles(base: string, row: RouterRow, tables: Tables): RouterRow {
  const entries = SECTIONS.flatMap((section) => {
    const name = row[section];
    const profile = name === undefined ? null : named(tables(`${base}/${section}`), textOf(name));
    return Object.entries(profile ?? {})
      .filter(([key]) => !NO_VALUE.has(key))
      .map(([key, value]) => [`${section}.${key}`, value] as const);
  });
  return Object.fromEntries(entries);
}

function named(table: RouterTable, name: string): RouterRow | null {
  const row = isList(table) ? table.find((each) => textOf(each['name'] ?? '') === name) : undefined;
  return row === undefined || textOf(row['disabled'] ?? '') === 'true' ? null : row;
}
