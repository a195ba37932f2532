/** Addresses and networks of a configuration. */
import { describe, expect, it } from 'vitest';
import { createAddressList } from '../../src/auth/address-list.ts';

describe('an address list', () => {
  const isListed = createAddressList([
    '192.168.88.1',
    '10.0.0.0/8',
    '2001:DB8:0::2',
    'fd00::/8',
    '::ffff:172.18.0.1',
  ]);

  it.each(['192.168.88.1', '10.255.0.1', '2001:db8::2', 'fd12::1', '172.18.0.1', '::ffff:192.168.88.1'])(
    'contains %s',
    (address) => expect(isListed(address)).toBe(true),
  );

  it.each(['192.168.88.2', '11.0.0.1', '2001:db8::3', 'fe80::1', '', 'router.lan'])(
    'does not contain "%s"',
    (address) => expect(isListed(address)).toBe(false),
  );
});
