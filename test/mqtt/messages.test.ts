/** Which publishes a change of the world calls for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Messages, messages, type MessagesInput } from '../../src/mqtt/messages.ts';
import type { Publish } from '../../src/mqtt/publish.ts';
import type { MqttSettings } from '../../src/mqtt/settings.ts';
import { noGaps } from '../../src/presence/count-gap.ts';
import { toDeviceId } from '../../src/record/device-id.ts';
import { networkEventTypes } from '../../src/record/event.ts';
import { runs } from '../runs.ts';
import {
  accessPoint,
  device,
  event,
  context,
  manyDevices,
  next,
  noOverrides,
  router,
  settings,
  snapshot,
  takenAt,
  wifiInterface,
} from './house.ts';

const id = '48a98a123456';
const state = `mikrotik-presence/client/${id}/state`;
const signal = `mikrotik-presence/client/${id}/signal`;
const activity = `mikrotik-presence/client/${id}/activity`;
const resources = 'mikrotik-presence/router/router/resources';
const config = `homeassistant/device/mikrotik_presence_home_client_${id}/config`;

/** One after the other; answers what the last one called for. */
function told(steps: readonly MessagesInput[], inContext = context()): readonly Publish[] {
  return run(steps, inContext).publishes;
}

function run(steps: readonly MessagesInput[], inContext = context()): Messages {
  let result: Messages | null = null;
  for (const step of steps) result = messages(result?.published ?? null, step, inContext);
  return result!;
}

function payloadOf(publishes: readonly Publish[], topic: string): Record<string, unknown> {
  return JSON.parse(publishes.find((publish) => publish.topic === topic)!.payload) as Record<string, unknown>;
}

