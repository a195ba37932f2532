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
  const radio = quoted(raw(master, 'radio-mac') ?? '');
  const rule = [
    `radio-mac=${radio}`,
    'action=create-dynamic-enabled',
    `master-configuration=${quoted(configurationOf(master))}`,
    ...(slaves.length === 0 ? [] : [`slave-configurations=${quoted(slaves.map(configurationOf).join(','))}`]),
    `name-format=${quoted(nameOf(master))}`,
    'place-before=0',
  ];
  return [
    ...(isNested
      ? [`/${base}/${link.section}/add copy-from=${quoted(link.name)} name=${quoted(nested)}`]
      : []),
    `/${base}/configuration/add copy-from=${quoted(old)} name=${quoted(copy)}`,
    ...(isNested
      ? [`/${base}/configuration/set [find where name=${quoted(copy)}] ${link.section}=${quoted(nested)}`]
      : []),
    `/${base}/provisioning/add ${rule.join(' ')}`,
    `/${base}/radio/provision [find where radio-mac=${radio}]`,
  ];
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
    const radio = quoted(raw(master, 'radio-mac') ?? '');
    const rule = [
      `radio-mac=${radio}`,
      'action=create-dynamic-enabled',
      `master-configuration=${quoted(raw(master, 'configuration') ?? '')}`,
      ...(left.length === 0 ? [] : [`slave-configurations=${quoted(left.join(','))}`]),
      'place-before=0',
    ];
    return [
      `/${base}/provisioning/add ${rule.join(' ')}`,
      `/${base}/radio/provision [find where radio-mac=${radio}]`,
    ];
  });
}
