/** Which parameters a menu accepts, and how the router rewrites their values. */
import { bytesOf, valueOf } from './bytes.ts';
import { formatDuration } from './duration.ts';
import { isInterfaces, refusalOfWifi, wifiParameters } from './parameter-wifi.ts';
import { isList, type RouterRow, type RouterTable, type RouterValue, textOf } from './row.ts';

const PARAMETERS: Readonly<Record<string, string>> = {
  'system/scheduler': 'name comment start-date start-time interval policy on-event disabled',
  'ip/dhcp-server/lease':
    'address mac-address client-id server comment disabled block-access lease-time rate-limit address-lists dhcp-option',
  'ip/firewall/address-list': 'list address comment disabled timeout',
  'interface/wifi/access-list':
    'mac-address mac-address-mask interface signal-range allow-signal-out-of-range ssid-regexp time action passphrase radius-accounting client-isolation vlan-id comment disabled',
  'caps-man/access-list':
    'mac-address mac-address-mask interface signal-range allow-signal-out-of-range ssid-regexp time action ap-tx-limit client-tx-limit private-passphrase vlan-id vlan-mode client-to-client-forwarding radius-accounting comment disabled',
  'interface/wireless':
    'name comment disabled mode ssid hide-ssid frequency secondary-frequency channel-width band tx-power tx-power-mode security-profile skip-dfs-channels country installation wireless-protocol arp mtu l2mtu mac-address master-interface',
  'interface/wireless/access-list':
    'mac-address interface signal-range allow-signal-out-of-range time authentication forwarding ap-tx-limit client-tx-limit private-algo private-key private-pre-shared-key vlan-id vlan-mode management-protection-key comment disabled',
};
/** The menus of WiFi are in parameter-wifi.ts. */
const SAME_AS: Readonly<Record<string, string>> = {
  'interface/wifiwave2/access-list': 'interface/wifi/access-list',
};

/** `version`: null: those of every release. Of a menu that is not listed: whatever its rows show. */
export function parametersOf(menu: string, table: RouterTable, version: string | null): ReadonlySet<string> {
  const listed = PARAMETERS[SAME_AS[menu] ?? menu];
  if (listed !== undefined) return new Set(listed.split(' '));
  const wifi = wifiParameters(menu, version);
  if (wifi !== null && !isInterfaces(menu)) return wifi;
  const rows = isList(table) ? table : [table];
  const shown = rows.flatMap((row) => Object.keys(row)).filter((key) => wifi === null || !key.includes('.'));
  return new Set(['name', 'comment', 'disabled', ...shown, ...(wifi ?? [])]);
}

/** Values of a row that was added without them. */
export const DEFAULTS: Readonly<Record<string, RouterRow>> = {
  'system/scheduler': { disabled: 'false', interval: '0s', 'run-count': '0', 'start-time': '00:00:00' },
  'ip/dhcp-server/lease': {
    'address-lists': '',
    blocked: 'false',
    'dhcp-option': '',
    disabled: 'false',
    dynamic: 'false',
    'last-seen': 'never',
    radius: 'false',
    status: 'waiting',
  },
  'ip/firewall/address-list': { disabled: 'false', dynamic: 'false' },
  'interface/wireless/access-list': { authentication: 'true', disabled: 'false', forwarding: 'true' },
  'caps-man/configuration': {},
  'caps-man/channel': {},
};

/** The row whose menu would hold it: what makes it a duplicate, and what the router then says. */
export function duplicateOf(menu: string, rows: readonly RouterRow[], row: RouterRow): string | null {
  const same = (key: string) => rows.some((other) => get(other, key) === get(row, key));
  if (menu === 'system/scheduler') return same('name') ? 'failure: item with this name already exists' : null;
  if (menu === 'ip/firewall/address-list') {
    const twin = rows.some(
      (other) => get(other, 'list') === get(row, 'list') && get(other, 'address') === get(row, 'address'),
    );
    return twin ? 'failure: already have such entry' : null;
  }
  if (menu !== 'ip/dhcp-server/lease') return null;
  const fixed = rows.filter(
    (other) => get(other, 'dynamic') !== 'true' && get(other, 'server') === get(row, 'server'),
  );
  if (fixed.some((other) => get(other, 'mac-address') === get(row, 'mac-address')))
    return 'failure: already have static lease for this client';
  if (fixed.some((other) => get(other, 'address') === get(row, 'address')))
    return 'failure: already have static lease with this IP address';
  return null;
}

/** What is wrong with the value in the words of a router; null when nothing is. */
export function refusalOf(
  menu: string,
  key: string,
  value: string,
  known: (menu: string) => RouterTable,
): string | null {
  const unknown = `input does not match any value of ${key}`;
  if (key === 'disabled' && !/^(?:yes|no|true|false)$/.test(value)) return `invalid value for ${key}`;
  if (key === 'mac-address' && value !== '' && !/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value))
    return `invalid value for argument ${key}`;
  if (key === 'address' && !/^\d+\.\d+\.\d+\.\d+(?:\/\d+)?$/.test(value))
    return 'value of range expects range of ip addresses';
  if (key === 'action' && menu.endsWith('access-list'))
    return ['accept', 'reject', 'query-radius'].includes(value) ? null : unknown;
  if (key === 'vlan-id' && !/^(?:\d+|none)$/.test(value))
    return `invalid value for ${menu.split('/').at(-1)}.vlan-id, an integer required`;
  if (key === 'interface' && menu.endsWith('access-list')) {
    const interfaces = known(
      menu === 'caps-man/access-list' ? 'caps-man/interface' : menu.replace('/access-list', ''),
    );
    const lists = known('interface/list');
    const names = [interfaces, lists].flatMap((table) =>
      isList(table) ? table.map((row) => get(row, 'name')) : [],
    );
    return value === 'any' || value === 'all' || names.includes(value) ? null : unknown;
  }
  const wifi = refusalOfWifi(menu, key, value, known);
  if (wifi !== null) return wifi;
  if (key === 'server' && menu === 'ip/dhcp-server/lease') {
    const leases = known(menu);
    const servers = isList(leases) ? leases.map((row) => get(row, 'server')) : [];
    return value === 'all' || servers.includes(value) ? null : unknown;
  }
  return null;
}

/** As the router stores it; null when that is nothing. */
export function normalised(key: string, bytes: string): RouterValue | null {
  if (bytes === '' && key === 'comment') return null;
  if (bytes === 'yes') return 'true';
  if (bytes === 'no') return 'false';
  if (key === 'mac-address') return bytes.toUpperCase();
  if (key === 'interval' || key.endsWith('transition-threshold-time'))
    return formatDuration(durationMs(bytes));
  if (key === 'address') return bytes.replace(/\/32$/, '');
  return valueOf(bytes);
}

const UNIT_MS: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** "1h30m", "90" (seconds) or "01:30:00". */
export function durationMs(text: string): number {
  const clock = /^(\d+):(\d+):(\d+)$/.exec(text);
  if (clock !== null) return ((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  return [...text.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit!]!,
    0,
  );
}

function get(row: RouterRow, key: string): string {
  return textOf(row[key] ?? '');
}

/** Equal as the router compares them: "yes" is "true", and bytes are compared as bytes. */
export function isSame(value: RouterValue | undefined, wanted: string): boolean {
  const word = (text: string) => (text === 'yes' ? 'true' : text === 'no' ? 'false' : text);
  return value !== undefined && word(bytesOf(value)) === word(wanted);
}
