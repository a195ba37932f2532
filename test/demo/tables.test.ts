/** What the join relies on holds in the house's tables, as it does in captured ones. */
import { describe, expect, test } from 'vitest';
import { createHouse } from '../../src/demo/house.ts';
import type { RouterRow } from '../../src/demo/router.ts';
import { SECRET_MARK } from '../../src/demo/view.ts';

const house = createHouse({ seed: 3, now: () => Date.UTC(2026, 10, 20, 18, 30) });
const [main, workshop] = house.routers.map((router) => router.tables());
const rows = (tables: typeof main, menu: string) => tables![menu] as readonly RouterRow[];
const values = (table: readonly RouterRow[], key: string) => table.map((row) => row[key]);
const WIFI = rows(main, 'interface/wifi/registration-table');
const LEASES = rows(main, 'ip/dhcp-server/lease');
const ARP = rows(main, 'ip/arp');

describe('on the CAPsMAN router', () => {
  const interfaces = rows(main, 'interface/wifi');
  const byName = new Map(interfaces.map((row) => [row['name'], row]));

  test('every registration names an interface, whose CAP is known by its base MAC', () => {
    const caps = values(rows(main, 'interface/wifi/capsman/remote-cap'), 'base-mac');
    const where = WIFI.map((registration) => {
      const row = byName.get(registration['interface']!)!;
      const master = byName.get(row['master-interface'] ?? row['name']!)!;
      return String(master['cap'] ?? 'own').match(/@(.{17})%\*/)?.[1] ?? master['default-name'];
    });
    expect(new Set(where)).toEqual(new Set(['wifi1', 'wifi2', ...caps]));
  });

  test('the CAP is named on masters only, the remark on all of its interfaces', () => {
    for (const row of interfaces) {
      const operated = row['.about'] !== undefined;
      expect('cap' in row).toBe(operated && row['master'] === 'true');
      expect('radio-mac' in row).toBe(row['master'] === 'true');
      expect('default-name' in row).toBe(!operated && row['master'] === 'true');
      if (operated) expect(row['.about']).toMatch(/^operated by CAP ([0-9A-F]{2}:){5}[0-9A-F]{2}%Home, /);
    }
    expect(interfaces).toHaveLength(24);
  });

  test('radios are the masters', () => {
    const radios = rows(main, 'interface/wifi/radio');
    expect(values(radios, 'interface')).toEqual(
      values(
        interfaces.filter((row) => row['master'] === 'true'),
        'name',
      ),
    );
    expect(radios.some((row) => row['current-channels']!.length > 1000)).toBe(true);
  });

  test('registrations are oldest first, with rising ids and falling uptimes', () => {
    const ids = WIFI.map((row) => Number.parseInt(String(row['.id']).slice(1), 16));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(values(WIFI, 'mac-address')).size).toBe(WIFI.length);
    expect(WIFI[0]!['uptime']).toMatch(/^\dd/);
  });

  test('every value is a string, or raw bytes where WinBox wrote them', () => {
    const raw = Object.values(main!)
      .flatMap((table) => (Array.isArray(table) ? (table as RouterRow[]) : [table as RouterRow]))
      .flatMap((row) => Object.values(row))
      .filter((value) => typeof value !== 'string');
    expect(raw.map((value) => Buffer.from(value).toString('latin1'))).toEqual(['Café radio']);
  });

  test('the wall panel hangs on the wrong access point at about -60 dBm', () => {
    const panel = house.devices().find(({ name }) => name === 'Wall panel')!;
    expect(panel.accessPoint).toBe('Hallway');
    const signal = Number(WIFI.find((row) => row['mac-address'] === panel.mac)!['signal']);
    expect(signal).toBeGreaterThanOrEqual(-61);
    expect(signal).toBeLessThanOrEqual(-59);
  });

  test('an access-list comment shows in the registration', () => {
    const printer = house.devices().find(({ name }) => name === 'Printer')!;
    expect(WIFI.find((row) => row['mac-address'] === printer.mac)!['comment']).toBe('Printer');
    expect(values(rows(main, 'interface/wifi/access-list'), 'comment')).toEqual(["Mia's phone", 'Printer']);
  });
});

