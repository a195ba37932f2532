/** Events that log lines alone announce, and those of the network: at once, bounded, and without an effect on any device. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  everyMenu,
  idOf,
  macOf,
  type Menus,
  quiet,
  registered,
  REGISTRATIONS,
  settingsOf,
  START,
} from '../builder.ts';
import { newEvent } from '../../src/record/event.ts';
import { runs } from '../runs.ts';
import { startLines } from './line.ts';
import { anyText } from '../any-text.ts';

const phone = macOf(1);
const stranger = macOf(9);
const home: Menus = { ...quiet, [REGISTRATIONS]: [registered(phone)] };
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

/** A router with all four dialects; each interface says which. */
const every: Menus = {
  ...home,
  'interface/wifiwave2': [
    { name: 'wave1', 'default-name': 'wave1', 'configuration.ssid': 'home', 'channel.frequency': '5180' },
  ],
  'interface/wireless': [{ name: 'wlan1', 'default-name': 'wlan1', ssid: 'home', frequency: '2437' }],
  'caps-man/interface': [
    {
      name: 'cap1',
      'radio-mac': '02:31:48:F6:C4:B0',
      'configuration.ssid': 'home',
      'channel.frequency': '2437',
    },
  ],
  'caps-man/radio': [{ 'radio-mac': '02:31:48:F6:C4:B0', interface: 'cap1', 'remote-cap-identity': 'Barn' }],
  'caps-man/remote-cap': [
    { 'base-mac': '02:31:48:F6:C4:AF', identity: 'Barn', address: '192.168.88.30:5246', state: 'Run' },
  ],
};

const refusals = [
  [
    'wifi',
    'wifi1',
    'access_list',
    `wireless,info ${stranger}@wifi1(home) connection rejected, forbidden by access-list`,
  ],
  ['wifi', 'wifi1', 'wrong_key', `wireless,info ${stranger}@wifi1(home) rejected, authentication failed`],
  [
    'wifi',
    'wifi1',
    'handshake',
    `wireless,info ${stranger}@wifi1(home) disconnected, 4-way handshake timeout, signal strength -60`,
  ],
  [
    'wifiwave2',
    'wave1',
    'access_list',
    `wireless,info ${stranger}@wave1(home) rejected, forbidden by access-list`,
  ],
  ['wifiwave2', 'wave1', 'wrong_key', `wireless,info ${stranger}@wave1(home) authentication failed`],
  ['capsman', 'cap1', 'access_list', `caps,info ${stranger}@cap1 rejected, forbidden by access-list`],
  ['capsman', 'cap1', 'wrong_key', `caps,info ${stranger}@cap1 disconnected, unicast key exchange timeout`],
  ['wireless', 'wlan1', 'access_list', `wireless,info ${stranger}@wlan1: rejected, forbidden by access-list`],
  [
    'wireless',
    'wlan1',
    'wrong_key',
    `wireless,info ${stranger}@wlan1: disconnected, unicast key exchange timeout, signal strength -60`,
  ],
  [
    'wireless',
    'wlan1',
    'handshake',
    `wireless,info ${stranger}@wlan1: disconnected, group key exchange timeout`,
  ],
] as const;

