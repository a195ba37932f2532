/** What holds in every dialect of the table: its rows are joined and placed, and its tables are what presence waits for. */
import { describe, expect, it } from 'vitest';
import { type Dialect, dialectNames, dialects } from '../../src/parse/dialect.ts';
import type { Menu } from '../../src/parse/menu.ts';
import type { PresenceState } from '../../src/presence/transition.ts';
import {
  deviceOf,
  macOf,
  type Menus,
  readerOf,
  registered,
  settingsOf,
  snapshotOf,
  START,
} from '../builder.ts';
import { accessPointSchema, wifiInterfaceSchema } from '../../src/record/network.ts';
import { deviceSchema } from '../../src/record/device.ts';

const phone = macOf(1);
const panel = macOf(2);

/** A router that speaks one dialect alone, with these devices on its own radio. */
function speaking(dialect: Dialect, macs: readonly string[]): Menus {
  const { registrations, interfaces, radios, caps, accessList } = dialects[dialect];
  const menus: Menus = {
    [registrations]: macs.map((mac) => registered(mac, { interface: 'radio1' })),
    [interfaces.path]: [{ name: 'radio1', 'default-name': 'radio1' }],
    [accessList]: [{ 'mac-address': phone, comment: 'Phone of the list' }],
    'system/identity': { name: 'Hall' },
    'system/resource': { uptime: '5d' },
    'ip/dhcp-server/lease': [],
    'ip/arp': [],
  };
  if (radios !== null) menus[radios.path] = [{ interface: 'radio1', 'radio-mac': macOf(50), local: 'true' }];
  if (caps !== null) menus[caps.path] = [];
  return menus;
}

describe.each(dialectNames)('in the dialect %s', (dialect) => {
  const { registrations, interfaces, caps } = dialects[dialect];

  /** The phone is seen at second 0; from second 10 on these menus are read, or fail. */
  function after(seconds: number, menus: Menus, failed: readonly Menu[] = []) {
    const reader = readerOf(settingsOf());
    reader.read(0, speaking(dialect, [phone, panel]));
    for (let second = 10; second <= seconds; second += 10) reader.read(second, menus, { failed });
    return deviceOf(reader.now(), phone);
  }

  it('a registration becomes a device of the router, named by the access list', () => {
    const reader = readerOf(settingsOf());
    const read = reader.read(0, speaking(dialect, [phone, panel]));
    expect(deviceOf(read, phone)).toMatchObject({
      name: 'Phone of the list',
      presence: 'home',
      connected: true,
      access_point: 'Hall',
      access_point_id: 'router',
      interface: 'radio1',
      source: dialect,
    });
    const { accessPoints, interfaces: records, meta } = snapshotOf(read);
    expect(accessPoints).toMatchObject([{ access_point_id: 'router', client_count: 2, reachable: true }]);
    expect(records).toMatchObject([{ interface: 'radio1', client_count: 2, source: dialect }]);
    expect(meta).toMatchObject({ complete: true, warnings: [] });
    deviceSchema.parse(deviceOf(read, phone));
    records.forEach((record) => wifiInterfaceSchema.parse(record));
    accessPoints.forEach((record) => accessPointSchema.parse(record));
  });

  it('a device that is missing from complete tables is away after the delay', () => {
    const gone = speaking(dialect, [panel]);
    expect(after(180, gone)).toMatchObject({ presence: 'home', connected: false });
    expect(after(190, gone)).toMatchObject({ presence: 'away', connected: false, source: dialect });
  });

  it.each<[string, Menu | null, PresenceState, boolean | null]>([
    ['registration table', registrations, 'home', null],
    // the access points of a dialect without CAPs need no list
    ['CAP list', caps?.path ?? null, 'home', null],
    ['interface table', interfaces.path, 'away', false],
  ])('while the %s fails, its devices are held if it is evidence', (_, failing, presence, connected) => {
    if (failing === null) return;
    const device = after(400, speaking(dialect, [panel]), [failing]);
    expect(device).toMatchObject({ presence, connected, last_seen_at: new Date(START).toISOString() });
  });
});
