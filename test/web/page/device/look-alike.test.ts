/** A device that may have come back with another address. */
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../../src/record/device.ts';
import { toLookAlikes } from '../../../../src/web/page/device/look-alike.ts';
import { toPlain } from '../../../../src/web/page/piece.ts';
import { device } from '../../../rest/snapshot.ts';

const at = (minute: number) => new Date(Date.parse('2026-11-30T08:00:00Z') + minute * 60_000).toISOString();

const old = device({
  mac_address: 'DA:A1:19:00:00:01',
  mac_randomized: true,
  name: "Anna's phone",
  name_source: 'page',
  known: true,
  host_name: 'Annas-iPhone',
  ssid: 'home',
  presence: 'away',
  connected: false,
  first_seen_at: at(-9000),
  last_seen_at: at(-3),
});
const young = device({
  mac_address: '92:3F:60:00:00:02',
  mac_randomized: true,
  name: 'Annas-iPhone',
  name_source: 'host_name',
  known: false,
  host_name: 'annas-iphone',
  ssid: 'home',
  connected: true,
  first_seen_at: at(0),
  last_seen_at: at(30),
});
const pairs = (one: Device, ...all: Device[]) =>
  toLookAlikes(one, [one, ...all]).map(({ older, newer }) => [older.device_id, newer.device_id]);

describe('a device that is back with another address', () => {
  it('is shown from both sides, with why', () => {
    expect(pairs(young, old)).toEqual([[old.device_id, young.device_id]]);
    expect(pairs(old, young)).toEqual([[old.device_id, young.device_id]]);
    const [pair] = toLookAlikes(young, [young, old]);
    expect(pair!.reasons.map(toPlain)).toEqual([
      'Both call themselves annas-iphone.',
      'The second came 3 min after the first was seen last.',
      'Both MAC addresses are randomized.',
      'Both were in the network home.',
      'Only one of them is connected now.',
    ]);
  });

  it.each<[string, Partial<Device>, Partial<Device>]>([
    ['both are connected', { connected: true }, {}],
    ['it is not known whether the first is connected', { connected: null }, {}],
    ['the address of the second is the maker’s', {}, { mac_randomized: false }],
    ['they call themselves otherwise', { host_name: 'Bens-iPhone' }, {}],
    ['they call themselves nothing', { host_name: null }, { host_name: null }],
    ['both were there by turns in one network', { last_seen_at: at(20) }, {}],
    ['the file names both', { name_source: 'configured' }, { name_source: 'configured' }],
    ['one was never seen', { first_seen_at: null }, {}],
  ])('is none when %s', (_when, ofOld, ofYoung) => {
    expect(pairs({ ...young, ...ofYoung }, { ...old, ...ofOld })).toEqual([]);
  });

  it('may have another address in each network', () => {
    const other = { ...old, last_seen_at: at(20), ssid: 'guest' };
    expect(toLookAlikes(young, [young, other])[0]!.reasons.map(toPlain)).toContain(
      'They were in two networks, and a phone may have another address in each.',
    );
  });

  it('is not looked for among many of one name', () => {
    const many = [1, 2, 3, 4].map((index) => ({ ...old, device_id: `${index}` }));
    expect(pairs(young, ...many.slice(1))).toHaveLength(3);
    expect(pairs(young, ...many)).toEqual([]);
  });
});
