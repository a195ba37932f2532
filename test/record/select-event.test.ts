import { describe, expect, test } from 'vitest';
import {
  type EventQuery,
  eventQuerySchema,
  matchesEvent,
  toEventRange,
} from '../../src/record/select-event.ts';
import { event } from '../rest/journal.ts';
import { device, snapshot } from '../rest/snapshot.ts';

const NOW = Date.parse('2026-11-20T08:00:00.000Z');

// the tablet of the example roams from Hall to Kitchen; a second MAC finds it too, and another device is away
const tablet = device();
const panel = device({ mac_address: '02:00:00:00:00:09', presence: 'away', connected: false });
const house = snapshot([tablet, panel], {
  macs: new Map([
    [tablet.mac_address, tablet.device_id],
    ['02:00:00:00:00:02', tablet.device_id],
    [panel.mac_address, panel.device_id],
  ]),
});
const roam = event();
const spot = roam.to!;

const matching: EventQuery[] = [
  {},
  { event_type: ['left', 'roamed'] },
  { name: ['nobody', 'KITCHEN tab'] },
  { mac: ['3c-22-fb-0a-1b-2c'] },
  { mac: ['0200.0000.0002'] },
  { interface: ['cap-wifi4'] },
  { interface: ['cap-wifi2'] },
  { ssid: ['home'] },
  { access_point: ['HALL'] },
  { access_point: ['kitchen'] },
  { access_point: ['48A98A0C0D1E'] },
  { band: ['6GHz', '5GHz'] },
  { router: ['router'] },
  { presence: ['home'] },
  { presence: ['any'] },
  { presence: ['away', 'any'] },
  { connected: [true] },
  { event_type: ['roamed'], access_point: ['hall'], router: ['attic', 'router'] },
];

const failing: EventQuery[] = [
  { event_type: ['left', 'arrived'] },
  { name: ['phone'] },
  { mac: ['02:00:00:00:00:09'] },
  { interface: ['CAP-WIFI4'] },
  { ssid: ['Home'] },
  { access_point: ['hal'] },
  { band: ['2.4GHz'] },
  { router: ['attic'] },
  { presence: ['away', 'unknown'] },
  { connected: [false] },
  { event_type: ['roamed'], access_point: ['hall'], router: ['attic'] },
];

describe('an event', () => {
  test.each(matching.map((query) => [JSON.stringify(query), query] as const))(
    'is asked for by %s',
    (_, query) => {
      expect(eventQuerySchema.parse(query)).toEqual(query);
      expect(matchesEvent(roam, query, house)).toBe(true);
    },
  );

  test.each(failing.map((query) => [JSON.stringify(query), query] as const))(
    'is not asked for by %s',
    (_, query) => {
      expect(eventQuerySchema.parse(query)).toEqual(query);
      expect(matchesEvent(roam, query, house)).toBe(false);
    },
  );

  test('of a device that is away is not left out', () => {
    expect(matchesEvent(event({ device_id: panel.device_id }), {}, house)).toBe(true);
  });

  test('with one end matches by that end, with none by no place', () => {
    for (const ends of [
      { from: null, to: spot },
      { from: spot, to: null },
    ]) {
      expect(matchesEvent(event(ends), { access_point: ['kitchen'], band: ['5GHz'] }, house)).toBe(true);
    }
    const nowhere = event({ from: null, to: null });
    expect(matchesEvent(nowhere, { ssid: ['home'] }, house)).toBe(false);
    expect(matchesEvent(nowhere, { access_point: ['kitchen'] }, house)).toBe(false);
  });

  test('of a device nobody knows any more is found by its MAC, and by no presence', () => {
    const stranger = event({ device_id: '02000000000f' });
    for (const current of [house, null]) {
      expect(matchesEvent(stranger, { mac: ['02:00:00:00:00:0F'] }, current)).toBe(true);
      expect(matchesEvent(stranger, { presence: ['home', 'away', 'unknown'] }, current)).toBe(false);
      expect(matchesEvent(stranger, { connected: [true, false] }, current)).toBe(false);
      expect(matchesEvent(stranger, { presence: ['any'] }, current)).toBe(true);
    }
  });
});

test('a question about a time is a range of the journal', () => {
  expect(toEventRange({}, NOW)).toEqual({});
  expect(toEventRange({ after: 0, since: '24h', until: '2026-11-20T07:00:00Z' }, NOW)).toEqual({
    after: 0,
    sinceAt: NOW - 86_400_000,
    untilAt: NOW - 3_600_000,
  });
});
