/** The access list decides who is on the air. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAdmitted } from '../../src/demo/admission.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { textOf, type RouterRow } from '../../src/demo/row.ts';

const joining = { mac: '02:00:00:00:00:0A', interface: 'wifi1' };
const rule = (values: RouterRow): RouterRow => ({ disabled: 'false', ...values });

test.each<[string, RouterRow[], boolean]>([
  ['no rule', [], true],
  ['a reject by MAC', [rule({ action: 'reject', 'mac-address': joining.mac })], false],
  ['a disabled one', [{ action: 'reject', 'mac-address': joining.mac, disabled: 'true' }], true],
  [
    'an accept before it',
    [rule({ action: 'accept', interface: 'wifi1' }), rule({ action: 'reject', 'mac-address': joining.mac })],
    true,
  ],
  ['another interface', [rule({ action: 'reject', 'mac-address': joining.mac, interface: 'wifi2' })], true],
  [
    'a mask',
    [rule({ action: 'reject', 'mac-address': '02:00:00:00:00:00', 'mac-address-mask': 'FF:FF:FF:00:00:00' })],
    false,
  ],
  ['a rule without a matcher', [rule({ action: 'reject' })], true],
  ['the old driver', [rule({ authentication: 'false', 'mac-address': joining.mac })], false],
])('%s: joins: %s', (_, rules, joins) => {
  expect(isAdmitted(rules, joining)).toBe(joins);
});

let network: SimulatedNetwork;
let now = 1_790_000_000_000;
beforeEach(async () => {
  network = await startNetwork({ seed: 1, now: () => now });
  network.house.pause();
});
afterEach(() => network.stop());

test('a device that is thrown off is back within five seconds, unless a rule rejects it', () => {
  const router = network.routers[0]!;
  const device = () => network.house.devices().find(({ name }) => name === "Anna's laptop")!;
  const kick = () => {
    const menu = 'interface/wifi/registration-table';
    const row = (router.table(menu) as RouterRow[]).find(
      (each) => textOf(each['mac-address']!) === device().mac,
    )!;
    router.change({ menu, name: 'remove', keys: [textOf(row['.id']!)], values: {} });
  };
  kick();
  expect(device().connected).toBe(false);
  now += 6000;
  expect(device()).toMatchObject({ connected: true, accessPoint: 'Kitchen' });
  const menu = 'interface/wifi/access-list';
  const values = { 'mac-address': device().mac, action: 'reject', 'place-before': '*1' };
  const [added] = router.change({ menu, name: 'add', keys: null, values });
  kick();
  now += 60_000;
  expect(device().connected).toBe(false);
  router.change({ menu, name: 'remove', keys: [textOf(added!['.id']!)], values: {} });
  now += 2000;
  expect(device().connected).toBe(true);
});