describe('a device that is refused', () => {
  it.each(refusals)(
    'by %s at %s is an event of class %s with the time of the line',
    async (_dialect, wifi, reason_class, line) => {
      const { hear, read, events, world } = startLines();
      await read(0, every);
      events();
      const before = world();
      expect(hear(3, line)).toBe(false);
      const [event, ...others] = events();
      expect(others).toEqual([]);
      expect(event).toMatchObject({
        event_type: 'refused',
        at: at(3),
        device_id: idOf(stranger),
        name: stranger,
        router: 'router',
        from: null,
        to: { interface: wifi, ssid: 'home', access_point: wifi === 'cap1' ? 'Barn' : 'Hall' },
        reason_class,
        count: 1,
        source: 'log',
      });
      expect(event!.reason).not.toBeNull();
      expect(world()).toBe(before);
    },
  );

  it('has its name, if it is remembered', async () => {
    const { hear, read, events } = startLines(
      settingsOf({
        devices: [{ macs: [phone], name: 'Anna', deviceId: idOf(phone), awayDelayMs: null, track: null }],
      } as never),
    );
    await read(0, quiet);
    hear(3, `${phone}@wifi2(home) rejected, forbidden by access-list`);
    expect(events().at(-1)).toMatchObject({ event_type: 'refused', name: 'Anna', device_id: idOf(phone) });
  });

  it('is refused by an access point that no router has as well', async () => {
    const { hear, read, events } = startLines();
    await read(0, home);
    events();
    hear(3, `${stranger}@attic(home) rejected, forbidden by access-list, signal strength -70`, null);
    expect(events()).toMatchObject([
      { router: null, to: { access_point: null, interface: 'attic', ssid: 'home', signal_dbm: -70 } },
    ]);
  });

  it('that is connected has a disconnection, not a refusal, when a handshake fails', async () => {
    const { hear, read, events } = startLines();
    const panel = registered(macOf(2));
    await read(0, { ...quiet, [REGISTRATIONS]: [panel] });
    await read(10, { ...quiet, [REGISTRATIONS]: [panel, registered(phone)] });
    events();
    expect(
      hear(12, `${phone}@wifi1(home) disconnected, group key exchange timeout, signal strength -60`),
    ).toBe(true);
    expect(events()).toEqual([]);
    await read(13, { ...quiet, [REGISTRATIONS]: [panel] });
    expect(events()).toMatchObject([
      {
        event_type: 'disconnected',
        reason: 'group key exchange timeout',
        reason_class: 'handshake',
        count: null,
      },
    ]);
  });

  it('is none when it is a radio of the network itself', async () => {
    const { hear, read, events } = startLines();
    await read(0, {
      ...home,
      'interface/wifi': (home['interface/wifi'] as object[]).map((row) => ({
        ...row,
        'mac-address': '48:A9:8A:00:00:01',
      })),
    } as Menus);
    events();
    hear(3, '48:A9:8A:00:00:01@wifi2(home) rejected, forbidden by access-list');
    expect(events()).toEqual([]);
  });
});

describe('a device that is refused again and again', () => {
  const wrong = `wireless,info ${stranger}@wifi1(home) rejected, authentication failed`;

  it('every two seconds for a day makes 144 events that count every attempt', async () => {
    const { hear, read, tick, events, counted, publications, writer } = startLines();
    await read(0, home);
    events();
    const before = publications();
    let attempts = 0;
    for (let second = 2; second < 86_402; second++) {
      if (second % 2 === 0) {
        hear(second, wrong);
        attempts += 1;
      }
      if (second % 60 === 1) await tick(second);
    }
    writer.end();
    const all = events();
    expect(attempts).toBe(43_200);
    expect(counted).toHaveLength(attempts);
    expect(all.length).toBeLessThanOrEqual(146);
    // and one as the phone at home becomes unknown
    expect(publications() - before).toBeLessThanOrEqual(147);
    expect(all.reduce((sum, { count }) => sum + count!, 0)).toBe(attempts);
    expect(all[0]).toMatchObject({ at: at(2), count: 1 });
  });

  it('and stops, is reported ten minutes after the first attempt by a tick', async () => {
    const { hear, read, tick, events } = startLines();
    await read(0, home);
    events();
    for (const second of [5, 7, 9]) hear(second, wrong);
    expect(events()).toMatchObject([{ at: at(5), count: 1 }]);
    await tick(604);
    expect(events()).toEqual([]);
    await tick(605);
    expect(events()).toMatchObject([{ at: at(9), count: 2, reason_class: 'wrong_key' }]);
    for (const second of [1206, 1900]) await tick(second);
    expect(events()).toEqual([]);
    hear(2000, wrong);
    expect(events()).toMatchObject([{ at: at(2000), count: 1 }]);
  });

  it('is told apart by access point and by class', async () => {
    const { hear, read, events } = startLines();
    await read(0, every);
    events();
    hear(1, wrong);
    hear(2, `caps,info ${stranger}@cap1 rejected, authentication failed`);
    hear(3, `wireless,info ${stranger}@wifi1(home) rejected, forbidden by access-list`);
    hear(4, `wireless,info ${stranger}@wifi2(home) rejected, authentication failed`);
    expect(events().map(({ to, reason_class }) => `${to!.access_point} ${reason_class}`)).toEqual([
      'Hall wrong_key',
      'Barn wrong_key',
      'Hall access_list',
    ]);
  });

  it('under an address of its own each time makes a bounded number of events', async () => {
    const { hear, read, events, counted } = startLines();
    await read(0, home);
    events();
    for (let n = 0; n < 3000; n++) {
      const mac = `02:66:66:66:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`;
      hear(1 + n / 100, `${mac.toUpperCase()}@wifi1(home) rejected, authentication failed`);
    }
    expect(events()).toHaveLength(200);
    expect(counted).toHaveLength(3000);
    hear(40, `${phone}@wifi2(home) rejected, forbidden by access-list`);
    expect(events()).toHaveLength(1);
  });

  it('in the same line by two logging rules counts once', async () => {
    const { hear, read, tick, events } = startLines();
    await read(0, home);
    events();
    for (const second of [5, 5, 7, 7, 9, 9]) hear(second, wrong);
    await tick(700);
    expect(events().map(({ count }) => count)).toEqual([1, 2]);
  });
});

