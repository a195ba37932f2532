/** The temperature of a router, as each release of RouterOS tells it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { menus } from '../../src/parse/menu.ts';
import { parseHealth } from '../../src/parse/system.ts';

const none = { processor: null, board: null };

describe('a row of /system/health', () => {
  it.each([
    [
      { name: 'cpu-temperature', type: 'C', value: '47' },
      { processor: 47, board: null },
    ],
    [
      { name: 'temperature', type: 'C', value: '31' },
      { processor: null, board: 31 },
    ],
    [
      { name: 'board-temperature1', type: 'C', value: '38.5' },
      { processor: null, board: 39 },
    ],
    [
      { name: 'temperature', type: 'C', value: '-7' },
      { processor: null, board: -7 },
    ],
    [{ name: 'voltage', type: 'V', value: '24.1' }, none],
    [{ name: 'sfp-temperature', type: 'C', value: '51' }, none],
    [{ name: 'fan1-speed', type: 'RPM', value: '4215' }, none],
    [{ name: 'cpu-temperature', type: 'C' }, none],
    [{ name: 'cpu-temperature', type: 'C', value: 'n/a' }, none],
    [{ name: 'cpu-temperature', type: 'C', value: '1e9' }, none],
    [{ name: '', type: '', value: '' }, none],
    [{}, none],
  ])('%j is %j', (row, temperatures) => expect(parseHealth(row)).toEqual(temperatures));

  it('before RouterOS 7 has all sensors in one', () => {
    const row = { voltage: '24.1V', temperature: '31C', 'cpu-temperature': '47C' };
    expect(parseHealth(row)).toEqual({ processor: 47, board: 31 });
    expect(parseHealth({ 'board-temperature': '29C' })).toEqual({ processor: null, board: 29 });
  });

  it('never makes more of any text than a whole number of degrees', () => {
    const [field, ...fields] = menus['system/health'].properties!;
    const text = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.integer().map((value) => `${value}C`),
      fc.constantFrom('temperature', 'cpu-temperature', 'C'),
    );
    const rows = fc.dictionary(fc.constantFrom(field!, ...fields), text);
    fc.assert(
      fc.property(rows, (row) => {
        for (const told of Object.values(parseHealth(row)))
          expect(told === null || (Number.isInteger(told) && Math.abs(told) <= 1000)).toBe(true);
      }),
    );
  });
});
