/** Whatever the network, the operator or a stranger calls things: topics stay legal, payloads acceptable, templates ours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/record/device.ts';
import { type Discovery, flaw } from '../../src/mqtt/home-assistant.ts';
import { messages } from '../../src/mqtt/messages.ts';
import { plain, slugs } from '../../src/mqtt/slug.ts';
import { cleanText } from '../../src/parse/text.ts';
import { accessPoint, device, event, frame, next, router, snapshot, wifiInterface } from './house.ts';

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
const sent = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 40 }), fc.string());
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
      { name, presence: 'home', zones: ['home'], devices: [one.device_id] },
      { name: `${other}'s twin`, presence: 'unknown', zones: [], devices: [] },
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
  const first = messages(null, next(snapshot()), frame(configured));
  const events = [
    event({ name, reason: other }),
    event({ event_type: 'arrived', device_id: stranger.device_id, name: other }),
  ];
  const result = messages(first.shown, next(house, { events }), frame(configured));
  expect(result.flaws).toEqual([]);
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
          expect(flaw(JSON.parse(payload))).toBeNull();
          const found = new Set<string>();
          collect(payload, found);
          for (const template of found) expect(templates).toContain(template);
        }
        expect(new Set(publishes.map((publish) => publish.topic)).size).toBe(publishes.length);
      }),
      { numRuns: 300 },
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

describe('a slug', () => {
  it('is what one would write', () => {
    expect([...slugs(['home', 'Guest WiFi', 'Zoë', "Anna's"]).entries()]).toEqual([
      ['home', 'home'],
      ["Anna's", 'anna-s'],
      ['Guest WiFi', 'guest-wifi'],
      ['Zoë', 'zoe'],
    ]);
  });

  it('is never shared, and legal', () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 20 }), (texts) => {
        const made = [...slugs(texts).values()];
        expect(made.length).toBe(texts.length);
        expect(new Set(made).size).toBe(made.length);
        for (const slug of made) expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      }),
    );
  });

  it('does not depend on the order of things, and of a name that is its own slug on nothing at all', () => {
    const both = slugs(['Home', 'home', 'HOME']);
    expect(slugs(['HOME', 'home', 'Home'])).toEqual(both);
    expect(both.get('home')).toBe('home');
    const hashed = slugs(['Home', 'home', both.get('HOME')!]);
    expect(new Set(hashed.values()).size).toBe(3);
  });

  it('of what cannot be spelt is a hash', () => {
    expect(plain('🏠')).toBe('');
    expect(slugs(['🏠']).get('🏠')).toMatch(/^x-[0-9a-f]{6}$/);
    expect(slugs(['Café ☕']).get('Café ☕')).toMatch(/^cafe-[0-9a-f]{6}$/);
  });
});
