/** Whatever the network, the operator or a stranger calls things: topics stay legal, payloads acceptable, templates ours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import type { Device } from '../../src/record/device.ts';
import { type Discovery, validationError } from '../homeassistant/discovery-schema.ts';
import { messages } from '../../src/mqtt/messages.ts';
import { toSlug, distinctSlugs } from '../../src/mqtt/slug.ts';
import { cleanText } from '../../src/parse/text.ts';
import { runs } from '../runs.ts';
import { accessPoint, device, event, context, next, router, snapshot, wifiInterface } from './house.ts';
import { anyText } from '../any-text.ts';

const nasty = [
  '',
  ' ',
  '🏠',
  '👨‍👩‍👧',
  '"',
  "'",
  '\\',
  '{{ 7 * 7 }}',
  "{% set x = states('person.parent') %}",
  '/',
  '+',
  '#',
  'a/b',
  '../..',
  '$SYS',
  '\0',
  'x\0y',
  '\n',
  '\u202Egnp.exe',
  'שלום',
  'كلب',
  'кухня',
  '厨房',
  '\uD800',
  'None',
  'unknown',
  'unavailable',
  '__proto__',
  'constructor',
  'x'.repeat(10_240),
  '🏠'.repeat(5000),
  'null',
  '-',
  '_',
  'Home',
  'home',
  'HOME',
  'ho me',
  'ho-me',
  'ÅÄÖ',
  '1',
  '007',
];
const sent = fc.oneof(fc.constantFrom(...nasty), anyText({ maxLength: 40 }), fc.string());
/** As it is in a record: cleaned when it was parsed. */
const text = sent.map((name) => cleanText(name) ?? '');
const topic = /^[^+#\0]+$/u;

const templates = new Set<string>();
for (const { payload } of shown('x', 'x')) collect(payload, templates);

function collect(payload: string, into: Set<string>): void {
  for (const [, found] of payload.matchAll(/"value_template":("(?:[^"\\]|\\.)*")/g))
    into.add(JSON.parse(found!) as string);
}

function shown(name: string, other: string) {
  const one = device({
    name,
    host_name: other,
    comment: name,
    ssid: name,
    access_point: other,
    interface: name,
    name_source: 'host_name',
  });
  const stranger: Device = device({ mac_address: '3C:22:FB:00:00:01', name: other, ssid: other });
  const house = snapshot([one, stranger], {
    known: new Set([one.device_id]),
    people: [
      { person_id: 'one', name, presence: 'home', zones: ['home'], devices: [one.device_id] },
      { person_id: 'two', name: `${other}'s twin`, presence: 'unknown', zones: [], devices: [] },
    ],
    interfaces: [wifiInterface({ ssid: name, interface: other }), wifiInterface({ ssid: other })],
    accessPoints: [
      accessPoint({ name, board_name: other, serial_number: name, version: other }),
      accessPoint({ access_point_id: 'router', name: other }),
    ],
    routers: [
      router({ identity: name, board_name: other, model: name, version: other, serial_number: other }),
    ],
  });
  const configured = { accessPoints: [{ id: 'd4ca6d000001', name, area: other, awayDelayMs: null }] };
  const first = messages(null, next(snapshot()), context(configured));
  const events = [
    event({ name, reason: other }),
    event({ event_type: 'arrived', device_id: stranger.device_id, name: other }),
  ];
  const result = messages(first.published, next(house, { events }), context(configured));
  return result.publishes;
}

describe('hostile names', () => {
  it('leave topics legal and payloads acceptable', () => {
    fc.assert(
      fc.property(text, text, (name, other) => {
        const publishes = shown(name, other);
        const entities = publishes.flatMap(
          ({ payload }) => payload.match(/"default_entity_id":"[^"]*"/g) ?? [],
        );
        expect(new Set(entities).size).toBe(entities.length);
        for (const { topic: told, payload } of publishes) {
          expect(told).toMatch(topic);
          expect(told).toMatch(/^(?:mikrotik-presence|homeassistant\/device)\/[a-z0-9_/-]+$/);
          if (!told.endsWith('/config') || payload === '') continue;
          expect(validationError(JSON.parse(payload))).toBeNull();
          const found = new Set<string>();
          collect(payload, found);
          expect([...found].filter((template) => !templates.has(template))).toEqual([]);
        }
        expect(new Set(publishes.map((publish) => publish.topic)).size).toBe(publishes.length);
      }),
      { numRuns: runs(120) },
    );
  });

  it('stay out of everything in a payload that is not a name', () => {
    const marker = 'Zqx{{1}}';
    for (const { topic: told, payload } of shown(marker, marker)) {
      if (!told.endsWith('/config') || payload === '') continue;
      const { device: thing, components } = JSON.parse(payload) as Discovery;
      const {
        name: _,
        model: _m,
        model_id: _i,
        serial_number: _s,
        sw_version: _v,
        suggested_area: _a,
        ...rest
      } = thing;
      const parts = Object.values(components).map((component) => ({ ...component, name: '' }));
      expect(JSON.stringify([rest, parts])).not.toContain('Zqx');
    }
  });
});

describe('any configuration that is accepted', () => {
  const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/);
  // mostly what is accepted, or few runs would get that far
  const level = fc.oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^[\w.:{}"'\u00e0-\u04ff-]{1,20}$/) },
    { weight: 1, arbitrary: text },
  );
  const label = fc.oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^[\w .:{}/+#"'\u00e0-\u04ff-]{0,30}[A-Z]$/) },
    { weight: 1, arbitrary: text },
  );
  const topicText = fc.array(level, { minLength: 1, maxLength: 3 }).map((levels) => levels.join('/'));
  const publicUrl = fc.oneof(
    fc.webUrl(),
    fc.constantFrom('https://user:x@host', 'http://[::1]:8490/a b', ''),
  );
  const anyConfiguration = fc.record({
    env: fc.record({
      INSTANCE_ID: id,
      MQTT_BASE_TOPIC: topicText,
      HA_DISCOVERY_PREFIX: topicText,
      PUBLIC_URL: publicUrl,
    }),
    routerId: id,
    name: label,
    area: label,
    person: label,
    discover: fc.constantFrom('known', 'named', 'all'),
    macConnections: fc.constantFrom('never', 'known', 'always'),
    trackerStateTopic: fc.boolean(),
  });

  it('leads to payloads that Home Assistant accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyConfiguration, (any) => {
        const file = {
          routers: [{ id: any.routerId, url: 'http://127.0.0.1:1', username: 'u', password: 'p' }],
          access_points: [
            { id: 'D4:CA:6D:00:00:01', name: any.name, area: any.area },
            { id: any.routerId, area: any.area },
          ],
          people: [{ name: any.person, devices: ['48:A9:8A:12:34:56'] }],
          homeassistant: {
            discover: any.discover,
            mac_connections: any.macConnections,
            tracker_state_topic: any.trackerStateTopic,
          },
        };
        const result = readConfig({
          env: { ...any.env, CONFIG_FILE: 'config.yaml', MQTT_URL: 'mqtt://127.0.0.1:1' },
          directory: '/',
          readFile: (path) => {
            if (path.endsWith('config.yaml')) return JSON.stringify(file);
            throw Object.assign(new Error('none'), { code: 'ENOENT' });
          },
        });
        if ('problems' in result) return;
        accepted++;
        const { config } = result;
        const { baseTopic, discoveryPrefix } = config.mqtt!;
        const house = snapshot([device()], {
          people: [
            {
              person_id: config.people[0]!.id,
              name: config.people[0]!.name,
              presence: 'home',
              zones: ['home'],
              devices: [],
            },
          ],
          accessPoints: [accessPoint(), accessPoint({ access_point_id: config.routers[0]!.id })],
          routers: [router({ router: config.routers[0]!.id })],
        });
        const topics = createTopics(baseTopic, discoveryPrefix, config.instanceId);
        const inContext = { ...context({ ...config, mqtt: config.mqtt! }), topics };
        const { publishes } = messages(null, next(house), inContext);
        const found = publishes.filter(({ topic: told }) => topics.discoveryDeviceOf(told) !== null);
        expect(found.length).toBe(5);
        for (const { topic: told, payload } of found) {
          expect(told).toMatch(topic);
          expect([payload, validationError(JSON.parse(payload))]).toEqual([payload, null]);
        }
      }),
      { numRuns: runs(250) },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('a slug', () => {
  it('is what one would write', () => {
    expect([...distinctSlugs(['home', 'Guest WiFi', 'Zoë', "Anna's"]).entries()]).toEqual([
      ['home', 'home'],
      ["Anna's", 'anna-s'],
      ['Guest WiFi', 'guest-wifi'],
      ['Zoë', 'zoe'],
    ]);
  });

  it('is never shared, and legal', () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 20 }), (texts) => {
        const made = [...distinctSlugs(texts).values()];
        expect(made.length).toBe(texts.length);
        expect(new Set(made).size).toBe(made.length);
        for (const slug of made) expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      }),
    );
  });

  it('does not depend on the order of things, and of a name that is its own slug on nothing at all', () => {
    const both = distinctSlugs(['Home', 'home', 'HOME']);
    expect(distinctSlugs(['HOME', 'home', 'Home'])).toEqual(both);
    expect(both.get('home')).toBe('home');
    const hashed = distinctSlugs(['Home', 'home', both.get('HOME')!]);
    expect(new Set(hashed.values()).size).toBe(3);
  });

  it('of what cannot be spelt is a hash', () => {
    expect(toSlug('🏠')).toBe('');
    expect(distinctSlugs(['🏠']).get('🏠')).toMatch(/^x-[0-9a-f]{6}$/);
    expect(distinctSlugs(['Café ☕']).get('Café ☕')).toMatch(/^cafe-[0-9a-f]{6}$/);
  });
});
