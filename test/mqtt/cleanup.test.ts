/** What is found at the broker and not wanted now: taken in, emptied, or left alone. */
import { describe, expect, it } from 'vitest';
import { messages } from '../../src/mqtt/messages.ts';
import { nameIn, planCleanup } from '../../src/mqtt/cleanup.ts';
import { accessPoint, device, context, next, noOverrides, snapshot } from './house.ts';

const inContext = context();
const { topics, settings } = inContext;
const { published } = messages(null, next(snapshot()), inContext);

const away = device({ mac_address: '3C:22:FB:00:00:01' });
const others = snapshot([away], {
  accessPoints: [accessPoint({ access_point_id: 'd4ca6d000077' })],
  people: [{ name: 'Gone', presence: 'away', zones: [], devices: [] }],
});
const left = messages(null, next(others), inContext).published.retained;

function verdict(more: Partial<Parameters<typeof planCleanup>[0]> = {}) {
  return planCleanup({
    found: left,
    published,
    settings,
    overrides: noOverrides,
    topics,
    isSettled: true,
    ...more,
  });
}

const discovery = (kind: 'client' | 'ap' | 'person', id: string) => topics.discovery({ kind, id });

describe('what an earlier run left', () => {
  it('is all there still while not everything has been read', () => {
    expect(verdict({ isSettled: false })).toEqual({ adopt: ['3c22fb000001'], clear: [], offline: [] });
  });

  it('is a device nobody remembers: taken in, its topics left as they are', () => {
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

  it('is by now another address of a configured device: emptied, once all has been read', () => {
    const macs = ['48:A9:8A:12:34:56', '3C:22:FB:00:00:01'];
    const merged = { ...settings, devices: [{ macs, name: null, awayDelayMs: null, track: null }] };
    expect(verdict({ settings: merged, isSettled: false })).toEqual({ adopt: [], clear: [], offline: [] });
    const { adopt, clear } = verdict({ settings: merged });
    expect(adopt).toEqual([]);
    expect(clear).toEqual(
      expect.arrayContaining([discovery('client', '3c22fb000001'), topics.state('client', '3c22fb000001')]),
    );
  });

  it('is a person no longer in the file: emptied', () => {
    expect(verdict().clear).toEqual(
      expect.arrayContaining([discovery('person', 'gone'), topics.state('person', 'gone')]),
    );
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
      expect(verdict({ found: new Map([[topic, payload]]) })).toEqual({ adopt: [], clear: [], offline: [] });
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
