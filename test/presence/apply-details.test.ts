/** How long a mark of the operator outlives its last appearance in a table. */
import { describe, expect, it } from 'vitest';
import { idOf, macOf, type Menus, quiet, readerOf, registered, settingsOf, snapshotOf } from '../builder.ts';

const phone = macOf(1);
const LEASES = 'ip/dhcp-server/lease';
const unmarked: Menus = { ...quiet, 'interface/wifi/registration-table': [registered(phone)] };
const marked: Menus = {
  ...unmarked,
  [LEASES]: [{ 'mac-address': phone, address: '192.168.88.9', status: 'bound', comment: 'Phone' }],
};
const isKnown = (told: Parameters<typeof snapshotOf>[0]) => snapshotOf(told).known.has(idOf(phone));

describe('a device whose mark is gone from the tables', () => {
  it('stays known for 10 minutes, to the second', () => {
    const reader = readerOf(settingsOf());
    expect(isKnown(reader.read(0, marked))).toBe(true);
    for (let second = 10; second < 610; second += 10)
      expect(isKnown(reader.read(second, unmarked))).toBe(true);
    expect(isKnown(reader.read(610, unmarked))).toBe(false);
  });

  it('is known again at once when the mark is back, and then for another 10 minutes', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, marked);
    reader.read(10, unmarked);
    expect(isKnown(reader.read(600, marked))).toBe(true);
    reader.read(610, unmarked);
    expect(isKnown(reader.read(1200, unmarked))).toBe(true);
    expect(isKnown(reader.read(1210, unmarked))).toBe(false);
  });

  it('stays known while the table that could show the mark fails', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, marked);
    for (const second of [10, 1000, 100_000])
      expect(isKnown(reader.read(second, unmarked, { failed: [LEASES] }))).toBe(true);
    // the time of the failure does not count
    expect(isKnown(reader.read(100_010, unmarked))).toBe(true);
    expect(isKnown(reader.read(100_610, unmarked))).toBe(false);
  });
});
