/** The simulated house on the wire, and hands that can reach into what its routers say. */
import { createHouse, type House } from '../../src/demo/house.ts';
import { startNativeApi } from '../../src/demo/native-api.ts';
import { type RouterTable, type SimulatedRouter, startRouter } from '../../src/demo/router.ts';

export interface Row extends Record<string, unknown> {
  interface?: string;
  name?: string;
}

/** What a menu's rows become. */
export type Edit = (rows: readonly Row[], menu: string) => readonly Row[];

export interface Network {
  house: House;
  /** "Hallway" on current drivers with three access points, "Workshop" on old ones with one. */
  hallway: SimulatedRouter;
  workshop: SimulatedRouter;
  routers: readonly SimulatedRouter[];
  /** What the program reads, in the same order. */
  targets: readonly Pick<SimulatedRouter, 'url' | 'username' | 'password'>[];
  /** Null ends it. */
  edit: (router: 'hallway' | 'workshop', edit: Edit | null) => void;
  stop: () => Promise<void>;
}

/** `isSix`: the workshop runs RouterOS 6, which is read over the native API. */
export async function startNetwork(now: () => number, isSix = false): Promise<Network> {
  const house = createHouse({ seed: 7, now, ...(isSix && { workshopVersion: '6.49.18' }) });
  house.pause();
  const edits: (Edit | null)[] = [null, null];
  const routers = await Promise.all(
    house.routers.map((router, index) => {
      const { identity, packages, version } = router;
      return startRouter({
        tables: () => edited(router.tables(), edits[index]!),
        onReboot: () => router.reboot(),
        identity,
        packages,
        version,
        now,
      });
    }),
  );
  const [hallway, workshop] = routers as [SimulatedRouter, SimulatedRouter];
  const api = isSix ? await startNativeApi(workshop) : null;
  const { username, password } = workshop;
  return {
    house,
    hallway,
    workshop,
    routers,
    targets: api === null ? routers : [hallway, { url: api.url, username, password }],
    edit: (router, edit) => {
      edits[router === 'hallway' ? 0 : 1] = edit;
    },
    stop: async () => {
      await api?.stop();
      await Promise.all(routers.map((router) => router.stop()));
    },
  };
}

function edited(
  tables: Readonly<Record<string, RouterTable>>,
  edit: Edit | null,
): Readonly<Record<string, RouterTable>> {
  if (edit === null) return tables;
  const entries = Object.entries(tables).map(([menu, table]) => [
    menu,
    Array.isArray(table) ? edit(table as Row[], menu) : table,
  ]);
  return Object.fromEntries(entries) as Record<string, RouterTable>;
}

/** An access point that is off the network: its manager lists neither it nor its interfaces nor who was on them. */
export function without(accessPoint: string): Edit {
  const isOf = ({ name, interface: wifi, identity }: Row) =>
    identity === accessPoint || [name, wifi].some((title) => title?.startsWith(`${accessPoint} `) === true);
  return (rows, menu) => (menu.startsWith('interface/wifi') ? rows.filter((row) => !isOf(row)) : rows);
}

export const onlyRegistrations =
  (edit: Edit): Edit =>
  (rows, menu) =>
    menu.endsWith('registration-table') ? edit(rows, menu) : rows;
