import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRandomized, parseMac, toId } from '../../src/parse/mac.ts';

describe('a MAC address', () => {
  it.each([
    ['AA:BB:CC:DD:EE:FF'],
    ['aa:bb:cc:dd:ee:ff'],
    ['Aa:bB:cc:dd:ee:ff'],
    ['AA-BB-CC-DD-EE-FF'],
    ['aabb.ccdd.eeff'],
    ['AABBCCDDEEFF'],
    ['aabbccddeeff'],
  ])('%j is AA:BB:CC:DD:EE:FF', (text) => expect(parseMac(text)).toBe('AA:BB:CC:DD:EE:FF'));

  it.each([
    [null],
    [''],
    ['phone'],
    ['AA:BB:CC:DD:EE'],
    ['AA:BB:CC:DD:EE:FF:00'],
    ['AA:BB:CC:DD:EE:F'],
    ['AA:BB:CC:DD:EE:GG'],
    ['AA:BB-CC:DD-EE:FF'],
    ['AABB:CCDD:EEFF'],
    [' AA:BB:CC:DD:EE:FF'],
    ['AA:BB:CC:DD:EE:FF '],
    ['1:e0:d9:e3:c2:ed:c0'],
    ['AA:BB:CC:DD:EE:FF%Home'],
    ['ＡＡ:BB:CC:DD:EE:FF'],
  ])('is not known from %j', (text) => expect(parseMac(text)).toBeNull());

  it('of nobody, all zero or broadcast, is none', () => {
    expect(parseMac('00:00:00:00:00:00')).toBeNull();
    expect(parseMac('ff-ff-ff-ff-ff-ff')).toBeNull();
    expect(parseMac('0000.0000.0000')).toBeNull();
  });

  it('has one canonical form, whatever the notation, and an id that leads back to it', () => {
    const mac = fc
      .uint8Array({ minLength: 6, maxLength: 6 })
      .filter((bytes) => bytes.some((byte) => byte !== 0 && byte !== 255));
    fc.assert(
      fc.property(mac, (bytes) => {
        const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
        const canonical = digits.join(':').toUpperCase();
        const dotted = digits.join('').match(/..../g)!.join('.');
        for (const text of [canonical, digits.join(':'), digits.join('-'), dotted, digits.join('')]) {
          expect(parseMac(text)).toBe(canonical);
        }
        expect(toId(canonical)).toMatch(/^[0-9a-f]{12}$/);
        expect(parseMac(toId(canonical))).toBe(canonical);
      }),
    );
  });

  it('is randomized when its locally administered bit is set', () => {
    expect(
      ['02', '06', '0A', '0E', 'DA', 'FE'].map((first) => isRandomized(`${first}:00:00:00:00:01`)),
    ).toEqual(Array(6).fill(true));
    expect(
      ['00', '04', '08', '0C', 'D8', 'FD'].map((first) => isRandomized(`${first}:00:00:00:00:01`)),
    ).toEqual(Array(6).fill(false));
  });
});
