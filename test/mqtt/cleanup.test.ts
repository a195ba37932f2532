/** What is found at the broker and not wanted now: taken in, emptied, or left alone. */
import { describe, expect, it } from 'vitest';
import { messages } from '../../src/mqtt/messages.ts';
import { MOST_ADOPTED, nameIn, planCleanup } from '../../src/mqtt/cleanup.ts';
import { LAPSE_MS } from '../../src/mqtt/lapse.ts';
import { accessPoint, device, context, next, noOverrides, snapshot } from './house.ts';

const inContext = context();
const { topics, settings } = inContext;
const { published } = messages(null, next(snapshot()), inContext);

const away = device({ mac_address: '3C:22:FB:00:00:01' });
const others = snapshot([away], {
  accessPoints: [accessPoint({ access_point_id: 'd4ca6d000077' })],
  people: [{ person_id: 'gone', name: 'Gone', presence: 'away', zones: [], devices: [] }],
});
const left = messages(null, next(others), inContext).published.retained;

function verdict(more: Partial<Parameters<typeof planCleanup>[0]> = {}) {
  return planCleanup({
    found: left,
    published,
    settings,
    overrides: noOverrides,
    topics,
    at: published.view.snapshot.takenAt,
    isSettled: true,
    ...more,
  });
}

const gone = { kind: 'person', id: 'gone' } as const;
const nothing = { adopt: [], excessCount: 0, clear: [], offline: [], lapse: [], lapsed: [] };

/** A thing that ceased to be so long ago. */
function lapsed(key: string, passedMs: number) {
  const at = published.view.snapshot.takenAt + passedMs;
  return { at, overrides: { ...noOverrides, lapses: new Map([[key, published.view.snapshot.takenAt]]) } };
}

const discovery = (kind: 'client' | 'ap' | 'person', id: string) => topics.discovery({ kind, id });

