import { describe, expect, it } from 'vitest';
import { createAddressList } from '../../src/auth/address-list.ts';
import { createSenders, type LogSource, type SendersOptions } from '../../src/syslog/sender.ts';

interface Given extends Partial<Omit<SendersOptions, 'routers'>> {
  allow?: readonly string[];
  routers?: readonly (Omit<LogSource, 'charset'> & Partial<LogSource>)[];
}

function senders({ routers = [], allow = [], ...options }: Given) {
  const resolve = () => Promise.reject(Object.assign(new Error('not known'), { code: 'ENOTFOUND' }));
  const created = createSenders({
    isAllowed: createAddressList(allow),
    resolve,
    createDecoder: (charset) => () => charset,
    routers: routers.map((router) => ({ charset: 'windows-1252', ...router })),
    ...options,
  });
  const of = (address: string) => {
    const sender = created.of(address);
    return sender && { router: sender.router };
  };
  return { ...created, of, charsetOf: (address: string) => created.of(address)!.decode(Buffer.of()) };
}

describe('an address', () => {
  const { of } = senders({
    routers: [
      { id: 'house', url: 'https://192.168.88.1' },
      { id: 'cabin', url: 'http://[2001:DB8:0:0::1]:8080' },
      { id: 'old', url: 'https://[::ffff:10.0.0.1]' },
      { id: 'one', url: 'http://10.0.0.9:81' },
      { id: 'two', url: 'http://10.0.0.9:82' },
    ],
    allow: ['172.16.0.0/12', '192.168.88.1', '10.0.0.200', 'fd00::/8', '2001:db8::2'],
  });

  it.each([
    ['192.168.88.1', 'house'],
    ['::ffff:192.168.88.1', 'house'],
    ['2001:db8::1', 'cabin'],
    ['10.0.0.1', 'old'],
  ])('%s is that of router %s', (address, router) => expect(of(address)).toEqual({ router }));

  it.each([
    '10.0.0.9',
    '172.18.0.1',
    '::ffff:172.18.0.1',
    '10.0.0.200',
    'fd00::77',
    'fd00::77%eth0',
    '2001:db8::2',
  ])('%s is allowed, but of no single router', (address) => expect(of(address)).toEqual({ router: null }));

  it.each([
    '192.168.88.2',
    '172.32.0.1',
    '::ffff:192.168.88.2',
    '2001:db8::3',
    'fe80::1%eth0',
    '::',
    '0.0.0.0',
  ])('%s is not allowed', (address) => expect(of(address)).toBeNull());
});

describe('a router with a name', () => {
  it('is known by every address of the name, as it is now', async () => {
    let found = ['10.0.0.1', '2001:db8::1'];
    const { of, refresh, problem } = senders({
      routers: [{ id: 'house', url: 'https://router.lan' }],
      resolve: () => Promise.resolve(found),
    });
    expect(of('10.0.0.1')).toBeNull();
    expect(await refresh()).toBe(true);
    expect([of('10.0.0.1'), of('2001:db8::1')]).toEqual([{ router: 'house' }, { router: 'house' }]);
    found = ['10.0.0.2'];
    await refresh();
    expect([of('10.0.0.1'), of('10.0.0.2'), problem()]).toEqual([null, { router: 'house' }, null]);
  });

  it('that cannot be resolved keeps its last address, and says so', async () => {
    let isDown = false;
    const { of, refresh, problem } = senders({
      routers: [{ id: 'house', url: 'https://router.lan' }],
      resolve: () =>
        isDown
          ? Promise.reject(Object.assign(new Error('down'), { code: 'EAI_AGAIN' }))
          : Promise.resolve(['10.0.0.1']),
    });
    await refresh();
    isDown = true;
    expect(await refresh()).toBe(false);
    expect(of('10.0.0.1')).toEqual({ router: 'house' });
    expect(problem()).toMatch(/router\.lan of router "house".*EAI_AGAIN.*SYSLOG_ALLOW/);
    isDown = false;
    expect(await refresh()).toBe(true);
    expect(problem()).toBeNull();
  });

  it('begins with what others knew of the name', async () => {
    const routers = [{ id: 'house', url: 'https://router.lan' }];
    const before = senders({ routers, resolve: () => Promise.resolve(['10.0.0.1']) });
    await before.refresh();
    const { of, refresh, problem } = senders({
      routers: [
        { id: 'home', url: 'http://Router.LAN:8080' },
        { id: 'cabin', url: 'https://cabin.lan' },
        { id: 'shed', url: 'https://10.0.0.3' },
      ],
      known: before.addressesOf,
    });
    expect([of('10.0.0.1'), of('10.0.0.3')]).toEqual([{ router: 'home' }, { router: 'shed' }]);
    expect(await refresh()).toBe(false);
    expect(of('10.0.0.1')).toEqual({ router: 'home' });
    expect(problem()).toMatch(/router "home".*router "cabin"/);
  });
});

describe('the charset of a line', () => {
  const house = { id: 'house', url: 'https://10.0.0.1', charset: 'windows-1251' };
  const cabin = { id: 'cabin', url: 'https://10.0.0.2', charset: 'windows-1250' };
  const allow = ['10.0.0.9'];

  it('is that of its router', () => {
    const { charsetOf } = senders({ routers: [house, cabin], allow });
    expect([charsetOf('10.0.0.1'), charsetOf('10.0.0.2')]).toEqual(['windows-1251', 'windows-1250']);
  });

  it('from an address of no single router is the one that all routers share', () => {
    expect(senders({ routers: [house], allow }).charsetOf('10.0.0.9')).toBe('windows-1251');
    expect(senders({ routers: [house, cabin], allow }).charsetOf('10.0.0.9')).toBe('windows-1252');
    expect(senders({ allow }).charsetOf('10.0.0.9')).toBe('windows-1252');
    const twins = [house, { ...house, id: 'twin' }];
    expect(senders({ routers: twins }).charsetOf('10.0.0.1')).toBe('windows-1251');
  });
});