describe('a radio', () => {
  it.each([
    ['wireless,info wifi1: radar detected on 5180000', 'radar detected on 5180000'],
    ['wireless,info Hall: wifi1 selected channel 5500/ax/Ceee', 'selected channel 5500/ax/Ceee'],
    ['<30>Jun  7 10:07:16 Hall wifi1 channel changed to 5260', 'channel changed to 5260'],
  ])('that leaves its channel by %j is an event at once', async (line, reason) => {
    const { hear, read, events } = startLines();
    await read(0, home);
    events();
    expect(hear(3, line)).toBe(false);
    expect(events()).toMatchObject([
      {
        event_type: 'channel_changed',
        at: at(3),
        device_id: null,
        name: null,
        router: 'router',
        to: { access_point: 'Hall', interface: 'wifi1', band: '5GHz' },
        reason,
        count: 1,
        source: 'log',
      },
    ]);
  });

  it('that selects the channel it has, or that no router has, is none', async () => {
    const { hear, read, events } = startLines();
    await read(0, home);
    events();
    hear(3, 'wireless,info wifi1 selected channel 5180/ax/Ceee');
    hear(4, 'wireless,info wifi9 selected channel 5500/ax/Ceee');
    expect(events()).toEqual([]);
  });

  it('on another channel in the next reading is an event, but not after a line that announced it', async () => {
    const retuned = (mhz: string): Menus => ({
      ...home,
      'interface/wifi': [{ ...(home['interface/wifi'] as object[])[0], 'channel.frequency': mhz }] as never,
    });
    const { hear, read, events } = startLines();
    await read(0, retuned('5180'));
    events();
    await read(10, retuned('5500'));
    expect(events()).toMatchObject([
      { event_type: 'channel_changed', source: 'poll', to: { interface: 'wifi1' }, reason: '5180 to 5500' },
    ]);
    hear(20, 'wireless,info wifi1 selected channel 5260/ax/Ceee');
    expect(events()).toHaveLength(1);
    await read(60, retuned('5260'));
    expect(events()).toEqual([]);
    await read(2000, retuned('5180'));
    expect(events()).toHaveLength(1);
  });
});

describe('an access point', () => {
  const without: Menus = {
    ...every,
    'caps-man/remote-cap': [],
    'caps-man/interface': [],
    'caps-man/radio': [],
  };

  it.each([
    [
      'caps,info [02:31:48:F6:C4:AF/1/2f,Run,[Barn]] max keepalives without response, removing',
      'max keepalives without response, removing',
    ],
    ['caps,info Barn@192.168.88.30 disconnected, connection lost', 'connection lost'],
    ['caps,info remote CAP Barn left', null],
  ])('that leaves by %j is down at once, and not once more when the tables say it', async (line, reason) => {
    const { hear, read, events } = startLines();
    await read(0, every);
    events();
    expect(hear(3, line)).toBe(true);
    expect(events()).toMatchObject([
      {
        event_type: 'access_point_down',
        at: at(3),
        from: { access_point: 'Barn', access_point_id: '023148f6c4af' },
        to: null,
        reason,
        source: 'log',
      },
    ]);
    await read(10, without);
    expect(events()).toEqual([]);
    await read(60, every);
    expect(events()).toMatchObject([
      { event_type: 'access_point_up', source: 'poll', from: null, to: { access_point: 'Barn' } },
    ]);
  });

  it('that the tables miss is down, and up again, without a line', async () => {
    const { read, events } = startLines();
    await read(0, every);
    events();
    await read(10, without);
    await read(20, without);
    expect(events().map(({ event_type, source }) => [event_type, source])).toEqual([
      ['access_point_down', 'poll'],
    ]);
    await read(30, every);
    expect(events().map(({ event_type }) => event_type)).toEqual(['access_point_up']);
  });

  it('that a line says is gone although it is there is up again with a later list', async () => {
    const { hear, read, events } = startLines();
    await read(0, every);
    hear(3, 'caps,info remote CAP Barn left');
    events();
    await read(60, every);
    expect(events()).toMatchObject([{ event_type: 'access_point_up', source: 'poll' }]);
    await read(120, every);
    expect(events()).toEqual([]);
  });

  it('that was there before the first reading, or that nobody manages, is no event', async () => {
    const { hear, read, events } = startLines();
    await read(0, every);
    expect(events().filter(({ event_type }) => event_type.startsWith('access_point'))).toEqual([]);
    expect(hear(3, 'caps,info Cellar@192.168.88.99 disconnected')).toBe(false);
    expect(hear(9, 'caps,info Barn@192.168.88.30 connected')).toBe(false);
    expect(events()).toEqual([]);
  });

  it('that is new is up', async () => {
    const { read, events } = startLines();
    await read(0, without);
    events();
    await read(10, every);
    expect(events()).toMatchObject([{ event_type: 'access_point_up', to: { access_point: 'Barn' } }]);
  });
});

