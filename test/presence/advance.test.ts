/** What is told of a device, and with which words. When it is told is the matter of the stories. */
import { describe, expect, it } from 'vitest';
import type { PresenceEvent } from '../../src/presence/event.ts';
import { transit } from '../../src/presence/transition.ts';
import {
  deviceOf,
  everyMenu,
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
  START,
} from '../builder.ts';

const phone = macOf(1);
const panel = macOf(2);

const seeing = (...rows: ReturnType<typeof registered>[]): Menus => ({ ...quiet, [REGISTRATIONS]: rows });
const nobody = seeing(registered(panel));
const dead = { failed: everyMenu };
const twoRouters = settingsOf({
  routers: [
    { id: 'hall', zone: 'home' },
    { id: 'garden', zone: 'home' },
  ],
});

const placeOf = (changed: object = {}) => ({
  router: 'router',
  source: 'wifi',
  accessPoint: { id: 'router', name: 'Hall' },
  interface: 'wifi1',
  ssid: 'home',
  band: '5GHz',
  signalDbm: -60,
  ...changed,
});

/** Feeds readings every ten seconds and gives the events about the phone. */
function eventsOf(
  reader: ReturnType<typeof readerOf>,
  from: number,
  to: number,
  menus: Menus,
  options = {},
): PresenceEvent[] {
  const events: PresenceEvent[] = [];
  for (let seconds = from; seconds <= to; seconds += 10) {
    for (let second = seconds - 9; second < seconds; second++) reader.tick(second);
    events.push(...reader.read(seconds, menus, options).events);
  }
  return events.filter(({ deviceId }) => deviceId === '020000000001');
}
const types = (events: readonly PresenceEvent[]) => events.map(({ type }) => type);

describe('an event', () => {
  it('of an arrival has where to, not where from, and the moment its poll began', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, nobody);
    const at = START + 10_000;
    const common = {
      at,
      deviceId: '020000000001',
      router: 'router',
      from: null,
      to: placeOf(),
      reason: null,
      source: 'poll',
    };
    expect(eventsOf(reader, 10, 10, seeing(registered(panel), registered(phone)))).toEqual([
      { type: 'arrived', ...common },
      { type: 'connected', ...common },
    ]);
  });

  it('of a departure has where from, not where to; the signal is the last one heard there, as long as it is known', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(registered(panel), registered(phone, { signal: '-81' })));
    expect(eventsOf(reader, 10, 190, nobody)).toEqual([
      {
        type: 'disconnected',
        at: START + 10_000,
        deviceId: '020000000001',
        router: 'router',
        from: placeOf({ signalDbm: -81 }),
        to: null,
        reason: null,
        source: 'poll',
      },
      {
        type: 'left',
        at: START + 190_000,
        deviceId: '020000000001',
        router: 'router',
        from: placeOf({ signalDbm: null }),
        to: null,
        reason: null,
        source: 'poll',
      },
    ]);
  });

  it('of a roam has both ends, and the router it is on now', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(registered(phone, { signal: '-81' })), { router: 'hall' });
    reader.read(3, nobody, { router: 'garden' });
    const [roamed, ...others] = eventsOf(
      reader,
      13,
      13,
      seeing(registered(panel), registered(phone, { interface: 'wifi2', uptime: '5s' })),
      { router: 'garden' },
    );
    expect(others).toEqual([]);
    expect(roamed).toEqual({
      type: 'roamed',
      at: START + 13_000,
      deviceId: '020000000001',
      router: 'garden',
      from: placeOf({ router: 'hall', signalDbm: -81, accessPoint: { id: 'hall', name: 'Hall' } }),
      to: placeOf({
        router: 'garden',
        interface: 'wifi2',
        band: '2.4GHz',
        accessPoint: { id: 'garden', name: 'Hall' },
      }),
      reason: null,
      source: 'poll',
    });
  });

  it('of a roam is told once, and not for the same place', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(registered(phone)));
    expect(types(eventsOf(reader, 10, 30, seeing(registered(phone, { interface: 'wifi2' }))))).toEqual([
      'roamed',
    ]);
    expect(
      types(
        eventsOf(
          reader,
          40,
          60,
          seeing(registered(phone, { interface: 'wifi2', ssid: 'renamed', band: '2ghz-ax' })),
        ),
      ),
    ).toEqual([]);
  });

  it('of a device seen again elsewhere during the countdown: connected, and roamed', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(registered(panel), registered(phone)));
    expect(types(eventsOf(reader, 10, 10, nobody))).toEqual(['disconnected']);
    expect(
      types(eventsOf(reader, 20, 20, seeing(registered(panel), registered(phone, { interface: 'wifi2' })))),
    ).toEqual(['connected', 'roamed']);
  });
});