describe('what is published', () => {
  it('is everything at first: availability, discovery, states, and that the bridge is online', () => {
    const publishes = told([next(snapshot())]);
    const { topics } = context();
    const ranks = publishes.map(({ topic }) => topics.rank(topic));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(publishes.at(-1)).toEqual({
      topic: 'mikrotik-presence/bridge/state',
      payload: '{"state":"online"}',
      retain: true,
    });
    expect(publishes.map(({ topic }) => topic)).toEqual([
      'mikrotik-presence/router/router/availability',
      'mikrotik-presence/ap/d4ca6d000001/availability',
      'homeassistant/device/mikrotik_presence_home_bridge/config',
      'homeassistant/device/mikrotik_presence_home_router_router/config',
      'homeassistant/device/mikrotik_presence_home_ap_d4ca6d000001/config',
      config,
      'mikrotik-presence/bridge/info',
      'mikrotik-presence/router/router/state',
      resources,
      'mikrotik-presence/ap/d4ca6d000001/state',
      'mikrotik-presence/ssid/home',
      state,
      'mikrotik-presence/bridge/problem',
      'mikrotik-presence/bridge/summary',
      signal,
      activity,
      'mikrotik-presence/bridge/state',
    ]);
  });

  it('is nothing when nothing changed, whatever time, counters and idle do', () => {
    const later = device({
      last_seen_at: '2026-03-01T18:02:00.000Z',
      uptime_seconds: 7189,
      tx_bytes: 99,
      idle_seconds: 3,
    });
    const at = takenAt + 120_000;
    const moved = {
      routers: [
        router({ uptime_seconds: 172_920, booted_at: '2026-02-27T18:00:01.000Z', cpu_load_percent: 9 }),
      ],
      accessPoints: [accessPoint({ uptime_seconds: 86_460 })],
    };
    expect(told([next(snapshot()), next(snapshot([later], { at, ...moved }))])).toEqual([]);
  });

  it('is one topic when one fact changed', () => {
    const renumbered = snapshot([device({ ip_address: '192.168.88.22', ip_addresses: ['192.168.88.22'] })]);
    expect(told([next(snapshot()), next(renumbered)]).map(({ topic }) => topic)).toEqual([state]);
  });

  it('is the contract word for word', () => {
    const people = [
      { person_id: 'parent', name: 'Parent', presence: 'home' as const, zones: ['home'], devices: [id] },
    ];
    const guest = device({ mac_address: '3C:22:FB:00:00:01', ssid: 'guest', band: '2.4GHz' });
    const interfaces = [
      wifiInterface(),
      wifiInterface({ interface: 'hall-2', band: '2.4GHz', ssid: 'guest' }),
      wifiInterface({ interface: 'hall-6', band: '6GHz', ssid: 'once', disabled: true }),
    ];
    const shown = snapshot([device(), guest], { people, interfaces, known: new Set([id]) });
    const payloads = Object.fromEntries(
      told([next(shown)])
        .filter(({ topic }) => topic.startsWith('mikrotik'))
        .map(({ topic, payload }) => [topic, payload]),
    );
    expect(payloads).toEqual({
      'mikrotik-presence/bridge/state': '{"state":"online"}',
      'mikrotik-presence/bridge/info':
        '{"version":"1.0.0","instance":"home","routers":["router"],"config_digest":"0123456789ab","installation":"ba9876543210"}',
      [activity]: '{"last_seen_at":"2026-03-01T18:00:00.000Z","tx_bytes":1,"rx_bytes":1}',
      [resources]: '{"cpu_load_percent":3,"memory_used_percent":35,"temperature_celsius":null}',
      'mikrotik-presence/bridge/summary':
        '{"home":1,"connected":2,"known":1,"guests":1,"strangers":0,"people_home":["Parent"],"home_at_least":1,"people_unknown":[],"somebody_home":true}',
      'mikrotik-presence/bridge/problem': '{"state":"OFF","problems":[]}',
      'mikrotik-presence/router/router/availability': 'online',
      'mikrotik-presence/router/router/state':
        '{"identity":"Gateway","board_name":"hAP ax^3","version":"7.24","latest_version":null,"booted_at":"2026-02-27T18:00:00.000Z","connected":2}',
      'mikrotik-presence/ap/d4ca6d000001/availability': 'online',
      'mikrotik-presence/ap/d4ca6d000001/state':
        '{"name":"Hall","router":"router","connected":2,"bands":{"2.4GHz":1,"5GHz":1},"ssids":{"guest":1,"home":1},"booted_at":"2026-02-28T18:00:00.000Z"}',
      'mikrotik-presence/ssid/home': '{"ssid":"home","connected":1,"known":1}',
      'mikrotik-presence/ssid/guest': '{"ssid":"guest","connected":1,"known":0}',
      [state]:
        '{"presence":"home","in_zones":["zone.home"],"mac_address":"48:A9:8A:12:34:56","ip_address":"192.168.88.21","ip_addresses":["192.168.88.21"],"host_name":"phone","ssid":"home","access_point":"Hall","access_point_id":"d4ca6d000001","interface":"hall-5","band":"5GHz","router":"router","guest":false,"mac_randomized":false,"vendor":"Apple, Inc.","presence_since_at":"2026-03-01T16:02:11.000Z","connected_since_at":"2026-03-01T16:02:11.000Z","ip":"192.168.88.21","mac":"48:A9:8A:12:34:56"}',
      [signal]:
        '{"signal_dbm":-61,"tx_rate_bps":866700000,"rx_rate_bps":780000000,"last_seen_at":"2026-03-01T18:00:00.000Z"}',
      'mikrotik-presence/person/parent/state':
        '{"presence":"home","in_zones":["zone.home"],"devices":["48a98a123456"]}',
    });
  });
});

describe('a presence', () => {
  const stateOf = (overrides: Parameters<typeof device>[0]) =>
    payloadOf(told([next(snapshot([device(overrides)]))]), state);

  it('is told with its zones: home, another house, away', () => {
    expect(stateOf({})).toMatchObject({ presence: 'home', in_zones: ['zone.home'] });
    expect(stateOf({ zone: 'cabin' })).toMatchObject({ presence: 'home', in_zones: ['zone.cabin'] });
    expect(stateOf({ presence: 'away', zone: null, connected: false })).toMatchObject({
      presence: 'away',
      in_zones: [],
    });
  });

  it('that is unknown repeats the last zones, and of one never seen says none', () => {
    expect(stateOf({ presence: 'unknown', connected: null })).toMatchObject({
      presence: 'unknown',
      in_zones: ['zone.home'],
    });
    expect(stateOf({ presence: 'unknown', zone: null, connected: null })).not.toHaveProperty('in_zones');
  });

  it('of a person is told likewise', () => {
    const person = { person_id: 'parent', name: 'Parent', devices: [id], zones: [] };
    const personState = (presence: 'away' | 'unknown', overrides: Parameters<typeof device>[0]) =>
      payloadOf(
        told([next(snapshot([device(overrides)], { people: [{ ...person, presence }] }))]),
        'mikrotik-presence/person/parent/state',
      );
    expect(personState('away', { presence: 'away', zone: null })).toEqual({
      presence: 'away',
      in_zones: [],
      devices: [id],
    });
    expect(personState('unknown', { presence: 'unknown' })).toMatchObject({ in_zones: ['zone.home'] });
    expect(personState('unknown', { presence: 'unknown', zone: null })).not.toHaveProperty('in_zones');
  });
});

