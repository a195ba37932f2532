/** Rows no honest router sends: any keys, any JSON values, and secrets where none should be. */
import fc from 'fast-check';
import { type Menu, menuPaths, menus } from '../src/parse/menu.ts';
import type { Row } from '../src/parse/row.ts';

export const PLANTED = 'planted-secret-0123456789';

/** Properties in which RouterOS keeps secrets, of any menu and version. */
export const secretProperties = [
  'passphrase',
  'security.passphrase',
  'security.multi-passphrase-group',
  'security.eap-password',
  'security.sae-password',
  'wpa-pre-shared-key',
  'wpa2-pre-shared-key',
  'private-key',
  'private-pre-shared-key',
  'private-passphrase',
  'password',
  'wpa2-psk-key',
  'radius-password',
  'eap-password',
  'mschapv2-password',
  'supplicant-identity',
  'management-protection-key',
  'static-key-0',
  'static-sta-private-key',
  'tls-certificate',
  'secret',
];

export const secrets: Row = Object.fromEntries(secretProperties.map((name) => [name, PLANTED]));

const everyProperty = [...new Set(menuPaths.flatMap((path) => menus[path].properties ?? []))];
const registrationProperties =
  'mac-address interface ssid band signal rx-signal signal-strength tx-rate rx-rate tx-bits-per-second bytes packets uptime ' +
  'last-activity auth-type authorized vlan-id comment dhcp-address last-ip mld-interfaces mld-link-addresses ap name';

const odd = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '.id',
  'length',
);

// text a parser may take for its own
const nearly = fc.constantFrom(
  'true',
  'false',
  '-62@1Mbps',
  '1d02:03:04',
  '57.7Mbps-20MHz',
  '5ghz-ax',
  '5280/ax/eCee',
  '192.168.88.10',
  '192.168.88.1/24',
  '91.83.168.192',
  'fe80::1',
  '1,2',
  'wifi1',
  'wifi1,wifi2',
  'none',
  'bound',
  'reachable',
  'cAP@02:CA:00:00:00:01%*1',
  'operated by CAP 02:CA:00:00:00:01%Home',
  '02:CA:00:00:00:01',
  '02:00:00:00:00:01',
  '02:00:00:00:00:02',
  '9'.repeat(400),
  '\u202E\u0000',
  '\uD83D',
);

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: nearly },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

/** A row of any shape; most keys are ones the menu's parser knows. */
export function anyRow(path: Menu): fc.Arbitrary<Row> {
  const known = menus[path].properties ?? registrationProperties.split(' ');
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...known) },
    { weight: 2, arbitrary: fc.constantFrom(...everyProperty) },
    { weight: 1, arbitrary: odd },
  );
  // JSON.parse makes "__proto__" an own property, as a router's answer would
  return fc
    .array(fc.tuple(key, value), { maxLength: 14 })
    .map(
      (pairs) =>
        JSON.parse(
          `{${pairs.map(([name, any]) => `${JSON.stringify(name)}:${JSON.stringify(any)}`).join()}}`,
        ) as Row,
    );
}

/** Any rows in any of the menus. */
export function anyMenus(): fc.Arbitrary<Partial<Record<Menu, Row[]>>> {
  return fc.record(
    Object.fromEntries(menuPaths.map((path) => [path, fc.array(anyRow(path), { maxLength: 4 })])) as Record<
      Menu,
      fc.Arbitrary<Row[]>
    >,
    { requiredKeys: [] },
  );
}

/** JSON of values that hold maps and sets. */
export function json(any: unknown): string {
  return JSON.stringify(any, (_, inner: unknown) =>
    inner instanceof Map || inner instanceof Set ? [...(inner as Iterable<unknown>)] : inner,
  );
}