describe('leases and ARP', () => {
  test('leases come in every kind', () => {
    const count = (test: (row: RouterRow) => boolean) => LEASES.filter(test).length;
    expect(count((row) => row['status'] === 'waiting' && row['last-seen'] === 'never')).toBe(1);
    expect(count((row) => row['status'] === 'waiting' && !('active-address' in row))).toBe(2);
    expect(count((row) => !('host-name' in row))).toBeGreaterThan(0);
    expect(count((row) => row['host-name'] === '')).toBe(1);
    expect(count((row) => row['host-name'] === 'LGwebOSTV')).toBe(2);
    expect(count((row) => row['dynamic'] === 'true')).toBeGreaterThan(5);
    const bound = LEASES.filter((row) => row['status'] === 'bound');
    expect(new Set(values(bound, 'mac-address')).size).toBe(bound.length - 1);
  });

  test('two devices have an address in ARP alone; every connected one is in ARP', () => {
    const leased = new Set(values(LEASES, 'mac-address'));
    expect(WIFI.filter((row) => !leased.has(row['mac-address']!))).toHaveLength(2);
    const arp = new Set(values(ARP, 'mac-address'));
    expect(WIFI.every((row) => arp.has(row['mac-address']!))).toBe(true);
    expect(ARP.filter((row) => row['status'] === 'failed' && !('mac-address' in row))).toHaveLength(1);
  });

  test('no two devices share an address', () => {
    for (const tables of [main, workshop]) {
      const addresses = values(rows(tables, 'ip/arp'), 'address');
      expect(new Set(addresses).size).toBe(addresses.length);
    }
  });

  test('IPv6 neighbours and bridge hosts name the same devices', () => {
    const wifi = new Set(values(WIFI, 'mac-address'));
    const neighbours = rows(main, 'ipv6/neighbor');
    expect(neighbours.filter((row) => !('mac-address' in row))).toHaveLength(1);
    expect(neighbours.every((row) => !('mac-address' in row) || wifi.has(row['mac-address']!))).toBe(true);
    const hosts = new Map(
      rows(main, 'interface/bridge/host').map((row) => [row['mac-address'], row['on-interface']]),
    );
    for (const row of WIFI) expect(hosts.get(row['mac-address']!)).toBe(row['interface']);
  });
});

describe('on the workshop router', () => {
  test('the current menus exist and are empty', () => {
    expect(rows(workshop, 'interface/wifi/registration-table')).toEqual([]);
    expect(rows(workshop, 'interface/wifi/radio')).toEqual([]);
    expect(Object.keys(main!).filter((menu) => /wireless|caps-man/.test(menu))).toEqual([]);
  });

  test('caps-man speaks its own dialect', () => {
    const [door] = rows(workshop, 'caps-man/registration-table');
    const lease = rows(workshop, 'ip/dhcp-server/lease').find(
      (row) => row['mac-address'] === door!['mac-address'],
    );
    expect(String(door!['last-ip']).split('.').toReversed().join('.')).toBe(lease!['active-address']);
    expect(door!['rx-signal']).toMatch(/^-\d\d$/);
    expect(door!['uptime']).toMatch(/s\d+ms$/);
    expect(door!['tx-rate']).toMatch(/^[\d.]+Mbps(-20MHz\/1S\/SGI)?$/);
    const radios = rows(workshop, 'caps-man/radio');
    const [cap] = rows(workshop, 'caps-man/remote-cap');
    expect(radios[0]).toMatchObject({ 'remote-cap-identity': 'Barn', 'remote-cap-name': cap!['name'] });
    expect(cap!['base-mac']).toMatch(/^[0-9a-f:]{17}$/);
    const [master, slave] = rows(workshop, 'caps-man/interface');
    expect([master!['master-interface'], slave!['master-interface']]).toEqual(['none', 'Barn-1']);
    expect(values(radios, 'radio-mac')).not.toContain(slave!['radio-mac']);
  });

  test('wireless speaks its own dialect', () => {
    const registrations = rows(workshop, 'interface/wireless/registration-table');
    const names = values(rows(workshop, 'interface/wireless'), 'name');
    expect(registrations.length).toBeGreaterThan(2);
    for (const row of registrations) {
      expect(names).toContain(row['interface']);
      expect(row['signal-strength']).toMatch(/^-\d\d@[16]Mbps$/);
      expect(row).not.toHaveProperty('ssid');
    }
  });
});

test('at least 25 devices are connected at the start, over both routers', () => {
  const connected = house.devices().filter((device) => device.connected);
  expect(connected.length).toBeGreaterThanOrEqual(25);
  expect(new Set(connected.map(({ router }) => router))).toEqual(new Set(['Hallway', 'Workshop']));
});

test('secrets lie in the interface, security and access-list menus, and nowhere else', () => {
  const holding = [main!, workshop!].flatMap((tables) =>
    Object.keys(tables).filter((menu) => JSON.stringify(tables[menu]).includes(SECRET_MARK)),
  );
  expect(holding.toSorted()).toEqual([
    'caps-man/access-list',
    'caps-man/interface',
    'caps-man/security',
    'interface/wifi',
    'interface/wifi/access-list',
    'interface/wifi/security',
    'interface/wireless/access-list',
    'interface/wireless/security-profiles',
  ]);
});
