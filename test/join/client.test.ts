import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseClient, type Client } from '../../src/join/client.ts';
import { isSamePlace, type Place } from '../../src/join/place.ts';
import { joinReading, type RouterView } from '../../src/join/view.ts';
import { macOf, type Menus, START } from '../builder.ts';
import { readingOf } from '../capture.ts';

interface Claim {
  router?: string;
  interface?: string;
  mac?: string;
  associatedAt?: number | null;
  idleMs?: number | null;
  signalDbm?: number | null;
  authorized?: boolean | null;
}

// made by the join itself, then changed where a test says so
const [template] = joinReading(
  readingOf({ 'interface/wifi/registration-table': [{ 'mac-address': macOf(1), interface: 'wifi1' }] }),
).clients.get(macOf(1))!;

function client(claim: Claim = {}): Client {
  const { router = 'router', interface: name = 'wifi1', mac = macOf(1), associatedAt = START } = claim;
  const { idleMs = null, signalDbm = null, authorized = null } = claim;
  return {
    ...template!,
    registration: {
      ...template!.registration,
      macAddress: mac,
      interface: name,
      idleMs,
      signalDbm,
      authorized,
    },
    place: { ...template!.place, router, interface: name },
    associatedAt,
  };
}

function placeOf(claim: Claim): Place {
  return client(claim).place;
}

function chosen(claims: Claim[], current: Claim | null = null): string | null {
  const made = claims.map(client);
  const answer = chooseClient(made, current === null ? null : placeOf(current));
  // the same whatever the order of the rows
  expect(chooseClient(made.toReversed(), current === null ? null : placeOf(current))).toEqual(answer);
  return answer === null ? null : answer.place.interface;
}

