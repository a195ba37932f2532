/** Rules of access lists: whom each is about, and whether it holds everywhere and always. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesMac, parseAccessRule } from '../../src/parse/access-rule.ts';
import type { Row } from '../../src/parse/row.ts';
import { runs } from '../runs.ts';

const mac = '5C:AD:BA:00:00:01';
const rule = (row: Row, source: 'wifi' | 'capsman' | 'wireless' = 'wifi') => parseAccessRule(source, row);

describe('an access-list rule', () => {
  it('names the device of its one MAC, whatever it does with it', () => {
    const named = { 'mac-address': mac, comment: 'Wall panel' };
    const exact: Row[] = [
      named,
      { ...named, 'mac-address-mask': 'FF:FF:FF:FF:FF:FF' },
      { ...named, 'mac-address-mask': 'ff:ff:ff:ff:ff:ff', action: 'reject' },
      { ...named, interface: 'wifi1', 'signal-range': '-80..120' },
      { ...named, 'mac-address': '5c-ad-ba-00-00-01', 'mac-address-mask': '' },
      { ...named, 'mac-address': '5cad.ba00.0001', 'mac-address-mask': 'ffff.ffff.ffff' },
    ];
    for (const row of exact) expect(rule(row)).toMatchObject({ macAddress: mac, comment: 'Wall panel' });
  });

  it('names nobody when it is about several devices, by a mask, an expression or no MAC at all', () => {
    const comment = 'all sensors';
    const many: Row[] = [
      { comment, 'mac-address': mac, 'mac-address-mask': 'FF:FF:FF:00:00:00' },
      { comment, 'mac-address': mac, 'mac-address-mask': 'FF:FF:FF:FF:FF:FE' },
      { comment, 'mac-address': mac, 'mac-address-mask': 'garbled' },
      { comment, 'mac-address': '5C:AD:BA:*' },
      { comment, 'mac-address': mac, 'ssid-regexp': '^guest' },
      { comment, 'mac-address': '00:00:00:00:00:00', 'signal-range': '-120..120' },
      { comment, 'signal-range': '-120..-85' },
      { comment, interface: 'wifi1' },
    ];
    for (const row of many) expect([row, rule(row)?.comment]).toEqual([row, null]);
  });

  it('is not kept when it is disabled, or has nothing to match by', () => {
    expect(rule({ 'mac-address': mac, disabled: 'true' })).toBeNull();
    expect(rule({ action: 'reject' })).toBeNull();
    expect(rule({ action: 'reject', 'mac-address': '00:00:00:00:00:00', interface: 'any' })).toBeNull();
  });

  it('holds everywhere and always unless interface, signal, time or SSID restrict it', () => {
    const always: Row[] = [
      {},
      { interface: 'any' },
      { interface: 'all' },
      { 'signal-range': '-120..120' },
      { time: '0s-1d,sun,mon,tue,wed,thu,fri,sat' },
      { time: '0s-1d' },
      { days: 'sun,mon,tue,wed,thu,fri,sat' },
    ];
    const sometimes: Row[] = [
      { interface: 'wifi1' },
      { interface: '*92' },
      { 'signal-range': '-120..-81' },
      { 'signal-range': '-80..120' },
      { 'signal-range': 'weak' },
      { time: '8h-20h,sun,mon,tue,wed,thu,fri,sat' },
      { time: '0s-1d,sat,sun' },
      { days: 'sat,sun' },
      { 'ssid-regexp': 'guest' },
      { 'mac-address-mask': 'garbled' },
      { 'mac-address': '5C:AD:BA:*' },
    ];
    const isRestricted = (row: Row) => {
      const parsed = rule({ 'mac-address': mac, ...row })!;
      return parsed.isConditional || parsed.interfaceName !== null || parsed.window !== null;
    };
    for (const row of always) expect([row, isRestricted(row)]).toEqual([row, false]);
    for (const row of sometimes) expect([row, isRestricted(row)]).toEqual([row, true]);
  });

  it('accepts unless it says otherwise; RADIUS and unknown words leave it open; wireless has a switch', () => {
    const act = (row: Row, source: 'wifi' | 'capsman' | 'wireless' = 'wifi') =>
      rule({ 'mac-address': mac, ...row }, source)!.action;
    expect([act({}), act({ action: 'accept' }), act({ action: 'reject' })]).toEqual([
      'accept',
      'accept',
      'reject',
    ]);
    expect([act({ action: 'query-radius' }), act({ action: 'ponder' }, 'capsman')]).toEqual(['ask', 'ask']);
    const authentications = ['true', 'false', 'yes', 'no'].map((authentication) =>
      act({ authentication, action: 'reject' }, 'wireless'),
    );
    expect(authentications).toEqual(['accept', 'reject', 'accept', 'reject']);
  });

  it('matches the MACs that equal its own in every bit of its mask', () => {
    const hex = (value: bigint) => value.toString(16).padStart(12, '0').match(/../g)!.join(':');
    const bits = fc.bigInt({ min: 1n, max: 2n ** 48n - 2n });
    fc.assert(
      fc.property(bits, bits, bits, (own, mask, other) => {
        const parsed = rule({ 'mac-address': hex(own), 'mac-address-mask': hex(mask) })!;
        expect(matchesMac(parsed, hex(other).toUpperCase())).toBe((own & mask) === (other & mask));
        expect(matchesMac(parsed, hex((own & mask) | (other & ~mask)).toUpperCase())).toBe(true);
      }),
      { numRuns: runs(100) },
    );
  });
});
