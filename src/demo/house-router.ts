/** One router of a house: its tables and its log. */
import { reboot, throwOff } from './move.ts';
import { obey } from './obey.ts';
import { type RouterRow, type RouterTable, textOf } from './row.ts';
import { addressTables } from './tables-address.ts';
import { capsmanTables, wirelessTables } from './tables-legacy.ts';
import { generalTables } from './tables-general.ts';
import { systemTables } from './tables-system.ts';
import { wifiTables } from './tables-wifi.ts';
import type { LineListener, LogFeed } from './log-feed.ts';
import { type RouterTables, type View, viewOf } from './view.ts';
import type { AirState } from './on-air.ts';
import type { SimulatedRouterState, SimulatedWorld } from './world.ts';

/** Whether the access list of this menu lets the device join the interface. */
export type Admits = (menu: string, joining: { mac: string; interface: string }) => boolean;

export interface HouseRouter {
  identity: string;
  version: string;
  packages: readonly string[];
  /** The tables of every menu, at this moment; the same object until something changes or the next refresh is due. */
  tables(): Readonly<Record<string, RouterTable>>;
  /** For `onReboot`: all devices are disconnected and come back within 90 seconds. */
  reboot(): void;
  /** For `onKick`: the device of the row is thrown off. */
  kick(row: RouterRow): void;
  /** The settings of its interfaces, by name, where they are not those that the house began with. */
  obey(states: ReadonlyMap<string, AirState>): void;
  /** Its access list decides from now on who may join. */
  admitBy(admits: Admits): void;
  /**
   * Every log line about devices that connect, disconnect and roam, at the time of the event: topics, a space, the message. Returns the call
   * that ends it.
   */
  onLog: (listener: LineListener) => () => void;
}

export function createHouseRouter(
  world: SimulatedWorld,
  router: SimulatedRouterState,
  { advance, logFeed }: { advance: () => number; logFeed: LogFeed },
): HouseRouter {
  let made: { key: string; tables: RouterTables } | null = null;
  let renderers: readonly Renderer[] | null = null;
  return {
    identity: router.plan.identity,
    version: router.plan.version,
    packages: router.plan.packages,
    tables() {
      const at = advance();
      const key = `${world.changes} ${at}`;
      if (made?.key === key) return made.tables;
      renderers ??= renderersOf(world, router, at);
      const tables = tablesOf(
        renderers,
        once(() => viewOf(world, router, at)),
      );
      made = { key, tables };
      return tables;
    },
    reboot() {
      const at = advance();
      reboot(world, router, at);
      logFeed.deliver(at);
    },
    kick(row) {
      const at = advance();
      const resident = world.residents.find(({ mac }) => mac === textOf(row['mac-address']!));
      if (resident !== undefined) throwOff(world, resident, at);
      logFeed.deliver(at);
    },
    obey(states) {
      const at = advance();
      obey(world, router, states, at);
      logFeed.deliver(at);
    },
    admitBy(admits) {
      const before = world.admits;
      world.admits = (asked, { mac, interface: wifi }) => {
        if (asked !== router) return before(asked, { mac, interface: wifi });
        const { dialect } = router.plan.accessPoints.find(({ interfaces }) => interfaces.includes(wifi))!;
        return admits(ACCESS_LISTS[dialect], { mac, interface: wifi.name });
      };
    },
    onLog: (listener) => logFeed.listen(router, listener),
  };
}

const ACCESS_LISTS = {
  wifi: 'interface/wifi/access-list',
  capsman: 'caps-man/access-list',
  wireless: 'interface/wireless/access-list',
};

/** What renders the menus of a router, and the names of its menus: they never change. */
function renderersOf(world: SimulatedWorld, router: SimulatedRouterState, at: number): Renderer[] {
  const legacy = router.plan.packages.includes('wireless');
  const all = [
    systemTables,
    generalTables,
    wifiTables,
    ...(legacy ? [capsmanTables, wirelessTables] : []),
    addressTables,
  ];
  const view = viewOf(world, router, at);
  return all.map((render) => ({ render, menus: Object.keys(render(view)) }));
}

interface Renderer {
  render: (view: View) => RouterTables;
  menus: readonly string[];
}

/** Each menu is rendered when it is asked for the first time: a request asks for one of them. */
function tablesOf(renderers: readonly Renderer[], view: () => View): RouterTables {
  const tables: RouterTables = {};
  for (const { render, menus } of renderers) {
    const rendered = once(() => render(view()));
    for (const menu of menus) {
      // Frozen: the router may encode each of them once.
      const get = once(() => Object.freeze(rendered()[menu]!));
      Object.defineProperty(tables, menu, { get, enumerable: true, configurable: true });
    }
  }
  return Object.freeze(tables);
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
