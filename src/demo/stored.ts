/** What was written to a router, over the tables it renders: a written property hides the rendered one, whatever changes around it. */
import { isList, type RouterRow, type RouterTable, type RouterValue, textOf } from './row.ts';

/** Null: the property is unset. */
export type Values = Readonly<Record<string, RouterValue | null>>;

interface Overlay {
  changed: Map<string, Values>;
  removed: Set<string>;
  added: RouterRow[];
  /** Rows that stay although the tables stop rendering them: leases made static. */
  kept: Map<string, RouterRow>;
  /** Ids in the order of a list in which order matters; null while nothing was placed. */
  order: string[] | null;
  lastId: number;
}

export interface Stored {
  /** The table as it stands, with ids as they were before any reboot. */
  apply(menu: string, given: RouterTable): RouterTable;
  /** Adds a row at the end, or before the row with the id. Returns its id. */
  add(menu: string, given: RouterTable, row: RouterRow, before: string | null): string;
  /** Of a singleton the id is "". */
  change(menu: string, id: string, values: Values): void;
  remove(menu: string, id: string): void;
  /** What was written to a row. */
  own(menu: string, id: string): Values;
  /** The row is as it is rendered again. */
  forget(menu: string, id: string): void;
  /** Returns what puts the menu back to how it is now. */
  remember(menu: string): () => void;
  keep(menu: string, row: RouterRow): void;
  /** Moves rows directly before another; null: to the end. */
  move(menu: string, given: RouterTable, ids: readonly string[], before: string | null): void;
}

export function createStored(): Stored {
  const overlays = new Map<string, Overlay>();

  function overlayOf(menu: string): Overlay {
    const known = overlays.get(menu);
    if (known !== undefined) return known;
    const made: Overlay = {
      changed: new Map(),
      removed: new Set(),
      added: [],
      kept: new Map(),
      order: null,
      lastId: -1,
    };
    overlays.set(menu, made);
    return made;
  }

  function apply(menu: string, given: RouterTable): RouterTable {
    const overlay = overlays.get(menu);
    if (overlay === undefined) return given;
    if (!isList(given)) return changed(given, overlay.changed.get(''));
    const present = new Set(given.map(idOf));
    const kept = [...overlay.kept].filter(([id]) => !present.has(id)).map(([, row]) => row);
    const rows = [...given, ...kept, ...overlay.added]
      .filter((row) => !overlay.removed.has(idOf(row)))
      .map((row) => changed(row, overlay.changed.get(idOf(row))));
    return overlay.order === null ? rows : inOrder(rows, overlay.order);
  }

  function idsOf(menu: string, given: RouterTable): string[] {
    const table = apply(menu, given);
    return isList(table) ? table.map(idOf) : [];
  }

  return {
    apply,
    add(menu, given, row, before) {
      const overlay = overlayOf(menu);
      const numbers = idsOf(menu, given).map((id) => Number.parseInt(id.slice(1), 16));
      overlay.lastId = Math.max(overlay.lastId, ...numbers) + 1;
      const id = `*${overlay.lastId.toString(16).toUpperCase()}`;
      overlay.added.push({ '.id': id, ...row });
      if (before !== null || overlay.order !== null) place(overlay, idsOf(menu, given), [id], before);
      return id;
    },
    change(menu, id, values) {
      const { changed: changes } = overlayOf(menu);
      changes.set(id, { ...changes.get(id), ...values });
    },
    remove(menu, id) {
      overlayOf(menu).removed.add(id);
    },
    own: (menu, id) => overlays.get(menu)?.changed.get(id) ?? {},
    forget(menu, id) {
      overlays.get(menu)?.changed.delete(id);
    },
    remember(menu) {
      const copy = structuredClone(overlayOf(menu));
      return () => void overlays.set(menu, structuredClone(copy));
    },
    keep(menu, row) {
      overlayOf(menu).kept.set(idOf(row), row);
    },
    move(menu, given, ids, before) {
      place(overlayOf(menu), idsOf(menu, given), ids, before);
    },
  };
}

function idOf(row: RouterRow): string {
  return textOf(row['.id'] ?? '');
}

function changed(row: RouterRow, values: Values | undefined): RouterRow {
  if (values === undefined) return row;
  const merged = Object.entries({ ...row, ...values }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as RouterRow;
}

function place(overlay: Overlay, ids: readonly string[], moved: readonly string[], before: string | null) {
  const rest = ids.filter((id) => !moved.includes(id));
  const found = before === null ? -1 : rest.indexOf(before);
  const index = found < 0 ? rest.length : found;
  overlay.order = [...rest.slice(0, index), ...moved, ...rest.slice(index)];
}

function inOrder(rows: readonly RouterRow[], order: readonly string[]): RouterRow[] {
  const rank = (row: RouterRow) => {
    const index = order.indexOf(idOf(row));
    return index < 0 ? order.length : index;
  };
  return rows.toSorted((a, b) => rank(a) - rank(b));
}
