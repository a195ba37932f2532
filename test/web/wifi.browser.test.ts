/** The WiFi view: what it makes of records, and how it looks in a real browser. */
import axe from 'axe-core';
import fc from 'fast-check';
import type { Page } from 'puppeteer-core';
import { describe, expect, it, test } from 'vitest';
import type { Device } from '../../src/record/device.ts';
import type { Session } from '../../src/record/history.ts';
import type { NumberedEvent } from '../../src/record/journal.ts';
import { advise, dualBandIds } from '../../src/web/page/wifi/advise.ts';
import { overlaps, toBlock } from '../../src/web/page/wifi/channel.ts';
import { BETTER_DB, findStickyClients, WEAK_DBM } from '../../src/web/page/wifi/sticky-client.ts';
import { listed, type Piece } from '../../src/web/page/piece.ts';
import { toAccessPointLoads } from '../../src/web/page/wifi/access-point-load.ts';
import { findPingPongs, PING_PONG_COUNT, toMatrix } from '../../src/web/page/wifi/roams.ts';
import { SPARK_HEIGHT, SPARK_WIDTH, toSpark } from '../../src/web/page/wifi/spark.ts';
import { historyOff } from '../rest/history.ts';
import { event, memoryJournal } from '../rest/journal.ts';
import { well } from './ailing.ts';
import * as air from './air.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { KEY, serve, type ServedOptions } from './served.ts';
import { useStage } from './stage.ts';

const now = Date.parse('2026-11-20T08:00:00.000Z');
const DAY_MS = 86_400_000;
const textOf = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('');

/** The panel stays in the hallway at −76 dBm; two days ago its signal in the kitchen was −58 dBm. */
const weak: Parameters<typeof air.session>[0] = {
  name: 'Wall panel',
  place: 'Hallway',
  dbm: -76,
  from: 51,
  to: null,
};
const better: typeof weak = { name: 'Wall panel', place: 'Kitchen', dbm: -58, from: 120, to: 51 };

function stickyClientsOf(stays: readonly (typeof weak)[], change: Partial<Device> = {}) {
  const devices = new Map(
    air
      .devices()
      .map((device) => [device.device_id, device.name === 'Wall panel' ? { ...device, ...change } : device]),
  );
  return findStickyClients({
    sessions: stays.map((stay) => air.session(stay, now)),
    devices,
    accessPoints: air.accessPoints(),
    interfaces: air.interfaces(),
    sinceAt: now - 7 * DAY_MS,
    untilAt: now,
  });
}