describe('of several rows that claim a device', () => {
  it('none is chosen of none, the only one of one', () => {
    expect(chosen([])).toBeNull();
    expect(chosen([{ interface: 'a', authorized: false, associatedAt: null }])).toBe('a');
  });

  it('one that is not authorized loses, however new', () => {
    expect(
      chosen([
        { interface: 'old', associatedAt: START - 86_400_000 },
        { interface: 'new', associatedAt: START, authorized: false },
      ]),
    ).toBe('old');
  });

  it('one whose driver does not tell counts as authorized', () => {
    expect(
      chosen([
        { interface: 'says yes', authorized: true, associatedAt: START - 60_000 },
        { interface: 'says nothing', authorized: null, associatedAt: START },
      ]),
    ).toBe('says nothing');
  });

  it('the newest association wins, against idle, signal and the place it was', () => {
    const older = { interface: 'older', associatedAt: START - 3001, idleMs: 0, signalDbm: -30 };
    const newer = { interface: 'newer', associatedAt: START, idleMs: 60_000, signalDbm: -90 };
    expect(chosen([older, newer])).toBe('newer');
    expect(chosen([older, newer], older)).toBe('newer');
  });

  it('within 3 s the current place stays', () => {
    const older = { interface: 'older', associatedAt: START - 3000, idleMs: 60_000, signalDbm: -90 };
    const newer = { interface: 'newer', associatedAt: START, idleMs: 0, signalDbm: -30 };
    expect(chosen([older, newer], older)).toBe('older');
    expect(chosen([older, newer], newer)).toBe('newer');
  });

  it('within 3 s, and the device was on neither, the least idle wins, then the strongest', () => {
    const elsewhere = { interface: 'elsewhere' };
    const quiet = { interface: 'quiet', associatedAt: START, idleMs: 5000, signalDbm: -30 };
    const busy = { interface: 'busy', associatedAt: START - 3000, idleMs: 10, signalDbm: -90 };
    expect(chosen([quiet, busy], elsewhere)).toBe('busy');
    expect(chosen([quiet, busy])).toBe('busy');
    const strong = { interface: 'strong', idleMs: 10, signalDbm: -40 };
    const weak = { interface: 'weak', idleMs: 10, signalDbm: -41 };
    expect(chosen([weak, strong])).toBe('strong');
  });

  it('what is not told loses to what is: uptime, idle, signal', () => {
    expect(
      chosen([
        { interface: 'a', associatedAt: null, idleMs: 0 },
        { interface: 'b', associatedAt: START - 1e9 },
      ]),
    ).toBe('b');
    expect(chosen([{ interface: 'a' }, { interface: 'b', idleMs: 60_000 }])).toBe('b');
    expect(chosen([{ interface: 'a' }, { interface: 'b', signalDbm: -90 }])).toBe('b');
  });

  it('where no router tells the uptime the current place stays', () => {
    const here = { interface: 'here', associatedAt: null, idleMs: 60_000 };
    const there = { interface: 'there', associatedAt: null, idleMs: 0 };
    expect(chosen([here, there], here)).toBe('here');
    expect(chosen([here, there])).toBe('there');
  });

  it('the same interface name on another router, or in another dialect, is another place', () => {
    const here = placeOf({ router: 'hall' });
    expect(isSamePlace(here, placeOf({ router: 'hall' }))).toBe(true);
    expect(isSamePlace(here, placeOf({ router: 'garden' }))).toBe(false);
    expect(isSamePlace(here, { ...here, source: 'wireless' })).toBe(false);
    expect(isSamePlace(here, { ...here, ssid: 'other', band: null, accessPoint: null })).toBe(true);
  });

  it('two MACs of one device on one interface, alike in all else, are told apart by their order', () => {
    const both = [client({ mac: macOf(2) }), client({ mac: macOf(1) })];
    for (const current of [null, placeOf({})]) {
      expect(chooseClient(both, current)!.registration.macAddress).toBe(macOf(1));
      expect(chooseClient(both.toReversed(), current)!.registration.macAddress).toBe(macOf(1));
    }
  });

  it('of two MACs of one device on one interface, alike in age or without one, the current MAC stays', () => {
    for (const [first, second] of [
      [START, START - 2000],
      [START, START],
      [null, null],
    ]) {
      const rows = [
        client({ mac: macOf(1), associatedAt: first!, idleMs: 0, signalDbm: -40 }),
        client({ mac: macOf(2), associatedAt: second!, idleMs: 9000, signalDbm: -80 }),
      ];
      for (const mac of [macOf(1), macOf(2)])
        expect(chooseClient(rows, placeOf({}), mac)!.registration.macAddress).toBe(mac);
    }
  });

  describe('one whose uptime does not grow', () => {
    const REGISTRATIONS = 'interface/wifi/registration-table';
    const row = (name: string, uptime: number, bytes = '1,1') => ({
      'mac-address': macOf(1),
      interface: name,
      uptime: `${uptime}s`,
      bytes,
    });
    /** The interface that is believed after readings these seconds apart, each by its rows. */
    const believed = (rows: (second: number) => object[], seconds: number[]) => {
      let view: RouterView | null = null;
      let place: Place | null = null;
      return seconds.map((second) => {
        const menus = { [REGISTRATIONS]: rows(second) } as Menus;
        view = joinReading(readingOf(menus, { startedAt: START + second * 1000 }), { view, caps: [] });
        place = chooseClient(view.clients.get(macOf(1))!, place)!.place;
        return place.interface;
      });
    };

    it('loses to one whose uptime does, from the second reading on', () => {
      const ghost = (second: number) => [row('here', 3600 + second), row('ghost', 5)];
      expect(believed(ghost, [0, 10, 20, 30])).toEqual(['ghost', 'here', 'here', 'here']);
    });

    it('is told from one that has connected anew by its traffic, and from one that is read twice within a moment', () => {
      const anew = (second: number) => [row('here', 3600 + second), row('other', 5, `${second},1`)];
      expect(believed(anew, [0, 10, 20])).toEqual(['other', 'other', 'other']);
      const soon = (second: number) => [row('here', 3600 + second), row('other', 5)];
      expect(believed(soon, [0, 1, 2])).toEqual(['other', 'other', 'other']);
    });

    it('stays where it is among others like it', () => {
      expect(believed(() => [row('a', 10), row('b', 5)], [0, 10, 20])).toEqual(['b', 'b', 'b']);
    });
  });

  it('the choice never depends on the order of the rows', () => {
    const claim = fc.record({
      router: fc.constantFrom('hall', 'garden'),
      interface: fc.constantFrom('wifi1', 'wifi2'),
      mac: fc.constantFrom(macOf(1), macOf(2)),
      associatedAt: fc.option(fc.integer({ min: START - 5000, max: START })),
      idleMs: fc.option(fc.integer({ min: 0, max: 3 })),
      signalDbm: fc.option(fc.integer({ min: -61, max: -59 })),
      authorized: fc.constantFrom(true, false, null),
    });
    const shuffled = fc
      .array(claim, { maxLength: 6 })
      .chain((claims) =>
        fc.tuple(fc.constant(claims), fc.shuffledSubarray(claims, { minLength: claims.length })),
      );
    fc.assert(
      fc.property(shuffled, fc.option(claim), ([claims, others], current) => {
        const place = current === null ? null : placeOf(current);
        const answer = chooseClient(claims.map(client), place);
        expect(chooseClient(others.map(client), place)).toEqual(answer);
        if (answer === null) return;
        const authorized = claims.filter((other) => other.authorized !== false);
        if (authorized.length > 0) expect(answer.registration.authorized).not.toBe(false);
        const newest = Math.max(
          ...(authorized.length > 0 ? authorized : claims).map(
            ({ associatedAt }) => associatedAt ?? -Infinity,
          ),
        );
        if (newest > -Infinity) expect(answer.associatedAt).toBeGreaterThanOrEqual(newest - 3000);
      }),
    );
  });
});

