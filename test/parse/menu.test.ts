import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Menu, menuPaths, menus, parseRows, registrationMenus } from '../../src/parse/menu.ts';
import type { Row } from '../../src/parse/row.ts';
import { anyRow, json, PLANTED, secretProperties, secrets } from '../hostile.ts';
import { runs } from '../runs.ts';

// what a row needs so that its parser does not turn it away
const identityOf = (path: Menu): Row => ({
  'mac-address': '02:00:00:00:00:01',
  'base-mac': '02:CA:00:00:00:01',
  name: 'wifi1',
  interface: 'wifi1',
  address: { 'ip/address': '192.168.88.1/24', 'ipv6/neighbor': 'fe80::1' }[path as string] ?? '192.168.88.1',
});

/** The properties a menu's parser looks at, in a row that has nothing but its identity. */
function propertiesRead(path: Menu): Set<string> {
  const read = new Set<string>();
  const watched = new Proxy<Record<string, unknown>>(
    { ...identityOf(path) },
    {
      getOwnPropertyDescriptor: (target, key) => {
        read.add(String(key));
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    },
  );
  expect(menus[path].parse(watched)).not.toBeNull();
  return read;
}

const newInterface = ['band', 'channel-width', 'current-channel', 'frequency', 'mode', 'ssid', 'tx-power'];
const newRadio = ['remote-cap-identity', 'remote-cap-name'];
const newCap = ['board', 'name'];

/** What a menu's parser looks at although the menu is not asked for it: another dialect spells it so. */
const elsewhere: Partial<Record<Menu, readonly string[]>> = {
  'interface/wifi': newInterface,
  'interface/wifi/radio': newRadio,
  'interface/wifi/capsman/remote-cap': newCap,
  'interface/wifiwave2': newInterface,
  'interface/wifiwave2/radio': newRadio,
  'interface/wifiwave2/capsman/remote-cap': newCap,
  'caps-man/interface': words(
    '.about band cap channel-width channel.width configuration.tx-power default-name frequency mode security.ft',
    'ssid steering.rrm steering.transition-threshold steering.wnm tx-power',
  ),
  'caps-man/access-list': ['days'],
  'interface/wireless/access-list': ['days'],
  'caps-man/radio': ['bands', 'cap'],
  'caps-man/remote-cap': ['board-name', 'connected-time', 'uptime'],
  'interface/wireless': words(
    'cap channel.band channel.frequency channel.width configuration.mode configuration.ssid configuration.tx-power',
    'current-channel inactive security.ft steering.rrm steering.transition-threshold steering.wnm',
  ),
};

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

const listed = menuPaths.filter((path) => menus[path].properties !== null);

describe.each(menuPaths)('%s', (path) => {
  it('is parsed without a throw, whatever the rows are', () => {
    fc.assert(
      fc.property(fc.array(anyRow(path), { maxLength: 3 }), (rows) => {
        expect(parseRows(path, rows).length).toBeLessThanOrEqual(rows.length);
      }),
      { numRuns: runs(60) },
    );
  });

  it('keeps no secret, whatever else its rows hold', () => {
    const [kept] = parseRows(path, [{ ...secrets, ...identityOf(path) }]);
    expect(kept).toBeDefined();
    expect(json(kept)).not.toContain(PLANTED);
  });

  it('is never asked for a secret', () => {
    const asked = menus[path].properties ?? [];
    expect(asked.filter((name) => secretProperties.includes(name))).toEqual([]);
    expect(asked.filter((name) => /pass(?:word|phrase)|private|-key|secret|\bpsk\b/.test(name))).toEqual([]);
    expect(
      [...propertiesRead(path)].filter((name) =>
        /pass(?:word|phrase)|private|-key|secret|\bpsk\b/.test(name),
      ),
    ).toEqual([]);
  });
});

describe('what is asked for', () => {
  it.each(listed)('of %s is what is used', (path) => {
    const read = propertiesRead(path);
    expect(menus[path].properties!.filter((name) => !read.has(name))).toEqual([]);
  });

  it.each(listed)('of %s is whatever its parser looks at, except the spellings of other dialects', (path) => {
    const asked = new Set(menus[path].properties);
    const notAsked = [...propertiesRead(path)].filter((name) => !asked.has(name));
    expect(notAsked.toSorted()).toEqual(elsewhere[path] ?? []);
  });

  it('never names the properties of a registration table: some builds would drop rows', () => {
    const registrations = menuPaths.filter((path) => path.endsWith('registration-table'));
    expect(registrations).toEqual(registrationMenus);
    for (const path of registrations) expect(menus[path].properties).toBeNull();
  });

  it('never is a menu that disturbs the radio', () => {
    expect(menuPaths.filter((path) => /scan|monitor|sniffer|spectral/.test(path))).toEqual([]);
  });
});

it('rows that say nothing usable are left out, the others keep their order', () => {
  const rows = [
    { 'mac-address': '02:00:00:00:00:02' },
    { interface: 'wifi1' },
    {},
    { 'mac-address': '02:00:00:00:00:01' },
  ];
  expect(parseRows('interface/wifi/registration-table', rows).map((row) => row.macAddress)).toEqual([
    '02:00:00:00:00:02',
    '02:00:00:00:00:01',
  ]);
});
