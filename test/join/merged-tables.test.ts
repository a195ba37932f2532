/** What several routers' readings say about one device together. */
import { describe, expect, it } from 'vitest';
import { mergeTables, type Subject } from '../../src/join/merged-tables.ts';
import { mentionChanges, mentionsIn, type Views } from '../../src/join/mention.ts';
import { joinReading } from '../../src/join/view.ts';
import { noAddresses } from '../../src/join/address.ts';
import type { Menu } from '../../src/parse/menu.ts';
import { macOf, type Menus, readAt, registered, REGISTRATIONS } from '../builder.ts';

const phone = macOf(1);
const panel = macOf(2);
const LEASES = 'ip/dhcp-server/lease';
const blank = { name: null, hostName: null, comment: null, addresses: noAddresses, isMarked: false };
const subject = (changed: Partial<Subject> = {}): Subject => ({
  macs: [phone],
  macAddress: phone,
  registration: null,
  router: 'hall',
  known: blank,
  ...changed,
});
const leased = (address: string, changed: object = {}): Menus => ({
  [LEASES]: [{ 'mac-address': phone, address, status: 'bound', dynamic: 'true', ...changed }],
});

/** Views of routers that were read in this order, a second apart; null: not read yet. */
function viewsOf(
  menusByRouter: Record<string, Menus | null>,
  failed: Record<string, readonly Menu[]> = {},
): Views {
  return new Map(
    Object.entries(menusByRouter).map(([router, menus], index) => [
      router,
      menus === null ? null : joinReading(readAt(index, menus, { router, failed: failed[router] ?? [] })),
    ]),
  );
}
const tablesOf = (...given: Parameters<typeof viewsOf>) => {
  const views = viewsOf(...given);
  return mergeTables(views, mentionsIn(views));
};

describe('the registrations of a device', () => {
  const tables = tablesOf({
    hall: { [REGISTRATIONS]: [registered(phone), registered(panel)] },
    garden: { [REGISTRATIONS]: [registered(phone, { authorized: 'false' })] },
    attic: { [REGISTRATIONS]: [registered(phone, { interface: 'wifi2' })] },
    cellar: null,
  });
  const routersOf = (...given: Parameters<typeof tables.registrationsOf>) =>
    tables.registrationsOf(...given).map(({ place }) => place.router);

  it('are those of all routers in their order, without rows that have not passed authentication', () => {
    expect(routersOf([phone])).toEqual(['hall', 'attic']);
    expect(routersOf([macOf(9)])).toEqual([]);
  });

  it('are those of all its MACs', () => {
    expect(tables.registrationsOf([panel, phone]).map(({ registration }) => registration.macAddress)).toEqual(
      [panel, phone, phone],
    );
  });

  it('can be limited to polls that began at a moment or later', () => {
    expect(routersOf([phone], 2000)).toEqual(['attic']);
    expect(routersOf([phone], 2001)).toEqual([]);
  });
});

describe('the details of a device', () => {
  it('come first from its own router', () => {
    const tables = tablesOf({
      hall: leased('192.168.88.9', { comment: 'By the hall' }),
      garden: leased('192.168.99.9', { comment: 'By the garden' }),
    });
    expect(tables.detailsOf(subject({ router: 'hall' }))?.name.name).toBe('By the hall');
    expect(tables.detailsOf(subject({ router: 'garden' }))?.name.name).toBe('By the garden');
    expect(tables.detailsOf(subject({ router: 'garden' }))?.addresses.ipAddresses).toHaveLength(2);
  });

  it('have a mark when any router shows one, none when all were read without, and are open otherwise', () => {
    const markOf = (...given: Parameters<typeof viewsOf>) => tablesOf(...given).detailsOf(subject())?.mark;
    const plain = leased('192.168.88.9');
    expect(markOf({ hall: plain, garden: leased('192.168.99.9', { dynamic: 'false' }) })).toBe(true);
    expect(markOf({ hall: plain, garden: plain })).toBe(false);
    expect(markOf({ hall: plain, garden: null })).toBeNull();
    expect(markOf({ hall: plain, garden: {} }, { garden: [LEASES] })).toBeNull();
    expect(markOf({ hall: plain, garden: {} }, { garden: ['caps-man/access-list'] })).toBeNull();
    expect(markOf({ hall: plain, garden: {} }, { garden: ['ip/arp'] })).toBe(false);
  });

  it('are null when no router mentions the device and nothing but its name is known', () => {
    const tables = tablesOf({ hall: {}, garden: {} });
    const named = { ...blank, name: { name: 'Phone', source: 'host_name' } as const };
    expect(tables.detailsOf(subject({ known: named }))).toBeNull();
    expect(tables.detailsOf(subject({ known: { ...named, comment: 'old' } }))?.comment).toBeNull();
    expect(tables.detailsOf(subject({ known: { ...named, isMarked: true } }))?.mark).toBe(false);
    expect(tables.detailsOf(subject())?.name).toEqual({ name: phone, source: 'mac_address' });
  });
});

it('mentions after a reading are those computed from nothing', () => {
  const before = viewsOf({ hall: leased('192.168.88.9'), garden: { [REGISTRATIONS]: [registered(panel)] } });
  const after = new Map(before).set('garden', viewsOf({ garden: leased('192.168.99.9') }).get('garden')!);
  const mentions = new Map(mentionsIn(before));
  for (const [mac, routers] of mentionChanges(mentions, after, before.get('garden')!, 'garden')) {
    if (routers === null) mentions.delete(mac);
    else mentions.set(mac, routers);
  }
  expect(mentions).toEqual(mentionsIn(after));
  expect(mentions).toEqual(new Map([[phone, ['hall', 'garden']]]));
});