const at = (seconds: number, overrides: Parameters<typeof device>[0]) =>
  next(snapshot([device(overrides)], { at: takenAt + seconds * 1000 }));
const topicsOf = (...steps: MessagesInput[]) => told(steps).map(({ topic }) => topic);

describe('the signal', () => {
  it('is told at once when it changes by 3 dB', () => {
    expect(topicsOf(at(0, {}), at(10, { signal_dbm: -64 }))).toEqual([signal]);
    expect(topicsOf(at(0, {}), at(10, { signal_dbm: -59 }))).toEqual([]);
  });

  it('adds up small steps', () => {
    expect(topicsOf(at(0, {}), at(10, { signal_dbm: -62 }), at(20, { signal_dbm: -64 }))).toEqual([signal]);
  });

  it('is told after a minute when it changed at all, and never when it did not', () => {
    expect(topicsOf(at(0, {}), at(59, { signal_dbm: -62 }))).toEqual([]);
    expect(topicsOf(at(0, {}), at(60, { signal_dbm: -62 }))).toEqual([signal]);
    expect(topicsOf(at(0, {}), at(60, { tx_rate_bps: 6_000_000 }))).toEqual([signal]);
    expect(topicsOf(at(0, {}), at(600, { last_seen_at: '2026-03-01T18:10:00.000Z' }))).not.toContain(signal);
  });

  it('is told at once when it is lost', () => {
    const gone = { signal_dbm: null, tx_rate_bps: null, rx_rate_bps: null };
    expect(topicsOf(at(0, {}), at(10, gone))).toEqual([signal]);
  });

  it('is not silenced by a clock set back', () => {
    expect(topicsOf(at(0, {}), at(-86_400, { signal_dbm: -62 }))).toContain(signal);
  });
});

describe('what moves with every packet', () => {
  it('is told every five minutes while connected, and when the connection ends', () => {
    const moved = { tx_bytes: 2, last_seen_at: '2026-03-01T18:04:59.000Z' };
    expect(topicsOf(at(0, {}), at(299, moved))).toEqual([]);
    expect(topicsOf(at(0, {}), at(300, moved))).toEqual([activity]);
    expect(topicsOf(at(0, {}), at(10, { ...moved, connected: false }))).toContain(activity);
    expect(topicsOf(at(0, {}), at(600, { ...moved, connected: null }))).not.toContain(activity);
  });

  it('is told of a router when its load, memory or temperature moved by something that matters', () => {
    const loaded = (cpu_load_percent: number | null, memory_free_bytes = 700_000_000) =>
      topicsOf(
        next(snapshot()),
        next(snapshot([device()], { routers: [router({ cpu_load_percent, memory_free_bytes })] })),
      );
    expect(loaded(12)).toEqual([]);
    expect(loaded(13)).toEqual([resources]);
    expect(loaded(null)).toEqual([resources]);
    expect(loaded(3, 640_000_000)).toEqual([resources]);
    const warm = (temperature_celsius: number) =>
      next(snapshot([device()], { routers: [router({ temperature_celsius })] }));
    expect(topicsOf(warm(47), warm(49))).toEqual([]);
    expect(topicsOf(warm(47), warm(50))).toEqual([resources]);
  });
});

