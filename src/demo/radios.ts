/**
 * What a router makes of its WiFi menus: interfaces show what they inherit, CAPsMAN makes them anew when it is told to, and a change that
 * restarts an interface keeps it off the air for a while.
 */
import { fromConfiguration, fromProfiles, profilesOf, SECTIONS } from './inherit.ts';
import { type AirState, isRestarted, masterOf, type OnAir, onAirOf } from './on-air.ts';
import { memoized } from './memoized.ts';
import { outageMs } from './outage.ts';
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';
import { ruleFor } from './provision.ts';
import type { Stored, Values } from './stored.ts';

export interface RadiosOptions {
  given: (menu: string) => RouterTable;
  stored: Stored;
  now: () => number;
  /** Channels (MHz) on which radar is heard. */
  radarMhz: () => readonly number[];
  /** A change of power or steering restarts the interface as well. */
  softEditsDrop: () => boolean;
  onAir: ((states: ReadonlyMap<string, AirState>) => void) | null;
}

/** How CAPsMAN made the interfaces of a radio last. */
interface Made {
  configuration: string;
  slaves: readonly string[];
  /** Of the master; null: as before. */
  name: string | null;
  count: number;
}

const INHERITING = ['interface/wifi', 'interface/wifiwave2', 'caps-man/interface'];
const OFF = { inactive: 'true', running: 'false' };

export type Radios = ReturnType<typeof createRadios>;

