/** What the page makes of records, without a browser. */
import { describe, expect, test } from 'vitest';
import type { AccessPointRecord } from '../../src/record/network.ts';
import { exampleEvent } from '../../src/question/example-past.ts';
import { exampleAccessPoint, exampleInterface } from '../../src/question/example.ts';
import { isEqual, keepEqual } from '../../src/web/page/merge.ts';
import { MOVE_SHOWN_MS, prune, toMove, toAnnouncement } from '../../src/web/page/move.ts';
import { toChannel } from '../../src/web/page/band.ts';
import { arrange } from '../../src/web/page/now/arrange.ts';
import { isSameCard, toCardModel } from '../../src/web/page/now/card-model.ts';
import { toMatch } from '../../src/web/page/search.ts';
import { readMessages } from '../../src/web/page/sse.ts';
import { device } from '../rest/snapshot.ts';

const mac = (last: string) => ({ mac_address: `3C:22:FB:00:00:${last}` });
const attic: AccessPointRecord = { ...exampleAccessPoint, access_point_id: 'attic', name: 'Attic' };

describe('who is where', () => {
  const people = [
    device({ ...mac('01'), name: 'lamp 10' }),
    device({ ...mac('02'), name: 'Lamp 9' }),
    device({ ...mac('03'), name: 'held', connected: null }),
    device({ ...mac('04'), name: 'missing', connected: false }),
    device({ ...mac('05'), name: 'unknown', presence: 'unknown', connected: null }),
    device({ ...mac('06'), name: 'away', presence: 'away', connected: false }),
    device({ ...mac('07'), name: 'lost', access_point: null, access_point_id: null }),
  ];
  const house = arrange(people, [exampleAccessPoint, attic], [exampleInterface]);
  const namesOf = (devices: readonly { name: string }[]) => devices.map(({ name }) => name);

  test('columns by name, an empty one too, and one for who is nowhere', () => {
    expect(namesOf(house.columns)).toEqual(['Attic', 'Kitchen', 'Unknown access point']);
    expect(house.columns.map(({ devices }) => namesOf(devices))).toEqual([
      [],
      ['held', 'Lamp 9', 'lamp 10'],
      ['lost'],
    ]);
    expect(house.columns[1]!.radios).toEqual([{ band: '5GHz', channels: ['36'], count: 3 }]);
  });

  test('sections for everybody else', () => {
    expect([house.missing, house.unknown, house.away].map(namesOf)).toEqual([
      ['missing'],
      ['unknown'],
      ['away'],
    ]);
  });

  test.each([
    [['home', 'guest', 'home', null], false, ['guest 1', 'home 2']],
    [['home', 'home', null], true, ['home 2']],
    [[null], true, []],
    [[], true, []],
  ])('of the networks %j there is one alone: %s, with %j', (ssids, hasOne, counts) => {
    const all = ssids.map((ssid, index) => device({ ...mac(String(10 + index)), ssid }));
    const { hasOneNetwork, networks } = arrange(all, [], []);
    expect(hasOneNetwork).toBe(hasOne);
    expect(networks.map(({ ssid, count }) => `${ssid} ${count}`)).toEqual(counts);
  });

  test.each([
    [2412, '1'],
    [2484, '14'],
    [5180, '36'],
    [5955, '1'],
    [6115, '33'],
  ])('%i MHz is channel %s', (mhz, channel) => expect(toChannel(mhz)).toBe(channel));
});

describe('a search', () => {
  const one = device();
  test.each([
    'kitchen',
    'TABLET',
    '0a1b',
    '3c-22-fb',
    '3C22.FB0A',
    '192.168.88.4',
    'fd00:',
    'home kitchen',
    'apple',
  ])('for %s finds it', (text) => expect(toMatch(text)!(one)).toBe(true));
  test.each(['cellar', '3c23', 'kitchen cellar', '10.0.0'])('for %s does not', (text) =>
    expect(toMatch(text)!(one)).toBe(false),
  );
  test('for nothing is none', () => expect(toMatch('  ')).toBeNull());
});