describe('nothing is told', () => {
  it('of home, unknown and home again', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(registered(phone)));
    expect(types(eventsOf(reader, 10, 1000, {}, dead))).toEqual([]);
    expect(deviceOf(reader.now(), phone).presence).toBe('unknown');
    expect(types(eventsOf(reader, 1010, 1010, seeing(registered(phone))))).toEqual([]);
    expect(deviceOf(reader.now(), phone).presence_since_at).toBe('2026-11-20T08:00:00.000Z');
  });

  it('of a device that is held, or that a second router also sees', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(registered(phone)), { router: 'hall' });
    reader.read(3, nobody, { router: 'garden' });
    expect(types(eventsOf(reader, 10, 60, {}, { router: 'hall', ...dead }))).toEqual([]);
    expect(types(eventsOf(reader, 70, 70, seeing(registered(phone)), { router: 'hall' }))).toEqual([]);
  });

  it('of a row that has not passed authentication', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, nobody);
    expect(
      eventsOf(reader, 10, 30, seeing(registered(panel), registered(phone, { authorized: 'false' }))),
    ).toEqual([]);
    expect(reader.now().world.devices.has('020000000001')).toBe(false);
  });
});

describe('connected and disconnected take turns', () => {
  const doze = [10, 40] as const;

  it('also when nothing was known in between, and the device was there all along', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(registered(panel), registered(phone)));
    expect(types(eventsOf(reader, 10, 1000, {}, dead))).toEqual([]);
    expect(types(eventsOf(reader, 1010, 1010, seeing(registered(panel), registered(phone))))).toEqual([]);
    expect(types(eventsOf(reader, 1020, 1020, nobody))).toEqual(['disconnected']);
  });

  it('but home, unknown and home again tells nothing, whatever was told before', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(registered(panel), registered(phone)));
    expect(types(eventsOf(reader, ...doze, nobody))).toEqual(['disconnected']);
    expect(types(eventsOf(reader, 50, 1100, {}, dead))).toEqual([]);
    expect(deviceOf(reader.now(), phone).presence).toBe('unknown');
    const back = types(eventsOf(reader, 1110, 1110, seeing(registered(panel), registered(phone))));
    expect(back).toEqual([]);
  });
});

describe('the table of transitions', () => {
  it('sends nobody away for want of evidence, and tells of no change that is none', () => {
    for (const from of ['home', 'unknown', 'away', 'never'] as const) {
      expect(transit(from, 'lost').to).toBe(from === 'away' ? 'away' : 'unknown');
      expect(transit(from, 'seen').to).toBe('home');
      expect(transit(from, 'gone').to).toBe('away');
      expect(transit(from, 'lost').event).toBeNull();
    }
    expect(transit('away', 'seen').event).toBe('arrived');
    expect(transit('home', 'gone').event).toBe('left');
    expect(transit('home', 'seen').event).toBeNull();
    expect(transit('away', 'gone').event).toBeNull();
    expect(transit('never', 'gone').event).toBeNull();
  });
});
