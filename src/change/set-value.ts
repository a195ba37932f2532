/** Edits that give WiFi interfaces a value: at the interface, or at the profile from which it inherits. */
import { raw, type Row } from '../parse/row.ts';
import { toText } from './bytes.ts';
import { refused } from './device-input.ts';
import type { Edit, Properties, Writes } from './edit.ts';
import { isSameValue } from './normalise.ts';
import { ownProfileCommands, radiosOf } from './own-profile.ts';
import type { Effect, Premise, Refusal, Use } from './plan.ts';
import {
  chainOf,
  interfaceKey,
  isDynamic,
  isOwn,
  type Link,
  nameOf,
  SECTIONS,
  usersOf,
  type WifiTables,
} from './wifi-tables.ts';

export type Scope = 'radio' | 'profile';

export interface Wanted {
  /** `section.property`; without a section where the driver has none. */
  value: string;
  /** Null: unset. */
  to: string | null;
}

export interface ValueChange {
  edits: Edit[];
  uses: Use[];
  effects: Effect[];
  premises: Premise[];
  /** Names of everything that uses what is changed. */
  interfaces: string[];
  /** Names of the objects. */
  objects: { menu: string; name: string }[];
}

export const nothing: ValueChange = {
  edits: [],
  uses: [],
  effects: [],
  premises: [],
  interfaces: [],
  objects: [],
};

/** `labelOf`: the access point of an interface. */
export function changeValues(
  wifi: WifiTables,
  targets: readonly Row[],
  wanted: readonly Wanted[],
  { scope, labelOf }: { scope: Scope; labelOf: (row: Row) => string },
): ValueChange | Refusal {
  const edits = new Map<string, Edit & { kind: 'set' }>();
  const links = new Map<string, Link>();
  const effects: Effect[] = [];
  const interfaces = new Set<string>();
  const objects = new Map<string, { menu: string; name: string }>();

  function put(menu: string, name: string, key: Record<string, string>, part: Part): void {
    const id = `${menu} ${JSON.stringify(key)}`;
    const known = edits.get(id);
    edits.set(id, known === undefined ? { kind: 'set', menu, key, ...part } : merged(known, part));
    objects.set(id, { menu, name });
  }

  for (const row of targets) {
    for (const { value, to } of wanted) {
      const shown = raw(row, value);
      const chain = chainOf(wifi, row, value);
      const own = isOwn(wifi, row, value);
      const holder = chain.find(({ held }) => held !== null);
      if (to !== null && isSameValue(value, shown, to)) continue;
      if (own || !value.includes('.') || (scope === 'radio' && !isDynamic(row))) {
        if (to === null && !own) continue;
        const after = to ?? holder?.held ?? null;
        put(wifi.menu, nameOf(row), interfaceKey(row), {
          from: { [value]: shown },
          to: { [value]: after },
          writes: { there: { [value]: to }, back: { [value]: own ? shown : null } },
        });
        interfaces.add(nameOf(row));
        continue;
      }
      if (to === null && holder === undefined) continue;
      // where nothing sets it: the configuration, which fewest interfaces use
      const link = holder ?? chain.find(({ section }) => section === 'configuration') ?? chain[0];
      if (link === undefined)
        return refused(`${text(nameOf(row))} has no configuration that could hold ${value}. ${STATIC}`);
      const radios = radiosOf(wifi, link);
      if (scope === 'radio' && radios.length > 1)
        return refused(sharedReason(row, link, radios), ownProfileCommands(wifi, row, link, labelOf(row)));
      put(
        link.menu,
        link.name,
        { name: link.name },
        {
          from: { [link.property]: link.held },
          to: { [link.property]: to },
        },
      );
      links.set(`${link.menu} ${link.name}`, link);
      for (const user of usersOf(wifi, link)) interfaces.add(nameOf(user));
      if (to !== null) effects.push(...effectsOf(wifi, link, value, to));
    }
  }
  const used = [...links.values()].flatMap((link) => usesOf(wifi, link));
  return {
    edits: [...edits.values()],
    uses: unique(used.map(({ use }) => use)),
    premises: unique(used.flatMap(({ premise }) => premise)),
    effects: unique(effects),
    interfaces: [...interfaces],
    objects: [...objects.values()],
  };
}

type Part = { from: Properties; to: Properties; writes?: Writes };

function merged(edit: Edit & { kind: 'set' }, part: Part): Edit & { kind: 'set' } {
  const writes =
    edit.writes === undefined || part.writes === undefined
      ? {}
      : {
          writes: {
            there: { ...edit.writes.there, ...part.writes.there },
            back: { ...edit.writes.back, ...part.writes.back },
          },
        };
  return { ...edit, from: { ...edit.from, ...part.from }, to: { ...edit.to, ...part.to }, ...writes };
}

const STATIC = 'Give the interface a configuration first.';
const text = (bytes: string) => toText(bytes) ?? '';

function sharedReason(row: Row, link: Link, radios: readonly string[]): string {
  return (
    `The value is held by ${link.menu} ${text(link.name)}, which carries ${radios.map(text).join(', ')}. ` +
    `Ask for scope "profile" to change all of them, or give ${text(nameOf(row))} a profile of its own with these commands on the router, and ask again.`
  );
}

/** The interfaces must show it at the end; those with a value of their own, or one from a nearer profile, need not. */
function effectsOf(wifi: WifiTables, link: Link, value: string, to: string): Effect[] {
  // the old CAPsMAN shows what is an interface's own only
  if (wifi.dialect === 'capsman') return [];
  const users = usersOf(wifi, link);
  const follows = (row: Row) => {
    if (isOwn(wifi, row, value)) return false;
    const chain = chainOf(wifi, row, value);
    const index = chain.findIndex(({ menu, name }) => menu === link.menu && name === link.name);
    return chain.slice(0, index).every(({ held }) => held === null);
  };
  const configurations = new Set(users.map((row) => raw(row, 'configuration')));
  return [...configurations].flatMap((configuration): Effect[] => {
    const rows = users.filter((row) => raw(row, 'configuration') === configuration);
    if (configuration !== null && rows.every(follows))
      return [{ menu: wifi.menu, key: { configuration }, values: { [value]: to } }];
    return rows
      .filter(follows)
      .map((row) => ({ menu: wifi.menu, key: interfaceKey(row), values: { [value]: to } }));
  });
}

/** What the plan names as its users must be all of them when it begins. */
function usesOf(wifi: WifiTables, link: Link): { use: Use; premise: Premise[] }[] {
  const users = usersOf(wifi, link);
  const configurations = [...new Set(users.flatMap((row) => raw(row, 'configuration') ?? []))];
  return configurations.map((configuration) => {
    const names = wifi.rows.filter((row) => raw(row, 'configuration') === configuration).map(nameOf);
    const profile = wifi.profiles.configuration.find((each) => raw(each, 'name') === configuration);
    const named = SECTIONS.flatMap((section) => {
      const name = profile === undefined ? null : raw(profile, section);
      return section === link.section && name !== null ? [[section, name] as const] : [];
    });
    return {
      use: { menu: wifi.menu, key: { configuration }, names },
      premise:
        named.length === 0
          ? []
          : [
              {
                menu: `${wifi.base}/configuration`,
                key: { name: configuration },
                values: Object.fromEntries(named),
              },
            ],
    };
  });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
