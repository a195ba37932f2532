/** What the table of devices keeps, in which order, and as CSV. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../../src/record/device.ts';
import { toCsv as toRestCsv } from '../../../../src/rest/csv.ts';
import { chips, isSet, toggleChip, toggleValue } from '../../../../src/web/page/devices/chip.ts';
import { columns, defaultFields, toFields } from '../../../../src/web/page/devices/column.ts';
import { toCsv } from '../../../../src/web/page/devices/csv.ts';
import { toFilter } from '../../../../src/web/page/devices/filter.ts';
import { notUnderstood } from '../../../../src/web/page/devices/not-understood.ts';
import { sortDevices, toNextOrder, toOrder, toSortText } from '../../../../src/web/page/devices/sort.ts';
import { device, manyDevices } from '../../../rest/snapshot.ts';

const mac = (last: string) => ({ mac_address: `3C:22:FB:00:00:${last}` });
const anna: Device = device({ ...mac('01'), name: 'Anna', ssid: 'home', known: true, signal_dbm: -50 });
const guest: Device = device({
  ...mac('02'),
  name: 'guest phone',
  ssid: 'Guest',
  known: false,
  guest: true,
  signal_dbm: -80,
});
const stranger: Device = device({
  ...mac('03'),
  name: 'stranger',
  ssid: null,
  known: false,
  guest: false,
  signal_dbm: null,
  vendor: null,
});
const away: Device = device({ ...mac('04'), name: 'Ben', presence: 'away', connected: false, known: true });
const all = [anna, guest, stranger, away];
const people = [{ person_id: 'ben', name: 'Ben', presence: 'away', devices: [away.device_id] }] as never;
const kept = (query: string) =>
  all.filter(toFilter(new URLSearchParams(query), people).match).map(({ name }) => name);

describe('a filter in the address', () => {
  it.each([
    ['', ['Anna', 'guest phone', 'stranger']],
    ['presence=any', ['Anna', 'guest phone', 'stranger', 'Ben']],
    ['presence=away', ['Ben']],
    ['ssid=guest', ['guest phone']],
    ['ssid=guest&ssid=home', ['Anna', 'guest phone']],
    ['ssid=', ['stranger']],
    ['vendor=', ['stranger']],
    ['known=true', ['Anna']],
    ['known=false&guest=false&connected=true', ['stranger']],
    ['guest=true', ['guest phone']],
    ['signal_dbm_max=-76', ['guest phone']],
    ['signal_dbm_min=-60', ['Anna']],
    ['person=ben', ['Ben']],
    ['person=nobody', []],
    ['search=ben', ['Ben']],
    ['known=maybe', ['Anna', 'guest phone', 'stranger']],
    [`access_point=${anna.access_point_id}`, ['Anna', 'guest phone', 'stranger']],
  ])('%s keeps %j', (query, names) => expect(kept(query)).toEqual(names));

  it('counts the values of a facet without that facet, and with the others', () => {
    const { without } = toFilter(new URLSearchParams('ssid=guest&known=true'), people);
    expect(all.filter(without('ssid')).map(({ name }) => name)).toEqual(['Anna']);
    expect(all.filter(without('band'))).toEqual([]);
  });

  it('names every part that means nothing to the table', () => {
    const parts = (query: string) => notUnderstood(new URLSearchParams(query));
    expect(
      parts('ssid=x&known=true&signal_dbm_max=-7&sort=-signal_dbm&columns=name,ssid&search=&person=b'),
    ).toEqual([]);
    expect(parts('sort=signal&wifi=guest&known=maybe&signal_dbm_max=weak&columns=x&presence=gone&k')).toEqual(
      ['sort=signal', 'wifi=guest', 'known=maybe', 'signal_dbm_max=weak', 'columns=x', 'presence=gone', 'k'],
    );
  });
});

describe('a chip', () => {
  const empty = new URLSearchParams();
  it.each(chips)('$title is set by a click and removed by the next', (chip) => {
    const on = toggleChip(empty, chip);
    expect(isSet(on, chip)).toBe(true);
    expect([...toggleChip(on, chip)]).toEqual([]);
  });

  it('replaces the one that contradicts it, and keeps the others', () => {
    const [weak, known, , stranger] = chips;
    const query = toggleChip(toggleChip(empty, weak!), known!);
    const next = toggleChip(query, stranger!);
    expect(chips.filter((chip) => isSet(next, chip)).map(({ title }) => title)).toEqual(['weak', 'stranger']);
  });

  it('adds a value of a facet, and takes it away again', () => {
    const one = toggleValue(new URLSearchParams('ssid=a&sort=name'), 'ssid', 'b');
    expect(one.toString()).toBe('sort=name&ssid=a&ssid=b');
    expect(toggleValue(one, 'ssid', 'a').toString()).toBe('sort=name&ssid=b');
  });
});

describe('the order', () => {
  const namesBy = (text: string, devices: readonly Device[] = all) =>
    sortDevices(devices, toOrder(text)).map(({ name }) => name);

  it.each([
    ['name', ['Anna', 'Ben', 'guest phone', 'stranger']],
    ['-name', ['stranger', 'guest phone', 'Ben', 'Anna']],
    ['bogus', ['Anna', 'Ben', 'guest phone', 'stranger']],
    ['signal_dbm', ['guest phone', 'Ben', 'Anna', 'stranger']],
    ['-signal_dbm', ['Anna', 'Ben', 'guest phone', 'stranger']],
  ])('by %s is %j, with what is not known last', (text, names) => expect(namesBy(text)).toEqual(names));

  it('has .9 before .10', () => {
    const at = (last: string, ip: string) => device({ ...mac(last), name: ip, ip_address: ip });
    const addresses = [at('01', '10.0.0.10'), at('02', '10.0.0.9'), at('03', '9.0.0.1')];
    expect(namesBy('ip_address', addresses)).toEqual(['9.0.0.1', '10.0.0.9', '10.0.0.10']);
  });

  it.each(columns.map(({ field }) => field))('by %s does not depend on the order before', (field) => {
    const devices = manyDevices(20).map((each, index) =>
      index % 3 === 0 ? { ...each, [field]: null } : each,
    );
    const sorted = sortDevices(devices, { field, isDescending: false }).map(({ device_id }) => device_id);
    fc.assert(
      fc.property(fc.shuffledSubarray(devices, { minLength: 20 }), (shuffled) => {
        const again = sortDevices(shuffled, { field, isDescending: false });
        expect(again.map(({ device_id }) => device_id)).toEqual(sorted);
      }),
      { numRuns: 5 },
    );
  });

  it('turns with the second click, and begins with the most of numbers', () => {
    const traffic = toNextOrder(toOrder(null), 'tx_throughput_bps');
    expect(toSortText(traffic)).toBe('-tx_throughput_bps');
    expect(toSortText(toNextOrder(traffic, 'tx_throughput_bps'))).toBe('tx_throughput_bps');
    expect(toSortText(toNextOrder(traffic, 'name'))).toBeNull();
  });
});

describe('columns', () => {
  it('are in one order, the name first, whatever is asked for', () => {
    expect(toFields(['ssid', 'signal_dbm', 'bogus'])).toEqual(['name', 'signal_dbm', 'ssid']);
    for (const isNarrow of [true, false])
      expect(toFields(defaultFields(isNarrow))).toEqual(defaultFields(isNarrow));
  });
  it.each([null, 'name', [], ['bogus'], [1]])('are not %j', (wanted) => expect(toFields(wanted)).toBeNull());
});

describe('the CSV', () => {
  it('has the cells that REST has', () => {
    const fields = columns.map(({ field }) => field);
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=1+1', '@x', 'a;=b', "'-1", '＝x', 'a"b', 'a\r\nb'),
    );
    fc.assert(
      fc.property(text, fc.option(text), (name, comment) => {
        const devices = [device({ name, comment }), guest, stranger];
        expect(toCsv(fields, devices)).toBe(toRestCsv(fields, devices));
      }),
    );
  });
});