export function createRadios(options: RadiosOptions) {
  const { given, stored, now } = options;
  const made = new Map<string, Made>();
  const silentUntil = new Map<string, number>();
  let before: Map<string, OnAir> | null = null;

  const current = (menu: string) => stored.apply(menu, given(menu));

  /** The table with what its interfaces inherit, and the names that they have now. */
  function table(menu: string, rows: RouterTable): RouterTable {
    if (!isList(rows)) return rows;
    if (INHERITING.includes(menu))
      return interfaces(menu, rows).map(({ was, row }) => (isSilent(was) ? { ...row, ...OFF } : row));
    if (made.size === 0) return rows;
    const names = namesNow(menu);
    return names === null ? rows : rows.map((row) => renamed(row, names));
  }

  const isSilent = (name: string) => (silentUntil.get(name) ?? 0) > now();

  function interfaces(menu: string, rows: readonly RouterRow[]): { was: string; row: RouterRow }[] {
    const rendered = given(menu);
    const known = new Map(isList(rendered) ? rendered.map((row) => [textOf(row['.id'] ?? ''), row]) : []);
    const names = namesOf(menu);
    const inheritance = createInheritance(menu);
    return rows.flatMap((row) => {
      const id = textOf(row['.id'] ?? '');
      // a row without an id is as it is rendered
      const was = id === '' ? row : known.get(id);
      const old = textOf(was?.['name'] ?? row['name'] ?? '');
      const shown = was === undefined ? row : makeOf(menu, was);
      if (shown === null) return [];
      const merged = inherit(inheritance, shown, was ?? {}, was === undefined ? row : stored.own(menu, id));
      return [{ was: old, row: renamed(merged, names) }];
    });
  }

  /** As CAPsMAN made it last; null: it makes no such interface any more. */
  function makeOf(menu: string, row: RouterRow): RouterRow | null {
    const master = masterOf(row);
    const record = made.get(master ?? textOf(row['name'] ?? ''));
    if (record === undefined) return row;
    const slaves = slavesOf(menu, master ?? '');
    const index = slaves.indexOf(textOf(row['name'] ?? ''));
    const configuration = master === null ? record.configuration : record.slaves[index];
    if (configuration === undefined) return null;
    const number = Number.parseInt(textOf(row['.id']!).slice(1), 16) + 0x200 * record.count;
    return { ...row, configuration, '.id': `*${number.toString(16).toUpperCase()}` };
  }

  function slavesOf(menu: string, master: string): string[] {
    const rows = given(menu);
    return isList(rows)
      ? rows.filter((row) => masterOf(row) === master).map((row) => textOf(row['name'] ?? ''))
      : [];
  }

  /** What configurations give now, and gave when the rows were rendered: many interfaces name the same one. */
  function createInheritance(menu: string) {
    const base = profilesOf(menu);
    const [tableBefore, tableNow] = [memoized(given), memoized(current)];
    const menus = ['configuration', ...SECTIONS].map((section) => `${base}/${section}`);
    const isAsRendered = menus.every((each) => tableBefore(each) === tableNow(each));
    const valuesBefore = memoized((name) => fromConfiguration(base, name, tableBefore));
    const valuesNow = memoized((name) => fromConfiguration(base, name, tableNow));
    return {
      showsAll: menu !== 'caps-man/interface',
      given: valuesBefore,
      /** What a row shows otherwise since it was rendered with `before`: it names `chosen`, and has values of its own. */
      changes(before: string, chosen: string, own: Values): [string, RouterRow[string] | undefined][] {
        const hasOwn = Object.keys(own).length > 0;
        if (isAsRendered && !hasOwn && before === chosen) return [];
        const is = { ...valuesNow(chosen), ...fromProfiles(base, own as RouterRow, tableNow) };
        const was = valuesBefore(before);
        const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
        return keys.filter((key) => was[key] !== is[key]).map((key) => [key, is[key]]);
      },
    };
  }

  /** Only what differs from the configuration that the row was rendered with: the rest it shows already. */
  function inherit(
    inheritance: ReturnType<typeof createInheritance>,
    row: RouterRow,
    was: RouterRow,
    own: Values,
  ): RouterRow {
    const configurationOf = (each: RouterRow) => textOf(each['configuration'] ?? '');
    const before = configurationOf(was);
    const chosen = typeof own['configuration'] === 'string' ? own['configuration'] : configurationOf(row);
    const shown: Record<string, RouterRow[string]> = { ...row };
    for (const [key, value] of inheritance.changes(before, chosen, own)) {
      if (!inheritance.showsAll && !(key in was)) continue;
      if (value === undefined) delete shown[key];
      else shown[key] = value;
    }
    for (const [key, value] of Object.entries(own)) {
      if (value !== null) shown[key] = value;
      else if (!key.includes('.')) delete shown[key];
    }
    const isWithout =
      shown['configuration.ssid'] === undefined &&
      before !== '' &&
      Object.keys(inheritance.given(before)).length > 0;
    return isWithout ? { ...shown, ...OFF } : shown;
  }

  /** Old names to new ones. */
  function namesOf(menu: string): Map<string, string> {
    const names = new Map<string, string>();
    for (const [master, { name }] of made) {
      if (name === null || name === master) continue;
      names.set(master, name);
      for (const slave of slavesOf(menu, master)) names.set(slave, slave.replace(master, name));
    }
    return names;
  }

  function namesNow(menu: string): Map<string, string> | null {
    if (/^interface\/wifi\/(?:radio|registration-table)$/.test(menu)) return namesOf('interface/wifi');
    if (/^caps-man\/(?:radio|registration-table)$/.test(menu)) return namesOf('caps-man/interface');
    return null;
  }

  /** Every interface, by the name that the house knows. */
  function onAir(tables: (menu: string) => readonly { was: string; row: RouterRow }[]): Map<string, OnAir> {
    const all = new Map<string, OnAir>();
    for (const menu of [...INHERITING, 'interface/wireless']) {
      for (const { was, row } of tables(menu)) all.set(was, onAirOf(menu, row, current));
    }
    return all;
  }

  const rendered = () =>
    onAir((menu) => {
      const rows = given(menu);
      return isList(rows) ? rows.map((row) => ({ was: textOf(row['name'] ?? ''), row })) : [];
    });

  const present = () =>
    onAir((menu) => {
      const rows = current(menu);
      if (!isList(rows)) return [];
      return INHERITING.includes(menu)
        ? interfaces(menu, rows)
        : rows.map((row) => ({ was: nameAtFirst(menu, row), row }));
    });

  function nameAtFirst(menu: string, row: RouterRow): string {
    const rows = given(menu);
    const first = isList(rows) ? rows.find((each) => each['.id'] === row['.id']) : undefined;
    return textOf((first ?? row)['name'] ?? '');
  }

  /** After a write: what is on the air from now on. `remade`: masters whose interfaces were made anew. */
  function settle(remade: readonly string[] = []): void {
    if (options.onAir === null) return;
    const usual = rendered();
    const was = before ?? usual;
    const is = present();
    before = is;
    const states = new Map<string, AirState>();
    for (const [name, state] of usual) {
      const after = is.get(name) ?? { ...state, isOn: false };
      const master = after.master === null ? after : (is.get(after.master) ?? after);
      const restarts = [name, after.master ?? name].some(
        (each) => remade.includes(each) || isRestarted(was.get(each), is.get(each), options.softEditsDrop()),
      );
      if (restarts) silentUntil.set(name, now() + outageMs(master.channel, options.radarMhz()));
      const silent = silentUntil.get(name) ?? 0;
      const isOn = after.isOn && master.isOn;
      const louderDb = master.powerDbm - (usual.get(after.master ?? name)?.powerDbm ?? master.powerDbm);
      const thresholdDbm = after.thresholdDbm === state.thresholdDbm ? null : after.thresholdDbm;
      if (isOn && louderDb === 0 && thresholdDbm === null && silent <= now()) continue;
      states.set(name, { isOn, louderDb, thresholdDbm, silentUntil: silent });
    }
    options.onAir(states);
  }

  return {
    table,
    settle: () => settle(),
    /** The name that the house knows an interface by. */
    nameAtFirst(menu: string, name: string): string {
      return [...namesOf(menu)].find(([, shown]) => shown === name)?.[0] ?? name;
    },
    nameNow: (menu: string, name: string) => namesOf(menu).get(name) ?? name,
    /** Makes the interfaces of radios anew, by the first rule that matches each; what was set on a static one is gone. */
    provision(menu: string, radioMacs: readonly string[]): void {
      const interfaceMenu = menu.startsWith('caps-man') ? 'caps-man/interface' : 'interface/wifi';
      const rules = current(`${profilesOf(interfaceMenu)}/provisioning`);
      const rows = given(interfaceMenu);
      if (!isList(rows) || !isList(rules)) return;
      const remade = rows.filter(
        (row) => masterOf(row) === null && radioMacs.includes(textOf(row['radio-mac'] ?? '')),
      );
      for (const row of remade) {
        const name = textOf(row['name'] ?? '');
        const rule = ruleFor(rules, row);
        if (rule === null) continue;
        if (textOf(row['dynamic'] ?? '') !== 'true') {
          stored.forget(interfaceMenu, textOf(row['.id']!));
          continue;
        }
        made.set(name, {
          configuration: rule.master,
          slaves: rule.slaves,
          name: rule.name,
          count: (made.get(name)?.count ?? 0) + 1,
        });
      }
      settle(remade.map((row) => textOf(row['name'] ?? '')));
    },
  };
}

function renamed(row: RouterRow, names: ReadonlyMap<string, string>): RouterRow {
  if (names.size === 0) return row;
  const changed = ['name', 'interface', 'master-interface'].flatMap((key) => {
    const name = row[key] === undefined ? undefined : names.get(textOf(row[key]));
    return name === undefined ? [] : [[key, name] as const];
  });
  return changed.length === 0 ? row : { ...row, ...Object.fromEntries(changed) };
}
