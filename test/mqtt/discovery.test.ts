/** Discovery payloads as committed, and the mirror of Home Assistant's schemas that all of them pass through. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Discovery, validationError } from '../homeassistant/discovery-schema.ts';
import { messages } from '../../src/mqtt/messages.ts';
import { accessPoint, device, context, next, router, snapshot, wifiInterface } from './house.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'homeassistant');

const people = [
  {
    person_id: 'parent',
    name: 'Parent',
    presence: 'home' as const,
    zones: ['home'],
    devices: ['48a98a123456'],
  },
];
const house = snapshot([device()], {
  people,
  interfaces: [wifiInterface(), wifiInterface({ interface: 'hall-guest', ssid: 'Guest WiFi' })],
  accessPoints: [
    accessPoint(),
    accessPoint({ access_point_id: 'router', name: 'Gateway', board_name: 'hAP ax^3' }),
  ],
  routers: [router()],
});
const configured = {
  accessPoints: [{ id: 'd4ca6d000001', name: null, area: 'Hallway', awayDelayMs: null }],
  publicUrl: 'https://presence.example.org',
};

function payloads(overrides = {}): Record<string, Discovery> {
  const { publishes } = messages(null, next(house), context({ ...configured, ...overrides }));
  const found = publishes.filter(({ topic }) => topic.endsWith('/config'));
  return Object.fromEntries(found.map(({ topic, payload }) => [topic, JSON.parse(payload) as Discovery]));
}

const homeassistant = { discover: 'known', trackerStateTopic: true, macConnections: 'known' } as const;

describe('the payloads', () => {
  for (const [name, overrides] of [
    ['discovery', {}],
    ['discovery-without-state-topic', { homeassistant: { ...homeassistant, trackerStateTopic: false } }],
  ] as const) {
    it(`are as committed: ${name}`, () => {
      const path = join(fixtures, `${name}.json`);
      const now = `${JSON.stringify(payloads(overrides), null, 1)}\n`;
      if (process.env['ACCEPT'] === '1') writeFileSync(path, now);
      expect(now).toBe(readFileSync(path, 'utf8'));
    });
  }

  it('have one name for ever: no two components share a unique_id or an entity id', () => {
    const components = Object.values(payloads())
      .flatMap(({ components: all }) => Object.values(all))
      .filter(({ platform }) => platform !== 'device_automation');
    for (const field of ['unique_id', 'default_entity_id'] as const) {
      const values = components.map((component) => (component as Record<string, unknown>)[field]);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it('are at most 8 kB each', () => {
    const sizes = Object.values(payloads()).map((payload) => JSON.stringify(payload).length);
    expect(Math.max(...sizes)).toBeLessThan(8192);
  });

  it('tie a tracker to the MAC address only when asked, and never a random one', () => {
    const client = 'homeassistant/device/mikrotik_presence_home_client_48a98a123456/config';
    const connections = (macConnections: 'never' | 'known' | 'always') =>
      payloads({ homeassistant: { ...homeassistant, macConnections } })[client]!.device.connections;
    expect(connections('never')).toBeUndefined();
    expect(connections('known')).toEqual([['mac', '48:a9:8a:12:34:56']]);
    const shown = snapshot([device({ mac_address: '4A:A9:8A:12:34:56', mac_randomized: true })]);
    const { publishes } = messages(null, next(shown), context());
    const random = publishes.find(({ topic }) => topic.includes('client_4aa98a123456/config'))!;
    expect(random.payload).not.toContain('connections');
  });

  it('keep the name a device had while nothing better than its address is known', () => {
    const nameless = device({ name: '48:A9:8A:12:34:56', name_source: 'mac_address' });
    const names = new Map([['48a98a123456', 'Wall panel']]);
    const overrides = {
      deleted: new Set<string>(),
      adopted: new Set<string>(),
      lapses: new Map<string, number>(),
      dismissed: new Set<string>(),
      names,
    };
    const { publishes } = messages(null, next(snapshot([nameless]), { overrides }), context());
    const payload = publishes.find(({ topic }) => topic.includes('client_48a98a123456/config'))!;
    expect((JSON.parse(payload.payload) as Discovery).device.name).toBe('Wall panel');
  });

  it('of two things with one name ask for different entities', () => {
    const twins = [device(), device({ mac_address: '3C:22:FB:00:00:01' })];
    const { publishes } = messages(null, next(snapshot(twins)), context());
    const ids = publishes.flatMap(({ payload }) => /device_tracker\.[a-z0-9_]+/.exec(payload)?.[0] ?? []);
    expect(ids).toEqual(['device_tracker.phone_of_a_parent_0001', 'device_tracker.phone_of_a_parent_3456']);
  });

  it('name the maker of a device, also one that is learned later', () => {
    const manufacturer = (vendor: string | null) => {
      const before = messages(null, next(house), context()).published;
      const { publishes } = messages(before, next(snapshot([device({ vendor })])), context());
      const payload = publishes.find(({ topic }) => topic.includes('client_48a98a123456/config'))?.payload;
      return payload === undefined ? null : (JSON.parse(payload) as Discovery).device.manufacturer;
    };
    expect(manufacturer('Routerboard.com')).toBe('Routerboard.com');
    expect(manufacturer(null)).toBeUndefined();
  });

  it('have a router show its update, and hold the entity while the router knows of none', () => {
    const topic = 'homeassistant/device/mikrotik_presence_home_router_router/config';
    const of = (latest_version: string | null) => {
      const shown = snapshot([device()], { routers: [router({ latest_version })] });
      const { publishes } = messages(null, next(shown), context());
      return (JSON.parse(publishes.find((one) => one.topic === topic)!.payload) as Discovery).components;
    };
    expect(of('7.24.1')['update']).toMatchObject({ platform: 'update', device_class: 'firmware' });
    expect(of('7.24.1')['update']).not.toHaveProperty('command_topic');
    expect(of(null)).toEqual(of('7.24.1'));
  });

  it('are none at all when nothing is to be discovered', () => {
    expect(payloads({ homeassistant: { ...homeassistant, discover: 'none' } })).toEqual({});
  });
});

describe('the mirror refuses what Home Assistant refuses', () => {
  const good = Object.values(payloads()).at(-1)!;
  const { device: thing } = good;
  const [key, tracker] = Object.entries(good.components)[0]!;
  const bad: [string, unknown][] = [
    ['a key of its own at the root', { ...good, '~': 'mikrotik-presence' }],
    ['a name at the root', { ...good, name: 'x' }],
    ['a key of its own in device', { ...good, device: { ...thing, area: 'x' } }],
    ['a key of its own in origin', { ...good, origin: { ...good.origin, url: 'x' } }],
    ['no origin', { ...good, origin: undefined }],
    ['null as a name of the device', { ...good, device: { ...thing, name: null } }],
    ['null as a version', { ...good, device: { ...thing, sw_version: null } }],
    ['an empty configuration_url', { ...good, device: { ...thing, configuration_url: '' } }],
    ['a configuration_url of another kind', { ...good, device: { ...thing, configuration_url: 'ftp://x' } }],
    ['flat connections', { ...good, device: { ...thing, connections: ['mac', 'aa:bb:cc:dd:ee:ff'] } }],
    ['a device that is nobody', { ...good, device: { name: 'x' } }],
    ['two ways of availability', { ...good, availability_topic: 'x' }],
    ['a component without platform', { ...good, components: { x: { name: 'x' } } }],
    ['an unknown platform', { ...good, components: { x: { platform: 'tracker' } } }],
    ['a key with a blank', { ...good, components: { 'a b': { platform: 'sensor' } } }],
    ['an empty topic', { ...good, components: { [key]: { ...tracker, state_topic: '' } } }],
    ['a topic with a wildcard', { ...good, components: { [key]: { ...tracker, state_topic: 'a/+/b' } } }],
    [
      'an entity id with a capital',
      { ...good, components: { [key]: { ...tracker, default_entity_id: 'device_tracker.A' } } },
    ],
    ['no components', { ...good, components: {} }],
  ];
  for (const [what, payload] of bad) it(what, () => expect(validationError(payload)).not.toBeNull());

  it('but not what it takes', () => {
    expect(validationError(good)).toBeNull();
    expect(
      validationError({ ...good, components: { ...good.components, old: { platform: 'sensor' } } }),
    ).toBeNull();
  });
});
