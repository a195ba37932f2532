/** The address of a view. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Place, toHash, toQuery, toRoute } from '../../../src/web/page/route.ts';

const place = fc.oneof(
  fc
    .constantFrom('now', 'devices', 'timeline', 'wifi', 'health', 'changes')
    .map((view): Place => ({ view }) as Place),
  fc.string({ minLength: 1, unit: 'grapheme' }).map((deviceId): Place => ({ view: 'device', deviceId })),
  fc
    .string({ minLength: 1, unit: 'grapheme' })
    .map((accessPointId): Place => ({ view: 'access-point', accessPointId })),
);
const values = fc.dictionary(fc.string(), fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }));

describe('the route', () => {
  it('every place and query is read back from its own hash', () => {
    fc.assert(
      fc.property(place, values, (wanted, own) => {
        const { query, ...read } = toRoute(toHash(wanted, own));
        expect(read).toEqual(wanted);
        const params = new URLSearchParams(query);
        for (const [name, each] of Object.entries(own)) expect(params.getAll(name)).toEqual(each);
      }),
    );
  });

  it.each([
    ['', { view: 'now', query: '' }],
    ['#', { view: 'now', query: '' }],
    ['#/', { view: 'now', query: '' }],
    ['#/?kiosk', { view: 'now', query: 'kiosk' }],
    ['#/devices?ssid=guest&sort=signal_dbm', { view: 'devices', query: 'ssid=guest&sort=signal_dbm' }],
    ['#/timeline?', { view: 'timeline', query: '' }],
    ['#/device/92:3F:60:12:B8:42', { view: 'device', deviceId: '92:3F:60:12:B8:42', query: '' }],
    ['#/device/Ben%27s%20phone', { view: 'device', deviceId: "Ben's phone", query: '' }],
    ['#/access-points/router?since=7d', { view: 'access-point', accessPointId: 'router', query: 'since=7d' }],
  ])('%s leads to %o', (hash, route) => {
    expect(toRoute(hash)).toEqual(route);
  });

  it.each([
    '#/bogus',
    '#/device',
    '#/device/',
    '#/device/%zz',
    '#/wifi/x',
    '#/device/a/b',
    '#/access-points',
  ])('%s leads nowhere, and says which path that is', (hash) => {
    expect(toRoute(hash)).toEqual({ view: 'nowhere', path: hash.slice(2), query: '' });
  });

  it('a query repeats lists and omits null, and leaves colons and commas readable', () => {
    expect(
      toQuery({ ssid: ['home', 'guest'], band: null, q: 'a b', mac: 'AA:BB', columns: 'name,ssid' }),
    ).toBe('ssid=home&ssid=guest&q=a+b&mac=AA:BB&columns=name,ssid');
  });
});
