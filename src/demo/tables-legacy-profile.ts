/** Profiles of legacy CAPsMAN that explain what interface rows show: a configuration for each name they give, and the profiles that it names. */
import { idOf } from './view.ts';
import { type RouterRow, textOf } from './row.ts';

interface Menus {
  configuration: RouterRow[];
  channel: RouterRow[];
  security: RouterRow[];
  steering: RouterRow[];
}

/** The properties of one section, without its name. A secret belongs to the security profile. */
function sectionOf(row: RouterRow, section: string): RouterRow {
  const own = Object.entries(row).filter(([key]) => key.startsWith(`${section}.`));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(section.length + 1), value]));
}

/** One configuration per name, from the first interface that names it. Channels are named by band, the others by network. */
export function profilesOf(interfaces: readonly RouterRow[]): Menus {
  const found = {
    configuration: new Map<string, RouterRow>(),
    channel: new Map<string, RouterRow>(),
    security: new Map<string, RouterRow>(),
    steering: new Map<string, RouterRow>(),
  };
  const put = (menu: keyof Menus, name: string, row: RouterRow): RouterRow => {
    if (Object.keys(row).length === 0) return {};
    if (!found[menu].has(name)) found[menu].set(name, { disabled: 'false', name, ...row });
    return { [menu]: name };
  };
  for (const row of interfaces) {
    const name = row['configuration'] === undefined ? null : textOf(row['configuration']);
    if (name === null || found.configuration.has(name)) continue;
    const network = textOf(row['configuration.ssid'] ?? name);
    put('configuration', name, {
      ...sectionOf(row, 'configuration'),
      ...put('channel', / ([\d.]+GHz)$/.exec(name)?.[1] ?? name, sectionOf(row, 'channel')),
      ...put('security', network, sectionOf(row, 'security')),
      ...put('steering', network, sectionOf(row, 'steering')),
    });
  }
  const numbered = (rows: Map<string, RouterRow>) =>
    [...rows.values()].map((row, index) => ({ '.id': idOf(index + 1), ...row }));
  return {
    configuration: numbered(found.configuration),
    channel: numbered(found.channel),
    security: numbered(found.security),
    steering: numbered(found.steering),
  };
}

/** One rule for each configuration of a master that the manager makes; its slaves are those on the same masters. */
export function provisioningOf(
  interfaces: readonly RouterRow[],
  matching: (configuration: string) => RouterRow,
): RouterRow[] {
  const slavesOf = new Map<string, Set<string>>();
  const byName = new Map(interfaces.map((row) => [textOf(row['name'] ?? ''), row]));
  for (const row of interfaces) {
    const master = byName.get(textOf(row['master-interface'] ?? ''));
    const configuration = textOf((master ?? row)['configuration'] ?? '');
    const slaves = slavesOf.get(configuration) ?? new Set();
    slavesOf.set(configuration, slaves);
    if (master !== undefined) slaves.add(textOf(row['configuration'] ?? ''));
  }
  return [...slavesOf].map(([configuration, slaves], index) => ({
    '.id': idOf(index + 1),
    action: 'create-dynamic-enabled',
    disabled: 'false',
    'master-configuration': configuration,
    'name-format': '%I',
    'radio-mac': '00:00:00:00:00:00',
    'slave-configurations': [...slaves].join(','),
    ...matching(configuration),
  }));
}