describe('a sticky client', () => {
  test('is told with where it was heard better, by how much, and who is there now', () => {
    const [stickyClient, ...more] = stickyClientsOf([weak, better]);
    expect(more).toEqual([]);
    expect(stickyClient).toMatchObject({
      name: 'Wall panel',
      gainDb: 18,
      isOver: false,
      moveCount: null,
      weak: { access_point: 'Hallway', signal_median_dbm: -76 },
      better: { access_point: 'Kitchen', signal_median_dbm: -58 },
      neighbours: { count: 5, medianDbm: -53 },
    });
  });

  test.each<[string, readonly (typeof weak)[], Partial<Device>]>([
    ['there is no other session', [weak], {}],
    ['the median is good enough', [{ ...weak, dbm: WEAK_DBM }, better], {}],
    ['the other one is hardly better', [weak, { ...better, dbm: -76 + BETTER_DB - 1 }], {}],
    ['the other one is the same access point', [weak, { ...better, place: 'Hallway' }], {}],
    ['the other one was short', [weak, { ...better, from: 51.1 }], {}],
    ['the session is young', [{ ...weak, from: 0.1 }, better], {}],
    ['it was heard better on a lower band only', [weak, { ...better, band: '2.4GHz' }], {}],
    ['the better access point is not reachable', [weak, { ...better, place: 'Barn', band: '2.4GHz' }], {}],
    ['it is heard well now', [weak, better], { signal_dbm: -60 }],
    ['it is elsewhere by now', [weak, better], { access_point_id: 'x' }],
    ['it is connected no more', [weak, better], { connected: false }],
    ['it was long ago', [{ ...weak, from: 40, to: 30 }, better], {}],
    ['it was over soon', [{ ...weak, from: 3, to: 2.5 }, better], {}],
  ])('is none when %s', (_, stays, change) => expect(stickyClientsOf(stays, change)).toEqual([]));

  test('a long session that ended today is told as over', () => {
    expect(stickyClientsOf([{ ...weak, from: 6, to: 4 }, better])).toMatchObject([
      { isOver: true, gainDb: 18 },
    ]);
  });

  test('another network, and one the other access point has no more, are no evidence', () => {
    const other = { ...air.session(better, now), ssid: 'guest' };
    const evidence = {
      devices: new Map(air.devices().map((one) => [one.device_id, one])),
      sinceAt: 0,
      untilAt: now,
    };
    const sessions = [air.session(weak, now), other];
    const [accessPoints, interfaces] = [air.accessPoints(), air.interfaces()];
    expect(findStickyClients({ ...evidence, sessions, accessPoints, interfaces })).toEqual([]);
    const same = [air.session(weak, now), air.session(better, now)];
    expect(findStickyClients({ ...evidence, sessions: same, accessPoints, interfaces })).toHaveLength(1);
    const off = interfaces.map((one) => ({ ...one, disabled: true }));
    expect(findStickyClients({ ...evidence, sessions: same, accessPoints, interfaces: off })).toEqual([]);
  });

  test('a device that is carried around is reported so', () => {
    const walk = Array.from({ length: 20 }, (_, index) => ({
      ...better,
      place: index % 2 === 0 ? 'Kitchen' : 'Attic',
      from: 80 + index,
      to: 79 + index,
    }));
    expect(stickyClientsOf([weak, ...walk])[0]?.moveCount).toBe(20);
    expect(stickyClientsOf([weak, ...walk.slice(0, 3)])[0]?.moveCount).toBeNull();
  });

  const stay = fc.record({
    name: fc.constantFrom('Wall panel', 'iPad', 'Vacuum'),
    place: fc.constantFrom('Attic', 'Barn', 'Hallway', 'Kitchen'),
    band: fc.constantFrom('2.4GHz' as const, '5GHz' as const),
    dbm: fc.integer({ min: -95, max: -30 }),
    from: fc.double({ min: 0.5, max: 160, noNaN: true }),
    to: fc.option(fc.double({ min: 0, max: 0.4, noNaN: true })),
  });

  test('whatever the sessions: once per device, by the rule, in an order of its own', () => {
    const seen = { count: 0 };
    fc.assert(
      fc.property(fc.array(stay, { maxLength: 25 }), (stays) => {
        const stickyClients = stickyClientsOf(stays);
        seen.count += stickyClients.length;
        expect(new Set(stickyClients.map(({ deviceId }) => deviceId)).size).toBe(stickyClients.length);
        for (const one of stickyClients) {
          expect(one.weak.signal_median_dbm).toBeLessThan(WEAK_DBM);
          expect(one.gainDb).toBe(one.better.signal_median_dbm - one.weak.signal_median_dbm);
          expect(one.gainDb).toBeGreaterThanOrEqual(BETTER_DB);
          expect(one.better.access_point_id).not.toBe(one.weak.access_point_id);
          expect(one.better.device_id).toBe(one.weak.device_id);
        }
        expect(stickyClientsOf(stays.toReversed()).map(({ deviceId }) => deviceId)).toEqual(
          stickyClients.map(({ deviceId }) => deviceId),
        );
      }),
    );
    expect(seen.count).toBeGreaterThan(0);
  });
});

