/** Parameters of the WiFi menus, with the release that brought each, and which values they take. */
import { SECTIONS } from './inherit.ts';
import { isList, type RouterTable, textOf } from './row.ts';

/** "name@718": since 7.18. */
const SECTION: Readonly<Record<string, string>> = {
  steering:
    'neighbor-group rrm wnm 2g-probe-delay@718 transition-threshold@721 transition-threshold-time@721 transition-request-period@721 transition-request-count@721 transition-time@721',
  channel:
    'band frequency secondary-frequency width skip-dfs-channels reselect-interval@715 reselect-time@719 deprioritize-unii-3-4@720 preamble-puncturing@722 afc@724',
  configuration:
    'ssid hide-ssid mode country manager tx-power antenna-gain chains tx-chains beacon-interval dtim-period multicast-enhance qos-classifier distance@714 station-roaming@717 installation@717 max-clients@718 hw-protection-mode@721',
  security:
    'authentication-types passphrase ft ft-over-ds ft-mobility-domain ft-preserve-vlanid connect-group connect-priority sae-pwe sae-max-failure-rate sae-anti-clogging-threshold management-protection management-encryption disable-pmkid wps group-key-update owe-transition-interface encryption multi-passphrase-group@717 beacon-protection@721',
  datapath:
    'bridge bridge-cost vlan-id client-isolation interface-list traffic-processing@719 openflow-switch@720',
};
const PROVISIONING =
  'action radio-mac identity-regexp common-name-regexp address-ranges supported-bands name-format master-configuration slave-configurations comment disabled slave-name-format@716 supported-hw-caps@722 multi-link-mode@722';
const OWN =
  'name comment disabled master-interface mac-address arp arp-timeout mtu l2mtu disable-running-check';
const LEGACY: Readonly<Record<string, string>> = {
  channel:
    'frequency secondary-frequency control-channel-width extension-channel band tx-power reselect-interval save-selected skip-dfs-channels',
  configuration: 'ssid hide-ssid mode country installation max-sta-count distance load-balancing-group',
  security: 'authentication-types passphrase encryption group-encryption group-key-update',
  datapath: 'bridge vlan-id vlan-mode local-forwarding client-to-client-forwarding interface-list',
  provisioning:
    'action radio-mac identity-regexp common-name-regexp ip-address-ranges hw-supported-modes name-format name-prefix master-configuration slave-configurations comment disabled',
};

/** Null for a menu that is none of these. */
export function wifiParameters(menu: string, version: string | null): ReadonlySet<string> | null {
  const [, base, section] = /^(interface\/wifi|interface\/wifiwave2|caps-man)(?:\/(\w+))?$/.exec(menu) ?? [];
  if (base === undefined) return null;
  const isLegacy = base === 'caps-man';
  const own = isLegacy ? LEGACY : SECTION;
  if (isInterfaces(menu)) return known([OWN, SECTIONS.join(' '), 'configuration', ...dotted(own)], version);
  if (section === 'provisioning') return known([isLegacy ? LEGACY['provisioning']! : PROVISIONING], version);
  const words = section === undefined ? undefined : own[section];
  if (words === undefined) return null;
  const overrides = section === 'configuration' ? [SECTIONS.join(' '), ...dotted(own)] : [];
  return known(['name comment disabled', words, ...overrides], version);
}

export function isInterfaces(menu: string): boolean {
  return ['interface/wifi', 'interface/wifiwave2', 'caps-man/interface'].includes(menu);
}

function dotted(sections: Readonly<Record<string, string>>): string[] {
  return Object.entries(sections)
    .filter(([section]) => section !== 'provisioning')
    .map(([section, words]) =>
      words
        .split(' ')
        .map((word) => `${section}.${word}`)
        .join(' '),
    );
}

function known(lists: readonly string[], version: string | null): Set<string> {
  const [major, minor] = (version ?? '99.0').split('.').map(Number);
  const words = lists.flatMap((list) => list.split(' ')).map((word) => word.split('@'));
  return new Set(
    words.filter(([, since = '0']) => major! * 100 + (minor ?? 0) >= Number(since)).map(([word]) => word!),
  );
}

const FLAGS = /(?:^|\.)(?:rrm|wnm|2g-probe-delay|ft|ft-over-ds|hide-ssid|client-isolation)$/;
const WIDTH =
  /^(?:20mhz|20\/40mhz(?:-Ce|-eC|-XX)?|20\/40\/80mhz(?:-[Ce]{4}|-XXXX)?|20\/40\/80\/160mhz|20\/40\/80\/160\/320mhz|20\/40\/80\+80mhz)$/;
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  'tx-power': [0, 40],
  'transition-threshold': [-120, 0],
  'max-clients': [1, 1000],
};

/** What is wrong with the value, in the words of a router. */
export function refusalOfWifi(
  menu: string,
  key: string,
  value: string,
  tables: (menu: string) => RouterTable,
): string | null {
  const base = /^(?:interface\/wifi|interface\/wifiwave2|interface\/wireless|caps-man)(?=\/|$)/.exec(
    menu,
  )?.[0];
  if (base === undefined || menu.endsWith('access-list')) return null;
  const word = key.split('.').at(-1)!;
  const unknown = `input does not match any value of ${word}`;
  if (FLAGS.test(key))
    return /^(?:yes|no|true|false)$/.test(value) ? null : `invalid value for argument ${word}`;
  const range = base !== 'interface/wifi' && word === 'tx-power' ? ([-30, 40] as const) : RANGES[word];
  if (range !== undefined) {
    if (!/^-?\d+$/.test(value)) return `invalid value for ${key}, an integer required`;
    const isInside = Number(value) >= range[0] && Number(value) <= range[1];
    return isInside ? null : `value of ${word} out of range (${range[0]}..${range[1]})`;
  }
  if (word === 'width' || word === 'channel-width') return WIDTH.test(value) ? null : unknown;
  if (word === 'frequency' && !/^\d{4}(?:-\d{4}(?::\d+)?)?(?:,\d{4}(?:-\d{4}(?::\d+)?)?)*$/.test(value))
    return `value of range expects range of numbers`;
  if (word === 'ssid' && value.length > 32) return 'failure: contents too long';
  if (key === 'configuration' || key === 'master-configuration')
    return isNamed(`${base}/configuration`, value) ? null : unknown;
  if (key === 'slave-configurations')
    return value.split(',').every((name) => isNamed(`${base}/configuration`, name)) ? null : unknown;
  return SECTIONS.includes(key) && !isNamed(`${base}/${key}`, value) ? unknown : null;

  function isNamed(profiles: string, name: string): boolean {
    const rows = tables(profiles);
    return isList(rows) && rows.some((row) => textOf(row['name'] ?? '') === name);
  }
}