describe('a client of one reading', () => {
  const only = (menus: Menus, startedAt = START) => {
    const [[first]] = [...joinReading(readingOf(menus, { startedAt })).clients.values()] as [[Client]];
    return first;
  };

  it('associated when the poll began, less its uptime', () => {
    const rows = [{ 'mac-address': macOf(1), interface: 'wifi1', uptime: '1h' }];
    expect(only({ 'interface/wifi/registration-table': rows }).associatedAt).toBe(START - 3_600_000);
    expect(
      only({ 'interface/wifi/registration-table': [{ 'mac-address': macOf(1) }] }).associatedAt,
    ).toBeNull();
  });

  it('takes SSID, band and channel from its interface where its row does not tell them', () => {
    const menus: Menus = {
      'interface/wireless/registration-table': [{ 'mac-address': macOf(1), interface: 'wlan1' }],
      'interface/wireless': [
        { name: 'wlan1', 'default-name': 'wlan1', ssid: 'home', frequency: '5180', band: '5ghz-a/n/ac' },
      ],
    };
    expect(only(menus)).toMatchObject({
      place: { ssid: 'home', band: '5GHz' },
      channel: '5180',
      frequencyMhz: 5180,
    });
  });

  it('on a virtual interface takes band and channel from its master, the SSID never', () => {
    const menus: Menus = {
      'interface/wifi/registration-table': [{ 'mac-address': macOf(1), interface: 'guest' }],
      'interface/wifi': [
        { name: 'wifi1', 'default-name': 'wifi1', 'configuration.ssid': 'home', 'channel.frequency': '2437' },
        { name: 'guest', 'master-interface': 'wifi1' },
      ],
    };
    expect(only(menus)).toMatchObject({ place: { ssid: null, band: '2.4GHz' }, frequencyMhz: 2437 });
  });

  it('whose interface is not listed tells only what its row does', () => {
    const menus: Menus = {
      'interface/wifi/registration-table': [
        { 'mac-address': macOf(1), interface: 'gone', ssid: 'home', band: '5ghz-ax' },
      ],
      'interface/wifi': [],
    };
    expect(only(menus)).toMatchObject({
      place: { accessPoint: null, interface: 'gone', ssid: 'home', band: '5GHz' },
      channel: null,
      frequencyMhz: null,
    });
  });

  describe('with several links', () => {
    const row = {
      'mac-address': macOf(1),
      interface: 'mld1',
      ssid: 'home',
      'mld-interfaces': 'wifi1,wifi2',
      'mld-link-addresses': `${macOf(2)},${macOf(3)}`,
    };
    const interfaces = [
      { name: 'wifi1', 'default-name': 'wifi1', 'channel.frequency': '5180' },
      { name: 'wifi2', 'default-name': 'wifi2', 'channel.frequency': '6115' },
    ];
    const menus = (changed: object): Menus => ({
      'interface/wifi/registration-table': [{ ...row, ...changed }],
      'interface/wifi': interfaces,
    });

    it('has the band of each, and no signal that is not told', () => {
      expect(only(menus({ band: '5ghz-be', signal: '-50' })).links).toEqual([
        { interface: 'wifi1', macAddress: macOf(2), band: '5GHz', signalDbm: null },
        { interface: 'wifi2', macAddress: macOf(3), band: '6GHz', signalDbm: null },
      ]);
    });

    it('is where its first link is', () => {
      expect(only(menus({ band: '5ghz-be' })).place).toMatchObject({
        interface: 'mld1',
        accessPoint: { id: 'router' },
        band: '5GHz',
      });
      expect(only(menus({ band: '5ghz-be' })).frequencyMhz).toBe(5180);
    });

    it('whose band is not that of its first link has no channel rather than a wrong one', () => {
      expect(only(menus({ band: '6ghz-be' }))).toMatchObject({
        place: { band: '6GHz' },
        channel: null,
        frequencyMhz: null,
      });
    });
  });
});