describe('roams', () => {
  const roam = (from: string, to: string, minute: number, name = 'iPad'): NumberedEvent =>
    event({
      event_id: minute,
      at: new Date(now + minute * 60_000).toISOString(),
      event_type: 'roamed',
      name,
      device_id: air.deviceIdOf(name),
      from: air.spot(from, '2.4GHz'),
      to: air.spot(to),
    });
  const toAndFro = (count: number, minutes: number) =>
    Array.from({ length: count }, (_, index) =>
      index % 2 === 0 ? roam('Kitchen', 'Attic', index * minutes) : roam('Attic', 'Kitchen', index * minutes),
    );

  test('are counted by direction; from band to band is told apart', () => {
    const events = [roam('Kitchen', 'Attic', 1), roam('Kitchen', 'Attic', 2), roam('Attic', 'Attic', 3)];
    const matrix = toMatrix(events, new Map([[air.idOf('Attic'), 'Loft']]));
    expect(matrix.places.map(({ name }) => name)).toEqual(['Kitchen', 'Loft']);
    expect(matrix.countOf(air.idOf('Kitchen'), air.idOf('Attic'))).toBe(2);
    expect(matrix.countOf(air.idOf('Attic'), air.idOf('Kitchen'))).toBe(0);
    expect(matrix).toMatchObject({ max: 2, total: 2, withinTotal: 1 });
  });

  test('from nobody knows where have a row too', () => {
    const matrix = toMatrix([{ ...roam('Kitchen', 'Attic', 1), from: null }], new Map());
    expect(matrix.places).toContainEqual({ id: '', name: 'unknown' });
  });

  test('whatever they are, none is lost', () => {
    const names = fc.constantFrom('Attic', 'Barn', 'Kitchen');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, names)), (ways) => {
        const matrix = toMatrix(
          ways.map(([from, to], index) => roam(from, to, index)),
          new Map(),
        );
        const sum = matrix.places
          .flatMap((from) => matrix.places.map((to) => matrix.countOf(from.id, to.id)))
          .reduce((total, count) => total + count, 0);
        expect(sum).toBe(ways.length);
        expect(matrix.total + matrix.withinTotal).toBe(ways.length);
      }),
    );
  });

  test('to and fro within an hour are told', () => {
    expect(findPingPongs(toAndFro(PING_PONG_COUNT, 10))).toMatchObject([
      { name: 'iPad', between: ['Attic', 'Kitchen'], within: null, perHour: 4, count: 4 },
    ]);
    expect(findPingPongs(toAndFro(6, 15))).toMatchObject([{ perHour: 5, count: 6 }]);
  });

  test.each([
    ['too few', toAndFro(PING_PONG_COUNT - 1, 1)],
    ['too slow', toAndFro(PING_PONG_COUNT, 21)],
    ['several devices', toAndFro(4, 1).map((one, index) => ({ ...one, device_id: `${index}` }))],
    [
      'a round',
      ['Attic Barn', 'Barn Kitchen', 'Kitchen Attic', 'Attic Barn', 'Barn Kitchen', 'Kitchen Attic'].map(
        (way, index) => roam(way.split(' ')[0]!, way.split(' ')[1]!, index),
      ),
    ],
  ])('%s are not', (_, events) => expect(findPingPongs(events)).toEqual([]));

  test('between the bands of one access point are told as that', () => {
    const events = Array.from({ length: 4 }, (_, index) => {
      const [one, other] = [air.spot('Attic', '2.4GHz'), air.spot('Attic')];
      return {
        ...roam('Attic', 'Attic', index),
        ...(index % 2 ? { from: other, to: one } : { from: one, to: other }),
      };
    });
    expect(findPingPongs(events)).toMatchObject([{ between: ['2.4GHz', '5GHz'], within: 'Attic' }]);
  });
});