describe('what an earlier run left', () => {
  it('is all there still while not everything has been read', () => {
    expect(verdict({ isSettled: false })).toEqual({ ...nothing, adopt: ['3c22fb000001'] });
  });

  it('is a device that is not remembered: taken in, its topics left as they are', () => {
    const { adopt, clear } = verdict();
    expect(adopt).toEqual(['3c22fb000001']);
    expect(clear).not.toContain(topics.state('client', '3c22fb000001'));
  });

  it('is a device that the operator does not want: emptied', () => {
    const macs = ['3C:22:FB:00:00:01'];
    const refused = { ...settings, devices: [{ macs, name: null, awayDelayMs: null, track: false }] };
    const { adopt, clear } = verdict({ settings: refused });
    expect(adopt).toEqual([]);
    expect(clear).toEqual(
      expect.arrayContaining([
        discovery('client', '3c22fb000001'),
        topics.state('client', '3c22fb000001'),
        topics.signal('3c22fb000001'),
      ]),
    );
  });

  it('is by now another address of a configured device: offline for an hour once all has been read, then emptied', () => {
    const macs = ['48:A9:8A:12:34:56', '3C:22:FB:00:00:01'];
    const merged = { ...settings, devices: [{ macs, name: null, awayDelayMs: null, track: null }] };
    expect(verdict({ settings: merged, isSettled: false })).toEqual(nothing);
    const { adopt, clear, lapse } = verdict({ settings: merged });
    expect([adopt, lapse]).toEqual([[], [gone, { kind: 'client', id: '3c22fb000001' }]]);
    expect(clear).not.toContain(discovery('client', '3c22fb000001'));
    expect(verdict({ settings: merged, ...lapsed('client_3c22fb000001', LAPSE_MS) }).clear).toEqual(
      expect.arrayContaining([discovery('client', '3c22fb000001'), topics.state('client', '3c22fb000001')]),
    );
  });

  it('is a person no longer in the file: offline for an hour, then emptied', () => {
    const own = [discovery('person', 'gone'), topics.state('person', 'gone')];
    expect(verdict().lapse).toContainEqual(gone);
    for (const passedMs of [0, LAPSE_MS - 1]) {
      const { clear, lapse } = verdict(lapsed('person_gone', passedMs));
      expect(lapse).not.toContainEqual(gone);
      for (const topic of own) expect(clear).not.toContain(topic);
    }
    const { clear, lapsed: over } = verdict(lapsed('person_gone', LAPSE_MS));
    expect(clear).toEqual(expect.arrayContaining(own));
    expect(over).toEqual(['person_gone']);
  });

  it('is emptied at once when a purge is asked for, or the device was forgotten', () => {
    const own = [discovery('person', 'gone'), topics.state('person', 'gone')];
    expect(verdict({ isPurge: true, ...lapsed('person_gone', 0) }).clear).toEqual(
      expect.arrayContaining(own),
    );
    const dismissed = { ...noOverrides, dismissed: new Set(['3c22fb000001']) };
    expect(verdict({ overrides: dismissed }).clear).toContain(discovery('client', '3c22fb000001'));
  });

  it('is adopted in bounded number: the rest stays as it is', () => {
    const [topic] = [...left.keys()].filter((each) => each === discovery('client', '3c22fb000001'));
    const forged = Array.from({ length: MOST_ADOPTED + 500 }, (_, index) => {
      const id = index.toString(16).padStart(12, '0');
      return [discovery('client', id), left.get(topic!)!.replaceAll('3c22fb000001', id)] as const;
    });
    const { adopt, excessCount, clear } = verdict({ found: new Map(forged) });
    expect([adopt.length, excessCount, clear]).toEqual([MOST_ADOPTED, 500, []]);
    const full = { ...noOverrides, adopted: new Set(adopt) };
    expect(verdict({ found: new Map(forged.slice(MOST_ADOPTED)), overrides: full }).adopt).toEqual([]);
  });

  it('is an access point that may be back: offline, until a purge is asked for', () => {
    expect(verdict().offline).toEqual([topics.availability('ap', 'd4ca6d000077')]);
    expect(verdict().clear).not.toContain(discovery('ap', 'd4ca6d000077'));
    expect(verdict({ isPurge: true }).clear).toContain(discovery('ap', 'd4ca6d000077'));
  });

  it('is everything when nothing is to be discovered any more', () => {
    const none = { ...settings, homeassistant: { ...settings.homeassistant, discover: 'none' as const } };
    const nothing = messages(null, next(snapshot()), { ...inContext, settings: none }).published;
    const { clear } = verdict({ settings: none, published: nothing });
    const configs = [...left.keys()].filter((topic) => topic.endsWith('/config'));
    expect(clear.filter((topic) => topic.endsWith('/config')).sort()).toEqual(configs.sort());
  });

  it('is not ours when it only looks like it', () => {
    const topic = discovery('client', '3c22fb000001');
    for (const payload of [
      'x',
      '[]',
      '{"origin":{"name":"somebody"},"device":{"identifiers":["mikrotik_presence_home_client_3c22fb000001"]}}',
      '{"origin":{"name":"mikrotik-presence"},"device":{"identifiers":["other"]}}',
    ])
      expect(verdict({ found: new Map([[topic, payload]]) })).toEqual(nothing);
  });
});

describe('the name in a discovery payload', () => {
  const nameOf = (name: unknown) => nameIn(JSON.stringify({ device: { name } }));

  it.each([
    ['a plain one', 'Panel', 'Panel'],
    ['invisible characters', 'phone\u202Egnp.exe\u200B', 'phonegnp.exe'],
    ['more than 128 characters', 'x'.repeat(500), 'x'.repeat(128)],
    ['invisible characters alone', '\u200B\u202E', null],
    ['a MAC address', '3C:22:FB:00:00:01', null],
    ['a MAC address with an invisible character', '3C:22:FB:00:00:01\u200B', null],
    ['a number', 7, null],
  ])('is fit to show: %s', (_, name, shown) => expect(nameOf(name)).toBe(shown));

  it('of another payload is null', () => {
    for (const payload of ['x', '[]', '{}', '{"device":null}', '{"device":{}}'])
      expect(nameIn(payload)).toBeNull();
  });
});
