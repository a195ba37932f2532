import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalIp } from '../../src/record/ip.ts';

it.each([
  ['192.168.88.41', '192.168.88.41'],
  ['192.168.88.41/24', '192.168.88.41'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['fe80::1%ether1', 'fe80:0:0:0:0:0:0:1'],
  ['FD00:0088::41', 'fd00:88:0:0:0:0:0:41'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1::', '1:0:0:0:0:0:0:0'],
])('%s is %s', (text, expected) => expect(canonicalIp(text)).toBe(expected));

it.each([
  '',
  '1.2.3',
  '256.1.1.1',
  '1:2',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  ':1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:',
  '1:2:3:4:5:6:7::8',
  'AA:BB:CC:DD:EE:FF',
  'Kitchen',
  '12345::',
  ':::',
  '1:::2',
  '192.168.088.1',
])('%j is no address', (text) => expect(canonicalIp(text)).toBeNull());

it('every spelling of an IPv6 address has one form', () => {
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, fc.nat(7), fc.nat(8), (numbers, start, count) => {
      const end = Math.min(8, start + Math.max(1, count));
      const address = numbers.map((group, index) => (index >= start && index < end ? 0 : group));
      const hex = address.map((group) => group.toString(16));
      const short = `${hex.slice(0, start).join(':')}::${hex.slice(end).join(':')}`;
      const long = hex.map((group) => group.padStart(4, '0').toUpperCase()).join(':');
      expect([canonicalIp(short), canonicalIp(long)]).toEqual([hex.join(':'), hex.join(':')]);
    }),
  );
});
