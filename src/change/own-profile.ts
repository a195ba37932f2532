/** What one would type to give one radio a profile of its own. Nothing here is run by this program. */
import { raw, type Row } from '../parse/row.ts';
import { quoted } from './script.ts';
import { type Link, masterOf, nameOf, radioOf, usersOf, type WifiTables } from './wifi-tables.ts';

/** `label`: what the copies are named after. A line each, which a terminal of the router takes. */
export function ownProfileCommands(wifi: WifiTables, row: Row, link: Link, label: string): string[] {
  const { base, rows } = wifi;
  const master = rows.find((each) => nameOf(each) === radioOf(row)) ?? row;
  const slaves = rows.filter((each) => masterOf(each) === nameOf(master));
  const old = raw(row, 'configuration') ?? '';
  const copy = `${old} ${label}`;
  const nested = `${link.name} ${nameOf(master)}`;
  const isNested = link.section !== 'configuration';
  const configurationOf = (each: Row) => (each === row ? copy : (raw(each, 'configuration') ?? ''));
  return [
    ...(isNested
      ? [`/${base}/${link.section}/add copy-from=${quoted(link.name)} name=${quoted(nested)}`]
      : []),
    `/${base}/configuration/add copy-from=${quoted(old)} name=${quoted(copy)}`,
    ...(isNested
      ? [`/${base}/configuration/set [find where name=${quoted(copy)}] ${link.section}=${quoted(nested)}`]
      : []),
    ...provisionCommands(base, master, slaves.map(configurationOf), configurationOf(master)),
  ];
}

/** A rule of its own for one radio, which keeps its names, and its interfaces made anew. */
function provisionCommands(
  base: string,
  master: Row,
  slaves: readonly string[],
  configuration = raw(master, 'configuration') ?? '',
): string[] {
  const radio = `radio-mac=${quoted(raw(master, 'radio-mac') ?? '')}`;
  const rule = [
    radio,
    'action=create-dynamic-enabled',
    `master-configuration=${quoted(configuration)}`,
    ...(slaves.length === 0 ? [] : [`slave-configurations=${quoted(slaves.join(','))}`]),
    `name-format=${quoted(nameOf(master))}`,
    'place-before=0',
  ];
  return [`/${base}/provisioning/add ${rule.join(' ')}`, `/${base}/radio/provision [find where ${radio}]`];
}

/** The radios that a profile carries, by the name of their masters. */
export function radiosOf(wifi: WifiTables, link: Pick<Link, 'section' | 'name'>): string[] {
  return [...new Set(usersOf(wifi, link).map(radioOf))];
}

/** What one would type to have CAPsMAN make these interfaces no more: their configurations leave the rules of their radios. */
export function withoutConfigurationCommands({ base, rows }: WifiTables, made: readonly Row[]): string[] {
  const gone = new Set(made.map((row) => raw(row, 'configuration')));
  const masters = rows.filter((row) => made.some((each) => masterOf(each) === nameOf(row)));
  return masters.flatMap((master) => {
    const left = rows
      .filter((row) => masterOf(row) === nameOf(master))
      .flatMap((row) => raw(row, 'configuration') ?? [])
      .filter((name) => !gone.has(name));
    return provisionCommands(base, master, left);
  });
}

/** What one would type to put the interfaces that CAPsMAN makes at one access point into an interface list of their own. */
export function ownListCommands({ base, rows }: WifiTables, made: readonly Row[], list: string): string[] {
  const copyOf = (configuration: string) => `${configuration} ${list}`;
  const configurationOf = (row: Row) => raw(row, 'configuration') ?? '';
  const masters = new Set(made.map(radioOf));
  return [
    `/interface/list/add name=${quoted(list)}`,
    ...[...new Set(made.map(configurationOf))].flatMap((configuration) => [
      `/${base}/configuration/add copy-from=${quoted(configuration)} name=${quoted(copyOf(configuration))}`,
      `/${base}/configuration/set [find where name=${quoted(copyOf(configuration))}] datapath.interface-list=${quoted(list)}`,
    ]),
    ...rows
      .filter((row) => masters.has(nameOf(row)))
      .flatMap((master) => {
        const slaves = rows.filter((row) => masterOf(row) === nameOf(master));
        const copies = slaves.map((row) => copyOf(configurationOf(row)));
        return provisionCommands(base, master, copies, copyOf(configurationOf(master)));
      }),
  ];
}