describe('the air', () => {
  test.each([
    [2412, null, 2432, null, true],
    [2412, null, 2437, null, false],
    [2412, '2412/ax/Ce', 2437, null, true],
    [5180, '5180/ax/Ceee', 5200, '5200/ax/eCee', true],
    [5180, '5180/ax', 5200, '5200/ax', false],
    [5180, '5180/ax/Ceee', 5260, '5260/ax/Ceee', false],
  ])('%i %s and %i %s overlap: %s', (a, aChannel, b, bChannel, expected) => {
    expect(overlaps(toBlock(a, aChannel), toBlock(b, bChannel))).toBe(expected);
    expect(overlaps(toBlock(b, bChannel), toBlock(a, aChannel))).toBe(expected);
  });

  const hintsOf = (name: string, devices = air.devices(), sessions: readonly Session[] = []) => {
    const loads = toAccessPointLoads(air.accessPoints(), devices, air.interfaces());
    const load = loads.find((one) => one.name === name)!;
    return advise(load, loads, dualBandIds(sessions)).map(({ pieces }) => textOf(pieces));
  };

  test('who shares a channel is named, who is not reachable or tells none is not', () => {
    expect(hintsOf('Attic')).toEqual([
      '2.4 GHz channel 1 overlaps the channel of Hallway: within range of each other, access points interfere.',
      'Garden House also uses 5 GHz channel 36: within range of each other, access points share the airtime.',
    ]);
    expect(hintsOf('Barn')).toEqual([]);
    expect(hintsOf('Workshop')).toEqual([]);
    expect(hintsOf('Kitchen')).toEqual([]);
  });

  test('slow devices count when they are sent something, and when they are many', () => {
    const slow = '3 of 3 devices on 2.4 GHz receive data at 24 Mbit/s or less';
    expect(hintsOf('Garden House').at(-1)).toContain(slow);
    const idle = air.devices().map((one) => ({ ...one, tx_throughput_bps: 5000 }));
    expect(hintsOf('Garden House', idle).join()).not.toContain('Mbit/s');
    const untold = air.devices().map((one) => ({ ...one, tx_throughput_bps: null }));
    expect(hintsOf('Garden House', untold).join()).not.toContain('Mbit/s');
  });

  test('who is on 2.4 GHz although it was on 5 GHz is named', () => {
    const sessions = air.sessions(now);
    expect(hintsOf('Hallway', air.devices(), sessions).at(-1)).toBe(
      '5 of 8 devices are on 2.4 GHz, which has only three channels that do not overlap. Printer used 5 or 6 GHz in the last 7 days.',
    );
    expect(hintsOf('Hallway').at(-1)).toMatch(/^5 of 8 .* overlap\.$/);
  });

  test('of many names the first are told', () => {
    expect(textOf(listed(['a']))).toBe('a');
    expect(textOf(listed(['a', 'b', 'c']))).toBe('a, b and c');
    expect(textOf(listed(['a', 'b', 'c', 'd', 'e']))).toBe('a, b, c and 2 more');
  });
});

describe('how full it was', () => {
  const at = (slot: number) => new Date(now + slot * 300_000).toISOString();
  const past = (counts: readonly (readonly [number, number])[]) => ({
    access_point_id: 'x',
    since_at: at(0),
    until_at: at(288),
    resolution: '5m' as const,
    buckets: counts.map(([slot, count]) => ({
      at: at(slot),
      client_count_max: count,
      client_count_mean: count,
      signal_min_dbm: null,
      signal_median_dbm: null,
      signal_max_dbm: null,
    })),
    refusals: [],
  });
  test('has a gap where nothing was read', () => {
    const spark = toSpark(
      past([
        [0, 2],
        [1, 4],
        [100, 4],
      ]),
    )!;
    expect(spark).toMatchObject({
      least: 2,
      most: 4,
      edge: 'M0 14H1V1H2M100 1H101',
    });
    expect(toSpark(past([]))).toBeNull();
  });
  test('stays in its frame', () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: -5, max: 300 }), fc.nat(500)), { minLength: 1 });
    fc.assert(
      fc.property(counts, (all) => {
        const { area, edge } = toSpark(past(all))!;
        for (const [, kind, number] of `${area}${edge}`.matchAll(/([HV])([^MHVZ]+)/g)) {
          expect(Number(number)).toBeGreaterThanOrEqual(0);
          expect(Number(number)).toBeLessThanOrEqual(kind === 'H' ? SPARK_WIDTH : SPARK_HEIGHT);
        }
      }),
    );
  });
});