describe('a card is drawn again', () => {
  const props = (changed: Parameters<typeof device>[0]) => ({
    device: device(changed),
    move: null,
    isSsidShown: false,
    isNameShared: false,
  });
  test.each([{ signal_dbm: -59 }, { name: 'x' }, { idle_seconds: 61 }, { connected: null }, { band: null }])(
    'for %j',
    (changed) => expect(isSameCard(props({}), props(changed))).toBe(false),
  );
  test('for being idle, from half a minute on and in steps', () => {
    const told = (idle_seconds: number | null) => toCardModel(props({ idle_seconds })).idle;
    expect([null, 0, 29].map(told)).toEqual([null, null, null]);
    expect([30, 59, 60, 599, 600, 1199, 3599, 3600, 90_000].map(told)).toEqual(
      ['30 s', '30 s', '1 min', '9 min', '10 min', '10 min', '50 min', '1 h', '25 h'].map(
        (text) => `idle ${text}`,
      ),
    );
    // as it grows for an hour, a card that is read every ten seconds is drawn again fifteen times
    const texts = Array.from({ length: 360 }, (_, poll) => told(poll * 10));
    expect(texts.filter((text, index) => index > 0 && text !== texts[index - 1])).toHaveLength(15);
  });
  test.each([
    { tx_bytes: 1 },
    { uptime_seconds: 1 },
    { idle_seconds: 2 },
    { last_seen_at: null },
    { ip_address: null },
  ])('not for %j', (changed) => expect(isSameCard(props({}), props(changed))).toBe(true));
});

describe('what was fetched', () => {
  const idOf = ({ id }: { id: string }) => id;
  test('is the same object when it says the same', () => {
    const before = [
      { id: 'a', list: [1, { x: null }] },
      { id: 'b', list: [2] },
    ];
    expect(keepEqual(before, structuredClone(before), idOf)).toBe(before);
    const after = keepEqual(before, [{ id: 'b', list: [3] }, structuredClone(before[0]!)], idOf);
    expect(after[1]).toBe(before[0]);
    expect(after[0]).toEqual({ id: 'b', list: [3] });
  });
  test.each([
    [{ a: 1 }, { a: 1, b: undefined }],
    [[1], [1, 2]],
    [null, {}],
    [0, null],
  ])('%j and %j differ', (a, b) => expect(isEqual(a, b)).toBe(false));
});

describe('a move', () => {
  const at = Date.parse(exampleEvent.at);
  test('is told for a while', () => {
    const move = toMove({ ...exampleEvent, event_type: 'roamed' }, at + 1000)!;
    expect(move.from).not.toBeNull();
    expect(toMove({ ...exampleEvent, event_type: 'roamed' }, at + MOVE_SHOWN_MS + 1)).toBeNull();
    expect(toMove({ ...exampleEvent, event_type: 'left' }, at)).toBeNull();
    const moves = new Map([['x', move]]);
    expect(prune(moves, at)).toBe(moves);
    expect(prune(moves, at + MOVE_SHOWN_MS + 1).size).toBe(0);
  });
  test('of many at once is one sentence', () => {
    const event = { ...exampleEvent, event_type: 'left' as const, name: 'Ann' };
    expect(toAnnouncement([event])).toBe('Ann left.');
    expect(toAnnouncement([event, event, event, event])).toBe('4 devices arrived, left or moved.');
  });
});

test('messages of a stream are whole, however its bytes arrive', async () => {
  const text =
    'retry: 3000\n\nid: 5\n\n: alive\n\nevent: snapshot\ndata: {"a":\ndata: 1}\n\nid: 6\ndata: ü\n\ndata: cut';
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let index = 0; index < bytes.length; index += 3) controller.enqueue(bytes.slice(index, index + 3));
      controller.close();
    },
  });
  const messages = [];
  for await (const message of readMessages(body)) messages.push(message);
  expect(messages.slice(1)).toEqual([
    { id: '5', event: null, data: '' },
    { id: null, event: 'comment', data: '' },
    { id: null, event: 'snapshot', data: '{"a":\n1}' },
    { id: '6', event: null, data: 'ü' },
  ]);
});
