import { describe, expect, it } from 'vitest';
import { find } from '../../src/record/find.ts';
import { findPastDevice } from '../../src/record/find-past.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { device } from '../device.ts';
import { macOf, quiet, readerOf, registered, settingsOf, snapshotOf } from '../builder.ts';

const named = (n: number, name: string) => ({
  'mac-address': macOf(n),
  address: `192.168.88.${n}`,
  status: 'bound',
  comment: name,
});

/** Devices on the air, the first with two MACs of which the second is the one seen. */
function snapshotWith(names: Record<number, string>): Snapshot {
  const settings = settingsOf({
    devices: [{ macs: [macOf(200), macOf(201)], name: 'Laptop', awayDelayMs: null }],
  });
  const numbers = Object.keys(names).map(Number);
  return snapshotOf(
    readerOf(settings).read(0, {
      ...quiet,
      'interface/wifi/registration-table': [...numbers, 201].map((n) => registered(macOf(n))),
      'ip/dhcp-server/lease': numbers.map((n) => named(n, names[n]!)),
    }),
  );
}

const snapshot = snapshotWith({
  1: 'Anna’s Phone',
  2: 'Panel',
  3: 'panel',
  4: '02:00:00:00:00:01',
  5: 'FACADE',
});
const nameOf = (wanted: string) => {
  const found = find(snapshot, wanted);
  return found.status === 'found' ? found.device.device_id : found.status;
};

describe('a device is found', () => {
  it.each([
    ['020000000001'],
    ['02:00:00:00:00:01'],
    ['02-00-00-00-00-01'],
    ['0200.0000.0001'],
    [' 02:00:00:00:00:01 '],
  ])('by its MAC in any notation: %j', (wanted) => expect(nameOf(wanted)).toBe('020000000001'));

  it('by any MAC of a device with several, also one it does not show now', () => {
    expect(nameOf(macOf(200))).toBe('0200000000c8');
    expect(nameOf(macOf(201))).toBe('0200000000c8');
    const found = find(snapshot, macOf(200));
    expect(found.status === 'found' && found.device.mac_address).toBe(macOf(201));
  });

  it('by its name in any case', () => {
    expect(nameOf('anna’s phone')).toBe('020000000001');
    expect(nameOf('LAPTOP')).toBe('0200000000c8');
    expect(nameOf(' facade ')).toBe('020000000005');
  });

  it('by its IP address, IPv6 in any spelling', () => {
    const withIpv6 = device({ ip_addresses: ['192.168.88.21', 'fd00:88::41'] });
    const one = { ...snapshot, devices: new Map([[withIpv6.device_id, withIpv6]]) };
    for (const wanted of ['192.168.88.21', 'FD00:0088:0:0::0041', ' fd00:88::41 ']) {
      const found = find(one, wanted);
      expect(found.status === 'found' && found.device.device_id).toBe(withIpv6.device_id);
    }
    expect(nameOf('192.168.88.2')).toBe('020000000002');
    expect(nameOf('192.168.88.222')).toBe('not_found');
  });

  it('by a MAC before a name that looks like one', () => {
    expect(nameOf('02:00:00:00:00:01')).toBe('020000000001');
  });
});

it('a name that is the IP address of another device finds neither of them', () => {
  const door = device({
    mac_address: macOf(1),
    name: 'Front door',
    ip_addresses: ['192.168.88.10', 'fe80::1'],
  });
  const stranger = device({ mac_address: macOf(2), name: '192.168.88.10', ip_addresses: ['192.168.88.66'] });
  const both = { ...snapshot, devices: new Map([door, stranger].map((one) => [one.device_id, one])) };
  expect(find(both, '192.168.88.10')).toMatchObject({
    status: 'ambiguous',
    candidates: [{ name: 'Front door' }, { name: '192.168.88.10' }],
  });
});

it('a name that is a MAC does not find its device by that MAC, now or in the past', () => {
  const stranger = device({ mac_address: macOf(2), name: macOf(99) });
  const one = { ...snapshot, devices: new Map([[stranger.device_id, stranger]]), macs: new Map() };
  expect(find(one, macOf(99))).toEqual({ status: 'not_found' });
  expect(findPastDevice(one, macOf(99))).toMatchObject({ id: '020000000063', isCurrent: false });
});

describe('a device is not found', () => {
  it.each([['phone'], ['Anna'], ['02:00:00:00:00:99'], [''], [' '], ['constructor'], ['__proto__']])(
    'by %j',
    (wanted) => expect(nameOf(wanted)).toBe('not_found'),
  );
});

describe('a name that several devices have', () => {
  it('finds none of them and tells them apart', () => {
    expect(find(snapshot, 'Panel')).toEqual({
      status: 'ambiguous',
      candidates: [
        { device_id: '020000000002', name: 'Panel', mac_address: macOf(2) },
        { device_id: '020000000003', name: 'panel', mac_address: macOf(3) },
      ],
    });
  });

  it('offers twenty candidates at most', () => {
    const many = snapshotWith(
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [index + 1, 'Lamp'])),
    );
    const found = find(many, 'lamp');
    expect(found.status === 'ambiguous' && found.candidates.length).toBe(20);
  });
});

it('an IP address that several devices have finds none of them, and names them', () => {
  const twins = [1, 2].map((digit) => device({ mac_address: `02:00:00:00:00:0${digit}` }));
  const shared = { ...snapshot, devices: new Map(twins.map((one) => [one.device_id, one])) };
  expect(find(shared, '192.168.88.21')).toMatchObject({
    status: 'ambiguous',
    candidates: [{ device_id: '020000000001' }, { device_id: '020000000002' }],
  });
});
