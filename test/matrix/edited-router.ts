/** The routers of the house behind others that reach into what they say. */
import type { SimulatedNetwork } from '../../src/demo/network.ts';
import { type RouterRow, type RouterTable, startRouter } from '../../src/demo/router.ts';

type Tables = Readonly<Record<string, RouterTable>>;

/** What the tables of a router become; null leaves them as they are. */
export type Edit = ((tables: Tables) => Tables) | null;

export async function startEditedRouters({ house, routers }: SimulatedNetwork, now: () => number = Date.now) {
  const edits: Edit[] = house.routers.map(() => null);
  const started = await Promise.all(
    house.routers.map((plan, index) => {
      const { username, password } = routers[index]!;
      const tables = () => edits[index]?.(plan.tables()) ?? plan.tables();
      return startRouter({ tables, identity: plan.identity, username, password, now });
    }),
  );
  return {
    routers: started,
    /** By the router's place; from now on. */
    edit: (index: number, edit: Edit) => {
      edits[index] = edit;
    },
    stop: async () => {
      await Promise.all(started.map((router) => router.stop()));
    },
  };
}

export function rowsOf(tables: Tables, menu: string): readonly RouterRow[] {
  const table = tables[menu];
  return Array.isArray(table) ? (table as RouterRow[]) : [];
}

/** The rows of these menus, each as `change` makes it; null leaves one out. */
export function withRows(
  tables: Tables,
  menus: readonly string[],
  change: (row: RouterRow, menu: string) => RouterRow | null,
): Tables {
  const changed = menus.map((menu) => [
    menu,
    rowsOf(tables, menu)
      .map((row) => change(row, menu))
      .filter((row) => row !== null),
  ]);
  return { ...tables, ...(Object.fromEntries(changed) as Tables) };
}

export const WIFI = [
  'interface/wifi',
  'interface/wifi/radio',
  'interface/wifi/registration-table',
  'interface/wifi/capsman/remote-cap',
];

/** A row of an access point: of its CAP, a radio, an interface or a client. */
export function isOf({ name, interface: wifi, identity }: RouterRow, accessPoint: string): boolean {
  return (
    identity === accessPoint ||
    [name, wifi].some((title) => String(title ?? '').startsWith(`${accessPoint} `))
  );
}
