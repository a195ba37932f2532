/** Wrong keys are counted by where they come from, and right ones are not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAttempts, MAX_FAILURES_PER_MINUTE } from '../../src/auth/failed-attempts.ts';
import { createAddressOf, networkOf } from '../../src/auth/client-address.ts';
import { createDoor } from '../../src/auth/authenticator.ts';

const times = (count: number, run: () => number) => Array.from({ length: count }, run);

describe('wrong keys', () => {
  it('are 20 a minute and address, and then one every three seconds', () => {
    let now = 0;
    const { fail, waitMs } = createAttempts({ now: () => now });
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
    const attempts = createAttempts({ perMinute: 2, now: () => 0 });
    const door = createDoor({ keys: [plainKey('the key')], attempts });
    const fail = (address: string) => {
      const passage = door.open({ authorization: null, apiKey: 'wrong', address });
      return passage.presented === 'wrong' ? passage.waitMs : null;
    };
    expect(fail('2001:db8::1')).toBe(0);
    expect(fail('2001:DB8:0:0:ffff::2')).toBe(0);
    expect(fail('2001:db8:0000::3')).toBeGreaterThan(0);
    expect(fail('2001:db8:0:1::1')).toBe(0);
  });

  it('are remembered of so many addresses and no more; who was quiet the longest is forgotten', () => {
    const { fail } = createAttempts({ perMinute: 1, maxNetworks: 3, now: () => 0 });
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

describe('a door', () => {
  const old = plainKey('the old key of the house', 'house');
  const young = plainKey('the new key of the house', 'house');
  const hidden = { ...plainKey('the key of grafana 1234', 'grafana'), plain: null };
  const present = (apiKey: string, address = 'a') => ({ authorization: undefined, apiKey, address });

  it('opens to each of its keys, known by text or by digest, and says which it was', () => {
    const { open } = createDoor({ keys: [old, young, hidden] });
    expect(open(present('the old key of the house'))).toEqual({ presented: 'right', key: old });
    expect(open(present('the new key of the house'))).toEqual({ presented: 'right', key: young });
    expect(open(present('the key of grafana 1234'))).toEqual({ presented: 'right', key: hidden });
    for (const wrong of [hidden.digest, `sha256:${hidden.digest}`, 'the key of grafana 1235', '', 'house'])
      expect(open(present(wrong))).toEqual({ presented: 'wrong', waitMs: 0 });
  });

  it('takes both headers, if each has a right key', () => {
    const { open } = createDoor({ keys: [old, young] });
    const both = (bearer: string, apiKey: string) =>
      open({ authorization: `Bearer ${bearer}`, apiKey, address: 'a' }).presented;
    expect(both(old.plain!, young.plain!)).toBe('right');
    expect(both(old.plain!, 'wrong')).toBe('wrong');
    expect(both('wrong', old.plain!)).toBe('wrong');
  });

  it('looks at no key from where too many wrong ones come, until time has passed: guessing faster tells nothing', () => {
    let now = 0;
    const attempts = createAttempts({ perMinute: 3, now: () => now });
    const { open } = createDoor({ keys: [old], attempts });
    for (let count = 0; count < 3; count++) open(present('wrong', '2001:db8::1'));
    expect(open(present(old.plain!, '2001:db8::2'))).toEqual({ presented: 'wrong', waitMs: 20_000 });
    expect(open(present(old.plain!, '2001:db8:0:1::1')).presented).toBe('right');
    now += 20_000;
    expect(open(present(old.plain!, '2001:db8::2')).presented).toBe('right');
  });

  it('lets the right key in where it came from before, however many wrong ones do, and counts no key that is right or missing', () => {
    const attempts = createAttempts({ perMinute: 3, now: () => 0 });
    const { open } = createDoor({ keys: [old], attempts });
    for (let count = 0; count < 50; count++) {
      expect(open(present(old.plain!)).presented).toBe('right');
      expect(open({ authorization: undefined, apiKey: undefined, address: 'a' }).presented).toBe('none');
    }
    const waits = times(50, () => {
      const passage = open(present('wrong'));
      return passage.presented === 'wrong' ? passage.waitMs : -1;
    });
    expect(waits).toEqual([0, 0, 0, ...Array<number>(47).fill(20_000)]);
    expect(open(present(old.plain!)).presented).toBe('right');
    expect(open(present('wrong', 'b'))).toEqual({ presented: 'wrong', waitMs: 0 });
  });

  it('counts wrong keys together with other doors that share the count', () => {
    const attempts = createAttempts({ perMinute: 2, now: () => 0 });
    const doors = [createDoor({ keys: [old], attempts }), createDoor({ keys: [young], attempts })];
    const waits = [0, 1, 0].map((index) => doors[index]!.open(present('wrong')));
    expect(waits.at(-1)).toEqual({ presented: 'wrong', waitMs: 30_000 });
    // who has a key to one of them may not guess at the other for that
    expect(doors[0]!.open(present(old.plain!, 'b')).presented).toBe('right');
    for (let count = 0; count < 3; count++) doors[1]!.open(present('wrong', 'b'));
    expect(doors[1]!.open(present(young.plain!, 'b'))).toEqual({ presented: 'wrong', waitMs: 30_000 });
  });

  it('lets each key in so often, if there is a rate', () => {
    let now = 0;
    const { take } = createDoor({ keys: [old, young], requestsPerMinute: 60, now: () => now });
    expect(times(61, () => take(old)).at(-1)).toBe(1000);
    expect(take(young)).toBe(0);
    now += 1000;
    expect([take(old), take(old)]).toEqual([0, 1000]);
    expect(take(young, 1000)).toBe(0);
    expect(take(young)).toBeGreaterThan(900_000);
    expect(createDoor({ keys: [old] }).take(old, 1e9)).toBe(0);
  });
});
