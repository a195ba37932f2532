/** The maker of a MAC address, against the list itself. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createVendors, vendorOf } from '../../src/vendor/vendor.ts';

const file = createRequire(import.meta.url).resolve('oui-data');
const list = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const nobody = ['IEEE Registration Authority', 'Private'];

const toMac = (prefix: string) => prefix.padEnd(12, '7').match(/../g)!.join(':');
const isRandom = (prefix: string) => (Number.parseInt(prefix.slice(0, 2), 16) & 2) !== 0;

describe('the maker of a MAC address', () => {
  it.each([
    ['3C:22:FB:0A:1B:2C', 'Apple, Inc.'],
    ['48:A9:8A:00:00:01', 'Routerboard.com'],
    ['C8:5C:E2:7A:BC:DE', 'SYNERGY SYSTEMS AND SOLUTIONS'],
  ])('of %s is %s', (mac, name) => expect(vendorOf(mac)).toBe(name));

  it('is that of every entry of the list, the smallest block first', () => {
    const wrong = Object.entries(list)
      .filter(([prefix]) => !isRandom(prefix))
      .flatMap(([prefix, text]) => {
        const digits = toMac(prefix).replaceAll(':', '');
        const names = [list[digits.slice(0, 9)], list[digits.slice(0, 7)], list[digits.slice(0, 6)], text]
          .filter((entry) => entry !== undefined)
          .map((entry) => entry.split('\n')[0]!.trim());
        const name = names.find((one) => !nobody.includes(one)) ?? null;
        return vendorOf(toMac(prefix)) === name ? [] : [prefix];
      });
    expect(wrong).toEqual([]);
  });

  it('is unknown for a randomized address, although the list has a few such blocks', () => {
    const prefix = Object.keys(list).find(isRandom)!;
    expect(vendorOf(toMac(prefix))).toBeNull();
    expect(vendorOf('02:00:00:00:00:01')).toBeNull();
  });

  it('is unknown for a block that nobody has', () => {
    const free = 'FCFFFF';
    expect(list).not.toHaveProperty(free);
    expect(vendorOf(toMac(free))).toBeNull();
  });

  it('reads the list once, and only when an address needs it', () => {
    let count = 0;
    const lazy = createVendors(() => {
      count++;
      return Buffer.from('{\n "3C22FB": "A \\"quoted\\" maker\\nStreet",\n "3C22FC": "Other"\n}');
    });
    lazy('02:00:00:00:00:01');
    expect(count).toBe(0);
    expect(lazy('3C:22:FB:00:00:01')).toBe('A "quoted" maker');
    expect(lazy('3C:22:FC:00:00:01')).toBe('Other');
    expect(count).toBe(1);
  });
});