describe('the network', () => {
  it('has events when a router does not answer, and when it does again', async () => {
    const { read, events } = startLines();
    await read(0, home);
    events();
    const types = () => events().map(({ event_type, router, device_id }) => [event_type, router, device_id]);
    await read(10, {}, { failed: everyMenu });
    expect(types()).toEqual([['router_down', 'router', null]]);
    await read(20, {}, { failed: everyMenu });
    expect(types()).toEqual([]);
    await read(30, home);
    expect(types()).toEqual([['router_up', 'router', null]]);
  });

  it('has an event for a stranger that arrives for the first time, and none when it comes back', async () => {
    const { read, events } = startLines();
    await read(0, quiet);
    await read(10, { ...quiet, [REGISTRATIONS]: [registered(stranger)] });
    expect(events().filter(({ event_type }) => event_type === 'new_stranger')).toMatchObject([
      { device_id: idOf(stranger), to: { access_point: 'Hall', interface: 'wifi1' }, source: 'poll' },
    ]);
    for (let second = 20; second <= 400; second += 10) await read(second, quiet);
    await read(410, { ...quiet, [REGISTRATIONS]: [registered(stranger)] });
    expect(events().map(({ event_type }) => event_type)).toEqual([
      'disconnected',
      'left',
      'arrived',
      'connected',
    ]);
  });

  it('has none for one that arrives before leases were ever read: it may be known', async () => {
    const { read, events } = startLines();
    const failed = ['ip/dhcp-server/lease'] as const;
    await read(0, quiet, { failed });
    await read(10, { ...quiet, [REGISTRATIONS]: [registered(stranger)] }, { failed });
    const types = events().map(({ event_type }) => event_type);
    expect([types.includes('arrived'), types.includes('new_stranger')]).toEqual([true, false]);
  });

  it('has no event of a router at its first reading, whether it answers or not', async () => {
    for (const [menus, options] of [
      [home, {}],
      [{}, { failed: everyMenu }],
    ] as const) {
      const { read, tick, events } = startLines();
      await tick(0);
      await read(1, menus, options);
      expect(events().filter(({ event_type }) => event_type.startsWith('router_'))).toEqual([]);
    }
  });
});

it('an event that another part makes is published with the present snapshot', async () => {
  const { read, events, writer } = startLines();
  await read(0, home);
  events();
  const finding = newEvent({ event_type: 'finding', at: at(3), source: 'poll', finding_id: 'abcdef012345' });
  writer.announce([finding]);
  expect(events()).toEqual([finding]);
});

it('a line that is not understood, and one about a refusal, a channel or an access point, leaves every device as it was', async () => {
  const word = fc.constantFrom(
    phone,
    stranger,
    '@wifi1(home)',
    '@wlan1:',
    ' rejected, forbidden by access-list',
    ' authentication failed',
    ' selected channel 5500',
    ' radar detected',
    'wifi1',
    'Barn',
    ' left',
    'caps,info ',
    'wireless,info ',
    'wireless,debug ',
    ': ',
    ' not in local ACL, by default reject',
    ' attempts to connect',
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
    anyText({ maxLength: 80 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (lines) => {
      const { hear, read, tick, events, world } = startLines();
      await read(0, every);
      events();
      const { devices, routers } = world();
      const answers = lines.map((line, index) => hear(1 + index, line));
      await tick(20);
      expect(world().devices).toBe(devices);
      expect(world().routers).toBe(routers);
      const all = events();
      expect(
        all.every(({ event_type }) =>
          ['refused', 'channel_changed', 'access_point_down'].includes(event_type),
        ),
      ).toBe(true);
      if (answers.every((answer) => answer === null)) expect(all).toEqual([]);
    }),
    { numRuns: runs(150) },
  );
});
