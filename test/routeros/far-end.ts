/** The tables of a small router, and how to connect to whatever far end a test has started. */
import type { RouterTable } from '../../src/demo/row.ts';
import { createDecoder } from '../../src/parse/charset.ts';
import { connectRouter } from '../../src/routeros/connect.ts';
import type { RouterConnection, RouterOptions } from '../../src/routeros/connection.ts';
import { inSlices } from '../../src/telemetry/slices.ts';

export function routerOptions(
  router: { url: string; username?: string; password?: string },
  overrides: Partial<RouterOptions> = {},
): RouterOptions {
  return {
    id: 'attic',
    url: router.url,
    username: router.username ?? 'presence',
    password: router.password ?? 'a plain password',
    ca: null,
    tlsFingerprint: null,
    tlsVerify: true,
    timeoutMs: 5_000,
    charset: 'windows-1252',
    ...overrides,
  };
}

const open: RouterConnection[] = [];

/** A connection that `closeAll` closes. */
export function connect(...args: Parameters<typeof routerOptions>): RouterConnection {
  const connection = connectRouter(routerOptions(...args), createDecoder, inSlices);
  open.push(connection);
  return connection;
}

export function closeAll(): void {
  for (const connection of open.splice(0)) connection.close();
}

export const arp = [{ '.id': '*1', address: '192.168.88.20', 'mac-address': '02:00:00:00:00:20' }];

/** A phone on the one radio of a router with the `wifi` menus only, and no /system/routerboard. */
export function wifiTables(): Record<string, RouterTable> {
  return {
    'interface/wifi/registration-table': [registration()],
    'system/resource': { uptime: '1d2h', version: '7.24 (stable)' },
    'interface/wifi/capsman/remote-cap': [],
    'ip/dhcp-server/lease': [{ '.id': '*1', 'mac-address': '02:00:00:00:00:20', status: 'bound' }],
    'ip/arp': arp,
    'interface/wifi': [{ '.id': '*1', name: 'wifi1', 'default-name': 'wifi1' }],
    'interface/wifi/radio': [{ '.id': '*1', interface: 'wifi1', 'radio-mac': '02:00:00:00:00:01' }],
    'interface/wifi/access-list': [],
    'ip/address': [{ '.id': '*1', address: '192.168.88.1/24' }],
    'ipv6/neighbor': [],
    'ip/neighbor': [],
    'system/identity': { name: 'attic' },
  };
}

export function registration(overrides: Record<string, string> = {}): Record<string, string> {
  return { '.id': '*1', interface: 'wifi1', 'mac-address': '02:00:00:00:00:20', signal: '-61', ...overrides };
}
