import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LOOPBACK,
  parseCapAddress,
  parseCapReference,
  parseCapRemark,
} from '../../src/parse/cap-reference.ts';
import { parseRadio, parseWifiInterface } from '../../src/parse/interface.ts';
import type { Row } from '../../src/parse/row.ts';

const baseMac = '02:31:48:00:00:AF';
const wifi = (row: Row) => parseWifiInterface('wifi', { name: 'wifi1', ...row })!;

describe('a reference to a CAP', () => {
  it.each([
    ['cAP@02:31:48:00:00:AF%*41', 'cAP'],
    ['Upper floor@02:31:48:00:00:AF%*41', 'Upper floor'],
    ['ap@home@02:31:48:00:00:AF%*41', 'ap@home'],
    ['02:31:48:00:00:01@02:31:48:00:00:AF%*41', '02:31:48:00:00:01'],
    ['x@02:31:48:00:00:01%*1@02:31:48:00:00:AF%*41', 'x@02:31:48:00:00:01%*1'],
    ['@02:31:48:00:00:AF%*41', null],
    ['cAP@02:31:48:00:00:af', 'cAP'],
    ['\u202EcAP@02:31:48:00:00:AF%*41', 'cAP'],
  ])('%j names its base MAC after the last @, and the identity %j', (text, identity) => {
    expect(parseCapReference(text)).toEqual({ identity, address: baseMac });
  });

  it('finds the MAC behind the longest identity', () => {
    const identity = 'a'.repeat(150);
    expect(parseCapReference(`${identity}@02:31:48:00:00:AF%*41`)).toEqual({
      identity: 'a'.repeat(128),
      address: baseMac,
    });
    expect(wifi({ cap: `${identity}@02:31:48:00:00:AF%*41` }).cap!.address).toBe(baseMac);
    expect(
      parseRadio('wifi', { interface: 'wifi1', cap: `${identity}@02:31:48:00:00:AF%*41` })!.cap!.address,
    ).toBe(baseMac);
  });

  it.each([
    [null],
    [''],
    ['cAP'],
    ['cAP@Attic'],
    ['02:31:48:00:00:AF'],
    ['cAP@02:31:48:00:00'],
    ['cAP@00:00:00:00:00:00%*1'],
    ['cAP@02:31:48:00:00:AF*41'],
  ])('is not %j', (text) => expect(parseCapReference(text)).toBeNull());
});

describe('the address of a CAP', () => {
  it.each([
    ['02:31:48:00:00:AF', baseMac],
    ['02:31:48:00:00:af%Home', baseMac],
    ['02:31:48:00:00:AF%*41', baseMac],
    ['02:31:48:00:00:AF%bridge/1:2', baseMac],
    ['02:31:48:00:00:AF/4/c', baseMac],
    ['192.168.200.4', '192.168.200.4'],
    [' 192.168.200.4 ', '192.168.200.4'],
    ['192.168.200.4:5246', '192.168.200.4'],
    ['192.168.200.4/48211', '192.168.200.4'],
    ['192.168.200.4%bridge', '192.168.200.4'],
    ['::ffff:192.168.200.4', '192.168.200.4'],
    ['::FFFF:c0a8:c804', '192.168.200.4'],
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1'],
    ['2001:0DB8:0:0::0001', '2001:db8:0:0:0:0:0:1'],
    ['[2001:db8::1]', '2001:db8:0:0:0:0:0:1'],
    ['[2001:db8::1]:5246', '2001:db8:0:0:0:0:0:1'],
    ['[2001:db8::1%bridge]/48211', '2001:db8:0:0:0:0:0:1'],
    ['fe80::1%bridge', 'fe80:0:0:0:0:0:0:1'],
    ['127.0.0.1', LOOPBACK],
    ['127.0.0.1:5246', LOOPBACK],
    ['127.8.0.1', LOOPBACK],
    ['::1', LOOPBACK],
    ['[::1]:5246', LOOPBACK],
    ['0:0:0:0:0:0:0:1', LOOPBACK],
    ['::ffff:127.0.0.1', LOOPBACK],
  ])('%j is %s', (text, address) => expect(parseCapAddress(text)).toBe(address));

  it.each([
    [null],
    [''],
    ['cAP'],
    ['192.168.200'],
    ['192.168.200.256'],
    ['0.0.0.0'],
    ['::'],
    ['00:00:00:00:00:00'],
    ['02:31:48:00:00'],
    ['[192.168.200.4'],
    ['2001:db8::1::2'],
  ])('is not in %j', (text) => expect(parseCapAddress(text)).toBeNull());
});

describe('a remark', () => {
  it.each([
    ['operated by CAP 02:31:48:00:00:AF%Home, traffic processing on CAPsMAN (no encryption)', baseMac],
    ['operated by CAP 02:31:48:00:00:AF%Home LAN, traffic processing on CAP', baseMac],
    ['operated by CAP 192.168.200.4, traffic processing on CAP', '192.168.200.4'],
    ['operated by CAP 192.168.200.4', '192.168.200.4'],
    ['operated by CAP fe80::1%bridge, traffic processing on CAP', 'fe80:0:0:0:0:0:0:1'],
    ['operated by CAP 127.0.0.1, traffic processing on CAP', LOOPBACK],
    ['operated by CAP AP, kitchen@192.168.200.4, traffic processing on CAP', '192.168.200.4'],
    ['inactive; operated by CAP 192.168.200.4, SSID: me@10.0.0.1', '192.168.200.4'],
  ])('%j names the CAP %s', (text, address) => expect(parseCapRemark(text)).toBe(address));

  it.each([[null], ['managed by CAPsMAN 192.168.11.1'], ['operated by CAP nobody'], ['operated by CAP ']])(
    '%j names none',
    (text) => expect(parseCapRemark(text)).toBeNull(),
  );
});

it('a reference is its identity and its address, whatever the identity holds', () => {
  const address = fc.constantFrom('02:31:48:00:00:AF%*41', '192.168.200.4', '[fe80::1%b]:5246', '127.0.0.1');
  const identity = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('AP@192.168.200.9', 'a@b@02:31:48:00:00:01', '@', '127.0.0.1'),
  );
  fc.assert(
    fc.property(identity, address, (name, where) => {
      expect(parseCapReference(`${name}@${where}`)?.address).toBe(parseCapAddress(where));
    }),
  );
});
