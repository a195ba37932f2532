/** How the access points lie beside each other, and what a person and a shared name become. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from '../../../../src/web/page/now/arrange.ts';
import { toCardModel } from '../../../../src/web/page/now/card-model.ts';
import { toLaneCount, toLanes } from '../../../../src/web/page/now/lane.ts';
import { toPersonPlace } from '../../../../src/web/page/now/person.ts';
import { device } from '../../../rest/snapshot.ts';

const mac = (last: string) => ({ mac_address: `3C:22:FB:00:00:${last}` });

describe('lanes', () => {
  const column = (id: string) => ({ id, name: id, isReachable: true, radios: [], devices: [], count: 0 });

  it.each([
    [390, 20, 1],
    [1000, 20, 3],
    [2520, 20, 9],
    [2520, 6, 6],
    [0, 0, 1],
  ])('of a window of %i px for %i access points are %i', (widthPx, columns, count) =>
    expect(toLaneCount(widthPx, columns)).toBe(count),
  );

  it('hold every column once, and none is higher than the others by more than one column', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(heights, fc.integer({ min: 1, max: 12 }), (lines, count) => {
        const sized = lines.map((each, index) => ({ column: column(String(index)), lines: each }));
        const lanes = toLanes(sized, count);
        expect(
          lanes
            .flat()
            .map(Number)
            .sort((a, b) => a - b),
        ).toEqual(lines.map((_, index) => index));
        const sums = lanes.map((ids) => ids.reduce((sum, id) => sum + lines[Number(id)]!, 0));
        expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(Math.max(...lines));
      }),
    );
  });
});

describe('a person', () => {
  const at = (last: string, changed: Parameters<typeof device>[0]) =>
    device({ ...mac(last), presence: 'home', connected: true, ...changed });
  const phone = at('01', {
    access_point: 'Attic',
    connected_since_at: '2026-11-20T10:00:00.000Z',
    presence_since_at: '2026-11-20T08:00:00.000Z',
  });
  const laptop = at('02', {
    access_point: 'Kitchen',
    connected_since_at: '2026-11-20T09:00:00.000Z',
    presence_since_at: '2026-11-20T07:00:00.000Z',
  });
  const devices = new Map([phone, laptop].map((each) => [each.device_id, each]));
  const ben = (ids: string[]) =>
    ({ person_id: 'ben', name: 'Ben', presence: 'home', devices: ids }) as Parameters<
      typeof toPersonPlace
    >[0];

  it('is where the device is that connected last, since the first one came, and leads to all of them', () => {
    expect(toPersonPlace(ben([laptop.device_id, phone.device_id]), devices)).toMatchObject({
      accessPoint: 'Attic',
      since: '2026-11-20T07:00:00.000Z',
      hash: '#/devices?person=ben',
    });
  });
  it('is home at least since a connection that is older than what the service knows', () => {
    const joined = { ...phone, connected_since_at: '2026-11-20T03:00:00.000Z' };
    const person = ben([joined.device_id]);
    expect(toPersonPlace(person, new Map([[joined.device_id, joined]]))).toMatchObject({
      since: '2026-11-20T03:00:00.000Z',
      isLonger: true,
    });
  });
  it('with one device leads to that', () => {
    expect(toPersonPlace(ben([phone.device_id, 'ffffffffffff']), devices).hash).toBe(
      `#/device/${phone.device_id}`,
    );
  });
  it('whose devices are not there is nowhere', () => {
    expect(toPersonPlace(ben(['ffffffffffff']), devices)).toMatchObject({ accessPoint: null, since: null });
  });
});

describe('the name on a card', () => {
  const [one, two] = [device({ ...mac('01'), name: 'MacBook' }), device({ ...mac('02'), name: 'MacBook' })];
  const other = device({ mac_address: 'DA:A1:19:00:3F:2A', name: 'DA:A1:19:00:3F:2A' });
  const { sharedNames } = arrange([one, other, two], [], []);
  const endOf = (each: typeof one) =>
    toCardModel({
      device: each,
      move: null,
      isSsidShown: false,
      isNameShared: sharedNames.has(each.name),
    }).nameEnd;

  it('that several devices have ends with the end of the MAC address', () => {
    expect([one, two].map(endOf)).toEqual(['00:01', '00:02']);
  });
  it('that is a MAC address keeps its end, where addresses differ', () => expect(endOf(other)).toBe('3F:2A'));
  it('of one device alone has none', () => expect(endOf({ ...one, name: 'x' })).toBe(''));
});