describe.skipIf(!hasBrowser)(hasBrowser ? 'the WiFi view' : `the WiFi view (${NO_BROWSER})`, () => {
  const { directory, page: openTab, stops } = useStage();

  async function open(options: Partial<ServedOptions>) {
    const served = await serve({ directory: directory(), ...options });
    stops.push(served.stop);
    const page = await openTab();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${served.url}#/wifi`);
    await page.waitForSelector('#key');
    await page.type('#key', KEY);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.access-points');
    return { page, complaints };
  }

  const text = (page: Page, selector: string) =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`) as Promise<string>;
  const until = (page: Page, expression: string) => page.waitForFunction(expression, { polling: 30 });
  const barriers = async (page: Page) => {
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  };
  const isTooWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');

  it('shows sticky clients, the load of access points and roams back and forth, and hostile names as text', async () => {
    const at = Date.now();
    const names = {
      'Wall panel': '<img src=x onerror=hacked=1>',
      "Ben's laptop": 'W'.repeat(128),
      Mower: '‮rewoM',
    };
    const { page, complaints } = await open({
      snapshot: air.snapshot(names, at),
      health: well(at).health,
      history: air.history(at),
      journal: memoryJournal(...air.roams(at)),
    });
    await page.waitForSelector('.spark .edge');
    await page.waitForSelector('.roam-matrix');
    expect(await page.evaluate('document.title')).toBe('WiFi – mikrotik-presence');
    expect(await text(page, '.sticky-clients')).toContain('<img src=x onerror=hacked=1>');
    expect(await text(page, '.sticky-clients li:first-child')).toMatch(/\+25 dB[^]*carried around/);
    expect(await text(page, '.scope')).toMatch(/^Based on 33 sessions of 6 devices in the last 5 d\./);
    expect(await text(page, '.ping-pongs')).toMatch(
      /^Anna's phone roams back and forth between Hallway and Kitchen: 7 times/,
    );
    expect(await text(page, '.roam-matrix .heat-5')).toBe('32');
    expect(await page.evaluate('document.querySelectorAll("#page img").length')).toBe(0);
    await page.click('.fold summary');
    expect(await text(page, '.fold tbody tr')).toMatch(/^Attic\s+Attic 2\s+home/);
    await page.evaluate(axe.source);
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      expect(await barriers(page), value).toEqual([]);
    }
    expect(await isTooWide(page)).toBe(false);
    await page.setViewport({ width: 390, height: 844 });
    expect(await isTooWide(page)).toBe(false);
    expect(await text(page, '.roam-list li')).toMatch(/^Kitchen →\s+to\s+Hallway\s+35$/);
    expect(await page.evaluate('document.querySelector(".roam-matrix").offsetParent')).toBeNull();
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.click('.sticky-clients .device-name');
    await until(page, `location.hash.startsWith('#/device/')`);
  });

  it('says that there are no sticky clients and no roams, and on what that is based', async () => {
    const at = Date.now();
    const own = air.sessions(at).filter(({ signal_median_dbm }) => signal_median_dbm! > -70);
    const { page } = await open({
      snapshot: air.snapshot({}, at),
      health: well(at).health,
      history: air.history(at, own),
    });
    await until(page, `document.querySelector('main').innerText.includes('No sticky clients.')`);
    await until(page, `document.querySelector('main').innerText.includes('No roams recorded.')`);
    expect(await text(page, '.scope')).toMatch(/^Based on 28 sessions of 5 devices/);
  });

  it('claims nothing without a history, and says why', async () => {
    const off = await open({ snapshot: air.snapshot(), history: null });
    expect(await text(off.page, '.wifi-part')).toContain(
      'The history is off, so sticky clients cannot be detected.',
    );
    expect(off.complaints).toEqual([]);
    const at = Date.now();
    const full = await open({ snapshot: air.snapshot(), health: well(at).health, history: historyOff });
    await until(full.page, `document.querySelector('.problem') !== null`);
    expect(await text(full.page, '.problem')).toBe(
      'The history is off, because its disk is full. Sticky clients cannot be detected.',
    );
    await until(full.page, `document.querySelector('.spark').innerText.includes('unavailable')`);
  });

  it('counts page by page, and says where it was cut', async () => {
    const at = Date.now();
    const [first] = air.roams(at);
    const many = Array.from({ length: 700 }, (_, index) => ({
      ...first,
      at: new Date(at - DAY_MS + index * 1000).toISOString(),
    }));
    const { page } = await open({ snapshot: air.snapshot({}, at), journal: memoryJournal(...many) });
    await page.waitForSelector('.roam-matrix');
    await until(page, `document.querySelector('[aria-labelledby=roams]').innerText.includes('Incomplete:')`);
  });
});