describe('what is gone', () => {
  it('is emptied: discovery and topics of a device that ceased to be an entity', () => {
    const unmarked = snapshot([device()], { known: new Set() });
    const publishes = told([next(snapshot()), next(unmarked)]);
    expect(publishes.filter(({ payload }) => payload === '').map(({ topic }) => topic)).toEqual([
      config,
      state,
      signal,
      activity,
    ]);
    expect(publishes.every(({ retain }) => retain)).toBe(true);
  });

  it('is emptied: a forgotten device, a person, an SSID', () => {
    const people = [
      { person_id: 'parent', name: 'Parent', presence: 'away' as const, zones: [], devices: [] },
    ];
    const publishes = told([next(snapshot([device()], { people })), next(snapshot([], { interfaces: [] }))]);
    expect(publishes.filter(({ payload }) => payload === '').map(({ topic }) => topic)).toEqual([
      'homeassistant/device/mikrotik_presence_home_person_parent/config',
      config,
      'mikrotik-presence/ssid/home',
      state,
      'mikrotik-presence/person/parent/state',
      signal,
      activity,
    ]);
  });

  it('stays while something could not be read: access points and SSIDs', () => {
    const half = snapshot([device()], { interfaces: [], accessPoints: [], complete: false });
    expect(told([next(snapshot()), next(half)]).filter(({ payload }) => payload === '')).toEqual([]);
  });

  it('may be an access point: what is not known of it is not made up', () => {
    const deaf = snapshot([device({ connected: null })], {
      accessPoints: [accessPoint({ reachable: null, uptime_seconds: null })],
      routers: [router({ reachable: false })],
      complete: false,
    });
    const publishes = told([next(snapshot()), next(deaf)]);
    expect(publishes.filter(({ retain }) => retain)).toEqual([
      { topic: 'mikrotik-presence/router/router/availability', payload: 'offline', retain: true },
    ]);
  });

  it('may be a router not read yet: nothing is said of it', () => {
    const unread = router({ reachable: false, identity: null, uptime_seconds: null, booted_at: null });
    const publishes = told([next(snapshot([device()], { routers: [unread], complete: false }))]);
    expect(publishes.filter(({ topic }) => topic.includes('/router/'))).toEqual([]);
  });
});

describe('events', () => {
  it('are told of entities, after the states, and not retained', () => {
    const roamed = snapshot([device({ access_point: 'Garden', access_point_id: 'd4ca6d000009' })]);
    const publishes = told([next(snapshot()), next(roamed, { events: [event()] })]);
    expect(publishes.at(-1)).toEqual({
      topic: `mikrotik-presence/client/${id}/event`,
      payload: JSON.stringify(event()),
      retain: false,
    });
    const stranger = told([
      next(snapshot()),
      next(snapshot([], { known: new Set() }), { events: [event()] }),
    ]);
    expect(stranger.filter(({ retain }) => !retain)).toEqual([]);
  });

  it('tell of a new stranger with the lines that make it known', () => {
    const stranger = device({ mac_address: '3C:22:FB:00:00:07', name: 'Nobody "{{ 1 }}"' });
    const isNew = event({ event_type: 'new_stranger', device_id: stranger.device_id });
    const both = snapshot([device(), stranger], { known: new Set([id]) });
    const publishes = told([next(snapshot()), next(both, { events: [isNew] })]);
    expect(payloadOf(publishes, 'mikrotik-presence/bridge/event')).toMatchObject({
      event_type: 'new_stranger',
      device_id: '3c22fb000007',
      configuration: 'devices:\n  - mac: "3C:22:FB:00:00:07"\n    name: "Nobody \\"{{ 1 }}\\""\n',
    });
  });

  it('of the network, and of devices that may not join, go to the bridge and not to the device', () => {
    const events = networkEventTypes.map((event_type) => event({ event_type, device_id: id }));
    const publishes = told([next(snapshot()), next(snapshot(), { events })]);
    expect(
      publishes.map(({ topic, retain, payload }) => [topic, retain, JSON.parse(payload).event_type]),
    ).toEqual(networkEventTypes.map((type) => ['mikrotik-presence/bridge/event', false, type]));
  });

  it('carry their class, their number and what they belong to', () => {
    const refused = event({
      event_type: 'refused',
      device_id: '020000000009',
      reason_class: 'wrong_key',
      count: 12,
    });
    const publishes = told([next(snapshot()), next(snapshot(), { events: [refused] })]);
    expect(payloadOf(publishes, 'mikrotik-presence/bridge/event')).toEqual(refused);
  });
});

