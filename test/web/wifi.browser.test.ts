/** The WiFi view: what it makes of records, and how it looks in a real browser. */
import axe from 'axe-core';
import fc from 'fast-check';
import type { Page } from 'puppeteer-core';
import { describe, expect, it, test } from 'vitest';
import { exampleChecks } from '../../src/question/example-finding.ts';
import { notComputed } from '../../src/record/finding.ts';
import type { NumberedEvent } from '../../src/record/journal.ts';
import { listed, type Piece } from '../../src/web/page/piece.ts';
import { toMatrix } from '../../src/web/page/wifi/roam-matrix.ts';
import { SPARK_HEIGHT, SPARK_WIDTH, toSpark } from '../../src/web/page/wifi/spark.ts';
import { historyOff } from '../rest/history.ts';
import { event, memoryJournal } from '../rest/journal.ts';
import { well } from './ailing.ts';
import * as air from './air.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { isTooWide, seriousBarriers, signIn, until } from './look.ts';
import { KEY, serve, type ServedOptions } from './served.ts';
import { useStage } from './stage.ts';

const now = Date.parse('2026-11-20T08:00:00.000Z');
const DAY_MS = 86_400_000;
const textOf = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('');

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
});

describe('names in a sentence', () => {
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
    await signIn(page, `${served.url}#/wifi`, KEY);
    await page.waitForSelector('.access-points');
    return { page, complaints };
  }

  const text = (page: Page, selector: string) =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`) as Promise<string>;

  it('shows findings with their numbers and commands, the load of access points and roams, and hostile names as text', async () => {
    const at = Date.now();
    const names = { "Ben's laptop": 'W'.repeat(128), Mower: '‮rewoM' };
    const { page, complaints } = await open({
      snapshot: {
        ...air.snapshot(names, at),
        findings: air.findings('<img src=x onerror=hacked=1>'),
        checks: exampleChecks,
      },
      health: well(at).health,
      history: air.history(),
      journal: memoryJournal(...air.roams(at)),
    });
    await page.waitForSelector('.spark .edge');
    await page.waitForSelector('.roam-matrix');
    await page.waitForSelector('.findings');
    expect(await page.evaluate('document.title')).toBe('WiFi – mikrotik-presence');
    expect(await text(page, '#findings')).toBe('Findings 3');
    const shown = await text(page, '.findings');
    expect(shown.match(/^(?:problem|warning|info)$/gm)).toEqual(['problem', 'warning', 'info']);
    expect(shown).toContain('<img src=x onerror=hacked=1> is on Hall, but Kitchen is 14 dB better');
    expect(await text(page, '.checks')).toMatch(
      /^Nothing found: .*ping pong[^]*Not judged:[^]*refused: Refusals/,
    );
    expect(await text(page, '.roam-matrix .heat-5')).toBe('32');
    expect(await page.evaluate('document.querySelectorAll("#page img").length')).toBe(0);
    await page.click('.findings .fold summary');
    expect(await text(page, '.findings .numbers')).toMatch(
      /signal\s+-66 dBm[^]*better signal \(earlier\)\s+-52 dBm/,
    );
    expect(await text(page, '.findings pre')).toContain('/interface/wifi/access-list/add mac-address=');
    await page.click('.wifi-view > .fold summary');
    expect(await text(page, '.fold tbody tr')).toMatch(/^Attic\s+Attic 2\s+home/);
    await page.evaluate(axe.source);
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      expect(await seriousBarriers(page), value).toEqual([]);
    }
    expect(await isTooWide(page)).toBe(false);
    await page.setViewport({ width: 390, height: 844 });
    expect(await isTooWide(page)).toBe(false);
    expect(await text(page, '.roam-list li')).toMatch(/^Kitchen →\s+to\s+Hallway\s+35$/);
    expect(await page.evaluate('document.querySelector(".roam-matrix").offsetParent')).toBeNull();
    expect(await seriousBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.click('.findings .aside a');
    await until(page, `location.hash.startsWith('#/device/')`);
  });

  it('says what was judged without a finding, and that nothing is judged before the first computation', async () => {
    const { page } = await open({ snapshot: { ...air.snapshot(), checks: notComputed } });
    await page.waitForSelector('.checks');
    const checks = await text(page, '.checks');
    expect(checks).toMatch(/^Nothing could be judged yet:/);
    expect(checks).not.toContain('Nothing found');
    await until(
      page,
      `document.querySelector('[aria-labelledby=roams]').innerText.includes('No roams recorded.')`,
    );
  });

  it('shows no load without a history, and says that it is unavailable while the history is off', async () => {
    const { health } = well(Date.now());
    const reason = 'No history is kept.';
    const checks = notComputed.map((check) => ({ ...check, status: 'not_supported' as const, reason }));
    const none = await open({
      snapshot: { ...air.snapshot(), checks },
      health: () => ({ ...health(), history: null }),
      history: null,
    });
    await none.page.waitForSelector('.checks');
    expect(await text(none.page, '.checks')).toContain(reason);
    await until(none.page, `document.querySelectorAll('.spark').length === 0`);
    const off = await open({ snapshot: air.snapshot(), health, history: historyOff });
    await until(off.page, `document.querySelector('.spark')?.innerText.includes('unavailable')`);
    expect(await off.page.evaluate(`document.querySelector('.spark').title`)).toContain('its disk is full');
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
