/** Wrong keys are counted by where they come from, and right ones are not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createFailedAttempts, MAX_FAILURES_PER_MINUTE } from '../../src/auth/failed-attempts.ts';
import { createAddressOf, networkOf } from '../../src/auth/client-address.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';

const times = (count: number, run: () => number) => Array.from({ length: count }, run);

describe('wrong keys', () => {
  it('are 20 a minute and address, and then one every three seconds', () => {
    let now = 0;
    const { record: fail, waitMs } = createFailedAttempts({ now: () => now });
    expect(MAX_FAILURES_PER_MINUTE).toBe(20);
    expect(times(20, () => fail('192.168.88.7')).every((waitMs) => waitMs === 0)).toBe(true);
    expect([waitMs('192.168.88.7'), fail('192.168.88.7'), waitMs('192.168.88.7')]).toEqual([
      3000, 3000, 3000,
    ]);
    expect([waitMs('192.168.88.8'), fail('192.168.88.8')]).toEqual([0, 0]);
    now += 2000;
    expect(fail('192.168.88.7')).toBeCloseTo(1000);
    now += 1000;
    expect([fail('192.168.88.7'), fail('192.168.88.7')]).toEqual([0, 3000]);
    now += 60_000;
    expect(times(21, () => fail('192.168.88.7')).map((waitMs) => waitMs > 0)).toEqual([
      ...Array<boolean>(20).fill(false),
      true,
    ]);
  });

  it('of one /64 are one, however the address is written', () => {
    const attempts = createFailedAttempts({ perMinute: 2, now: () => 0 });
    const { authenticate } = createAuthenticator({ keys: [plainKey('the key')], attempts });
    const fail = (address: string) => {
      const result = authenticate({ authorization: null, apiKey: 'wrong', address });
      return result.status === 'invalid' ? result.waitMs : null;
    };
    expect(fail('2001:db8::1')).toBe(0);
    expect(fail('2001:DB8:0:0:ffff::2')).toBe(0);
    expect(fail('2001:db8:0000::3')).toBeGreaterThan(0);
    expect(fail('2001:db8:0:1::1')).toBe(0);
  });

  it('are remembered of so many addresses and no more; who was quiet the longest is forgotten', () => {
    const { record: fail } = createFailedAttempts({ perMinute: 1, maxNetworks: 3, now: () => 0 });
    for (const address of ['a', 'b', 'c', 'a', 'd']) fail(address);
    expect(['a', 'c', 'd'].map((address) => fail(address) > 0)).toEqual([true, true, true]);
    expect(fail('b')).toBe(0);
  });
});

describe('a network', () => {
  it.each([
    ['192.168.88.7', '192.168.88.7'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1', 'fe80:0:0:0::/64'],
    ['2001:db8:a:b:1:2:3:4', '2001:db8:a:b::/64'],
    ['2001:db8:a:b::', '2001:db8:a:b::/64'],
    ['::', '0:0:0:0::/64'],
    ['', ''],
    ['no address', 'no address'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is shared by two addresses just when their first 64 bits are the same', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const address = fc.array(group, { minLength: 8, maxLength: 8 });
    const written = (groups: number[]) => groups.map((it) => it.toString(16)).join(':');
    const shortened = (groups: number[]) => new URL(`http://[${written(groups)}]`).hostname.slice(1, -1);
    fc.assert(
      fc.property(address, address, (one, other) => {
        const near = [...one.slice(0, 4), ...other.slice(4)];
        expect(networkOf(shortened(near))).toBe(networkOf(written(one)));
        const isSame = written(one.slice(0, 4)) === written(other.slice(0, 4));
        expect(networkOf(shortened(one)) === networkOf(written(other))).toBe(isSame);
      }),
    );
  });
});

describe('the address of a client', () => {
  const behind = createAddressOf(['10.0.0.1', '172.18.0.0/16', 'fd00::/8']);

  it.each([
    ['nobody says anything', '10.0.0.1', undefined, '10.0.0.1'],
    ['the proxy says', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['the proxy says by IPv6', 'fd00::2', '2001:db8::9', '2001:db8::9'],
    ['the proxy is seen as a mapped address', '::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['a stranger says', '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['the client lied to the proxy', '10.0.0.1', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['the client lied with the name of a proxy', '10.0.0.1', '172.18.0.2, 203.0.113.9', '203.0.113.9'],
    ['two proxies say', '10.0.0.1', '203.0.113.9, 172.18.4.5', '203.0.113.9'],
    ['a proxy asks for itself', '10.0.0.1', '172.18.4.5', '172.18.4.5'],
    ['a proxy adds the port', '10.0.0.1', '203.0.113.9:5555', '203.0.113.9'],
    ['a proxy adds the port to IPv6', '10.0.0.1', '[2001:db8::9]:5555', '2001:db8::9'],
    ['what it says is no address', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['what it says is nothing', '10.0.0.1', '', '10.0.0.1'],
    ['what is no address is behind a proxy', '10.0.0.1', '203.0.113.9, x, 172.18.4.5', '172.18.4.5'],
    ['the connection is gone', undefined, '203.0.113.9', ''],
    ['it has a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
  ])('when %s', (_title, remote, forwardedFor, address) => {
    expect(behind(remote, forwardedFor)).toBe(address);
  });

  it('is the far end where no proxy is trusted, whatever is said', () => {
    fc.assert(
      fc.property(fc.string(), (forwardedFor) => {
        expect(createAddressOf([])('127.0.0.1', forwardedFor)).toBe('127.0.0.1');
      }),
    );
  });
});

describe('an authenticator', () => {
  const old = plainKey('the old key of the house', 'house');
  const young = plainKey('the new key of the house', 'house');
  const hidden = { ...plainKey('the key of grafana 1234', 'grafana'), plain: null };
  const present = (apiKey: string, address = 'a') => ({ authorization: undefined, apiKey, address });

  it('opens to each of its keys, known by text or by digest, and says which it was', () => {
    const { authenticate } = createAuthenticator({ keys: [old, young, hidden] });
    expect(authenticate(present('the old key of the house'))).toEqual({ status: 'valid', key: old });
    expect(authenticate(present('the new key of the house'))).toEqual({ status: 'valid', key: young });
    expect(authenticate(present('the key of grafana 1234'))).toEqual({ status: 'valid', key: hidden });
    for (const wrong of [hidden.digest, `sha256:${hidden.digest}`, 'the key of grafana 1235', '', 'house'])
      expect(authenticate(present(wrong))).toEqual({ status: 'invalid', waitMs: 0 });
  });

  it('takes both headers, if each has a right key', () => {
    const { authenticate } = createAuthenticator({ keys: [old, young] });
    const both = (bearer: string, apiKey: string) =>
      authenticate({ authorization: `Bearer ${bearer}`, apiKey, address: 'a' }).status;
    expect(both(old.plain!, young.plain!)).toBe('valid');
    expect(both(old.plain!, 'wrong')).toBe('invalid');
    expect(both('wrong', old.plain!)).toBe('invalid');
  });

  it('looks at no key from where too many wrong ones come, until time has passed: guessing faster tells nothing', () => {
    let now = 0;
    const attempts = createFailedAttempts({ perMinute: 3, now: () => now });
    const { authenticate } = createAuthenticator({ keys: [old], attempts });
    for (let count = 0; count < 3; count++) authenticate(present('wrong', '2001:db8::1'));
    expect(authenticate(present(old.plain!, '2001:db8::2'))).toEqual({ status: 'invalid', waitMs: 20_000 });
    expect(authenticate(present(old.plain!, '2001:db8:0:1::1')).status).toBe('valid');
    now += 20_000;
    expect(authenticate(present(old.plain!, '2001:db8::2')).status).toBe('valid');
  });

  it('lets the right key in where it came from before, however many wrong ones do, and counts no key that is right or missing', () => {
    const attempts = createFailedAttempts({ perMinute: 3, now: () => 0 });
    const { authenticate } = createAuthenticator({ keys: [old], attempts });
    for (let count = 0; count < 50; count++) {
      expect(authenticate(present(old.plain!)).status).toBe('valid');
      expect(authenticate({ authorization: undefined, apiKey: undefined, address: 'a' }).status).toBe(
        'missing',
      );
    }
    const waits = times(50, () => {
      const result = authenticate(present('wrong'));
      return result.status === 'invalid' ? result.waitMs : -1;
    });
    expect(waits).toEqual([0, 0, 0, ...Array<number>(47).fill(20_000)]);
    expect(authenticate(present(old.plain!)).status).toBe('valid');
    expect(authenticate(present('wrong', 'b'))).toEqual({ status: 'invalid', waitMs: 0 });
  });

  it('counts invalid keys together with the other authenticators that share the count', () => {
    const attempts = createFailedAttempts({ perMinute: 2, now: () => 0 });
    const authenticators = [
      createAuthenticator({ keys: [old], attempts }),
      createAuthenticator({ keys: [young], attempts }),
    ];
    const waits = [0, 1, 0].map((index) => authenticators[index]!.authenticate(present('wrong')));
    expect(waits.at(-1)).toEqual({ status: 'invalid', waitMs: 30_000 });
    // a valid key of one of them does not exempt its network from the limit of the other
    expect(authenticators[0]!.authenticate(present(old.plain!, 'b')).status).toBe('valid');
    for (let count = 0; count < 3; count++) authenticators[1]!.authenticate(present('wrong', 'b'));
    expect(authenticators[1]!.authenticate(present(young.plain!, 'b'))).toEqual({
      status: 'invalid',
      waitMs: 30_000,
    });
  });

  it('lets each key in so often, if there is a rate', () => {
    let now = 0;
    const { consume } = createAuthenticator({ keys: [old, young], requestsPerMinute: 60, now: () => now });
    expect(times(61, () => consume(old)).at(-1)).toBe(1000);
    expect(consume(young)).toBe(0);
    now += 1000;
    expect([consume(old), consume(old)]).toEqual([0, 1000]);
    expect(consume(young, 1000)).toBe(0);
    expect(consume(young)).toBeGreaterThan(900_000);
    expect(createAuthenticator({ keys: [old] }).consume(old, 1e9)).toBe(0);
  });
});
