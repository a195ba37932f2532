/** What an address or a search calls a device. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDevice } from '../../../src/web/page/find-device.ts';
import { fold } from '../../../src/web/page/fold.ts';
import { toMacDigits } from '../../../src/web/page/mac.ts';
import { COLOURS, colourOf, toColours } from '../../../src/web/page/network-colour.ts';
import { toMatch } from '../../../src/web/page/search.ts';
import { device } from '../../rest/snapshot.ts';

describe('an address of a device', () => {
  const phone = device({ mac_address: '92:3F:60:12:B8:42', name: 'Ben’s phone' });
  const [first, second] = ['01', '02'].map((last) =>
    device({ mac_address: `3C:22:FB:00:00:${last}`, name: 'MacBook-Pro' }),
  );
  // configured with two addresses: its id is the first, its MAC address the one it has now
  const laptop = {
    ...device({ mac_address: '3C:22:FB:00:00:04', name: 'laptop' }),
    device_id: '3c22fb000003',
  };
  const devices = new Map([phone, first!, second!, laptop].map((each) => [each.device_id, each]));

  it.each([
    '923f6012b842',
    '92:3F:60:12:B8:42',
    '92-3f-60-12-b8-42',
    '923F.6012.B842',
    '923f60-12b842',
    '92 3f 60 12 b8 42',
    "Ben's phone",
    'ben’s PHONE',
  ])('%s is the phone', (text) =>
    expect(findDevice(text, devices)).toEqual({ status: 'one', deviceId: phone.device_id }),
  );

  it('the present MAC address of a device with several leads to it', () => {
    expect(findDevice('3C:22:FB:00:00:04', devices)).toEqual({ status: 'one', deviceId: '3c22fb000003' });
  });
  it('a name of two devices names both', () => {
    expect(findDevice('macbook-pro', devices)).toEqual({ status: 'several', devices: [first, second] });
  });
  it('a MAC address of no device keeps its id, another text has none', () => {
    expect(findDevice('00:11:22:33:44:55', devices)).toEqual({ status: 'none', deviceId: '001122334455' });
    expect(findDevice('nobody', devices)).toEqual({ status: 'none', deviceId: null });
  });

  it('every usual notation of a MAC address has the same digits', () => {
    const digits = fc.stringMatching(/^[\da-f]{12}$/);
    fc.assert(
      fc.property(digits, (wanted) => {
        const pairs = wanted.match(/../g)!;
        const written = [
          pairs.join(':'),
          pairs.join('-').toUpperCase(),
          pairs.join(' '),
          pairs.map((pair) => pair.replace(/^0/, '')).join(':'),
          wanted.match(/.{4}/g)!.join('.'),
          ` ${wanted} `,
        ];
        for (const text of written) expect(toMacDigits(text), text).toBe(wanted);
      }),
    );
  });
  it.each(['', '92:3f', 'facade', '92:3f:60:12:b8:4g', '92:3f-60:12:b8:42', '192.168.10.10'])(
    '%j is no MAC address',
    (text) => expect(toMacDigits(text)).toBeNull(),
  );
});

describe('a search', () => {
  const radio = device({
    mac_address: '24:6F:28:90:07:6C',
    name: 'Café radio',
    vendor: 'Espressif Inc.',
    ssid: 'guest',
    band: '2.4GHz',
    signal_dbm: -80,
    vlan_id: 30,
    mac_randomized: false,
    known: false,
    guest: false,
  });
  it.each([
    'cafe',
    'CAFÉ',
    'ca\u200bfe',
    'espressif',
    'weak',
    '2.4 GHz',
    '2,4ghz',
    '2.4 ghz weak',
    'vlan 30',
    'stranger',
    '246f.28',
    '24:6f:28:90:07:6c',
  ])('for %j finds the radio', (text) => expect(toMatch(text)!(radio)).toBe(true));
  it.each(['5 GHz', 'strong', 'random', 'away', 'known', 'vlan 3', 'vlan 300', 'cafeteria'])(
    'for %j does not',
    (text) => expect(toMatch(text)!(radio)).toBe(false),
  );
  it.each([
    ['away', { presence: 'away' as const, connected: false }],
    ['random', { mac_randomized: true }],
    ['guest', { guest: true, ssid: null }],
    ['known', { known: true }],
    ['missing', { presence: 'home' as const, connected: false }],
    ['blocked', { blocked: true }],
    ['poor', { signal_dbm: -92 }],
  ])('for %s finds a device that is so', (word, changed) => {
    const plain = { name: 'x', ssid: 'y', guest: false, known: false, mac_randomized: false, blocked: false };
    const base = device({ ...plain, presence: 'home', connected: true, signal_dbm: -50, comment: null });
    expect(toMatch(word)!(base)).toBe(false);
    expect(toMatch(word)!({ ...base, ...changed })).toBe(true);
  });
  it('compares texts that are folded, and folding twice changes nothing', () => {
    expect(['Straße', 'ＷｉＦｉ', 'Łódź', 'a\u202eb', 'Ben’s'].map(fold)).toEqual([
      'strasse',
      'wifi',
      'lodz',
      'ab',
      "ben's",
    ]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});

describe('the colour of a network', () => {
  it('stays the same when other networks come and go, while there is one for each', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: COLOURS,
    });
    fc.assert(
      fc.property(names, (ssids) => {
        const colours = toColours(ssids);
        expect(new Set(colours.values()).size).toBe(ssids.length);
        expect(toColours([...ssids].reverse())).toEqual(colours);
        expect(toColours([ssids[0]!]).get(ssids[0]!)).toBe(colourOf(ssids[0]!));
      }),
    );
  });
});