describe('which devices become entities', () => {
  const known = device();
  const named = device({ mac_address: '3C:22:FB:00:00:01', name: 'printer', name_source: 'host_name' });
  const nameless = device({
    mac_address: '3C:22:FB:00:00:02',
    name: '3C:22:FB:00:00:02',
    name_source: 'mac_address',
  });
  const randomized = device({
    mac_address: '3E:22:FB:00:00:03',
    mac_randomized: true,
    name_source: 'host_name',
  });
  const guest = device({ mac_address: '3C:22:FB:00:00:04', ssid: 'guest' });
  const all = snapshot([known, named, nameless, randomized, guest], { known: new Set([id]) });

  function entities(
    discover: 'known' | 'named' | 'all' | 'none',
    overrides = noOverrides,
    more = {},
  ): string[] {
    const inContext = context({
      homeassistant: { discover, trackerStateTopic: true, macConnections: 'known' },
      ...more,
    });
    const topics = told([next(all, { overrides })], inContext).map(({ topic }) => topic);
    return topics.flatMap((topic) => /client\/(.*)\/state/.exec(topic)?.[1] ?? []);
  }

  it('is for the operator to say; strangers with random addresses and guests never do by themselves', () => {
    expect(entities('known')).toEqual([id]);
    expect(entities('named')).toEqual(['3c22fb000001', id]);
    expect(entities('all')).toEqual(['3c22fb000001', '3c22fb000002', id]);
    expect(entities('none')).toEqual([]);
  });

  it('can be refused in the file, and in Home Assistant until the file names it', () => {
    const entry = { macs: ['48:A9:8A:12:34:56'], name: null, awayDelayMs: null, track: null };
    const deleted = (key: string) => ({ ...noOverrides, deleted: new Set([key]) });
    expect(entities('known', noOverrides, { devices: [{ ...entry, track: false }] })).toEqual([]);
    expect(entities('known', deleted(`client_${id}`))).toEqual([]);
    expect(entities('known', deleted(`client_${id}`), { devices: [entry] })).toEqual([id]);
    expect(entities('known', deleted(`client_${id}:named`), { devices: [entry] })).toEqual([]);
  });

  it('counts the others', () => {
    const publishes = told([next(all)]);
    expect(payloadOf(publishes, 'mikrotik-presence/bridge/summary')).toMatchObject({
      home: 1,
      connected: 5,
      known: 1,
      guests: 1,
      strangers: 3,
    });
  });

  it('leaves counts unknown when no router was ever read', () => {
    const dead = snapshot([device({ presence: 'unknown', connected: null })], {
      routers: [router({ reachable: false })],
      gaps: { ...noGaps, isUnread: true },
    });
    expect(payloadOf(told([next(dead)]), 'mikrotik-presence/bridge/summary')).toMatchObject({
      connected: null,
    });
  });
});

it('a thousand devices of which nothing changes cost no publish', () => {
  const crowd = snapshot(manyDevices(1000));
  expect(told([next(crowd), next(snapshot(manyDevices(1000)))])).toEqual([]);
});

it('what is told does not depend on what was told of the same records before, under any settings', () => {
  const macs = ['48:A9:8A:12:34:56', '3C:22:FB:00:00:01', '3C:22:FB:00:00:02'];
  // the same record comes again and again, as it does while nothing happens
  const records = macs.map((mac_address) => [
    device({ mac_address, name: 'Phone' }),
    device({ mac_address, name: mac_address, name_source: 'mac_address', ssid: 'guest' }),
    device({ mac_address, name: 'Tablet', presence: 'away', connected: false, zone: null }),
  ]);
  const [routers, accessPoints] = [[router()], [accessPoint()]];
  const [given, { topics }] = [settings(), context()];
  const frames = [
    {},
    { guestSsids: [], homeassistant: { ...given.homeassistant, discover: 'all' } },
    { homeassistant: { ...given.homeassistant, macConnections: 'never', trackerStateTopic: true } },
  ].map((changed) => ({ ...context(changed as Partial<MqttSettings>), topics }));
  const anyStep = fc.record({
    turn: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
    known: fc.subarray(macs),
    called: fc.constantFrom('Panel', 'panel'),
    context: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 2, maxLength: 8 }), (steps) => {
      let kept: Messages | null = null;
      let anew: Messages | null = null;
      let under = steps[0]!.context;
      for (const [index, { turn, known, called, context: number }] of steps.entries()) {
        const devices = records.flatMap((variants, which) => variants[turn[which]!] ?? []);
        const at = takenAt + index * 10_000;
        const shown = snapshot(devices, { routers, accessPoints, known: new Set(known.map(toDeviceId)), at });
        const overrides = { ...noOverrides, names: new Map([[id, called]]) };
        // as the edge does for other settings
        const forget = ({ published: before }: Messages) =>
          under === number ? before : { ...before, discovery: new Map() };
        kept = messages(kept && forget(kept), next(shown, { overrides }), frames[number]!);
        const before = anew && { ...anew.published, discovery: new Map() };
        const again = structuredClone(frames[number]!.settings);
        anew = messages(before, next(structuredClone(shown), { overrides }), {
          ...context(),
          settings: again,
        });
        expect([...kept.published.retained]).toEqual([...anew.published.retained]);
        expect(kept.publishes).toEqual(anew.publishes);
        under = number;
      }
    }),
    { numRuns: runs(60) },
  );
});
