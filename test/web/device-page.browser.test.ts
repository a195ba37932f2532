/** A device's view in a real browser, on a history that was written by the service itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Device } from '../../src/record/device.ts';
import { hasBrowser } from './browser.ts';
import type { History } from '../../src/record/history.ts';
import { historyOff, knownHistory } from '../rest/history.ts';
import { device as deviceOf, snapshot as snapshotOf } from '../rest/snapshot.ts';
import { type HouseOptions, KEY, openHouse } from './house.ts';
import { isWiderThanItsPlace } from './layout.ts';
import { seriousBarriers, signIn, textsOf, until } from './look.ts';
import { writePast } from './past.ts';
import { serve } from './served.ts';
import { useStage } from './stage.ts';

const HOUR = 3_600_000;
const REASON = 'disconnected, <b>extensive data loss</b>';

const { directory, page: openTab, stops } = useStage();

/** The house as it is now; one that is built of the same seed has the same devices. */
async function openNow(options: Partial<HouseOptions> = {}) {
  const home = await openHouse({ directory: directory(), ...options });
  const { devices } = await home.until(({ meta }) => meta.complete);
  const named = (name: string) => [...devices.values()].find((device) => device.name === name)!;
  return { home, phone: named("Anna's phone"), panel: named('Wall panel') };
}

/** The house after a day that was eventful for the phone. */
async function openWithPast() {
  const { home: before, phone, panel } = await openNow();
  await before.stop();
  const [here, there] = [placeOf(phone), placeOf(panel)];
  const stays = [
    { agoMs: 23 * HOUR, place: there, dbm: -52 },
    { agoMs: 15 * HOUR, place: here, dbm: -71, reason: 'better signal' },
    { agoMs: 9 * HOUR, place: null, reason: REASON },
    { agoMs: 6 * HOUR, place: there, dbm: -82 },
    { agoMs: 2 * HOUR, place: here, dbm: -58 },
  ];
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-past-'));
  await writePast(stateDir, [{ deviceId: phone.device_id, name: phone.name, stays }], { until: Date.now() });
  const { home } = await openNow({ stateDir, hasHistory: true });
  const stop = async () => {
    await home.stop();
    rmSync(stateDir, { recursive: true });
  };
  return { home, phone, panel, stop };
}

function placeOf({ router, access_point, access_point_id, interface: name, ssid, band }: Device) {
  return { router, access_point, access_point_id, interface: name, ssid, band };
}

async function show(url: string, deviceId: string, isEventful = false) {
  const page = await openTab();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type()) && !message.text().includes('the server responded with'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await signIn(page, `${url}/#/device/${deviceId}`, KEY);
  await page.waitForSelector('.device-view h1');
  if (isEventful) await until(page, `document.querySelectorAll('.event-mark').length >= 5`);
  return { page, complaints };
}

const attributesOf = (page: Page, selector: string, name: string) =>
  page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.getAttribute('${name}'))`,
  ) as Promise<string[]>;
const overflowing = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth') as Promise<number>;

describe.skipIf(!hasBrowser)('the view of a device', () => {
  let opened: Awaited<ReturnType<typeof openWithPast>>;
  let home: typeof opened.home;
  let phone: Device;
  let panel: Device;
  beforeAll(async () => {
    opened = await openWithPast();
    ({ home, phone, panel } = opened);
  });
  afterAll(() => opened.stop());

  it('shows its day: where it was, how it was heard, what happened and why', async () => {
    const { page, complaints } = await show(home.url, phone.device_id, true);
    expect(await textsOf(page, 'h1')).toEqual(["Anna's phone"]);
    expect(await page.title()).toBe("Anna's phone – mikrotik-presence");

    const [here, there] = [phone.access_point!, panel.access_point!];
    const legend = await textsOf(page, '.legend li');
    expect(legend.map((text) => text.replace(/ \d.*/, '')).toSorted()).toEqual([here, there].toSorted());
    // five stays on an access point, one gap between them: a line each, and none across
    expect((await attributesOf(page, '.curve', 'd')).length).toBeGreaterThanOrEqual(4);
    const told = await textsOf(page, '.events li');
    expect(told[0]).toMatch(new RegExp(`Roamed ${there} → ${here} −82 → −58 dBm$`));
    expect(told.join('\n')).toContain(`Disconnected ${here} −71 dBm “${REASON}”`);
    expect(await page.evaluate(`document.querySelectorAll('.events b').length`)).toBe(0);

    const sessions = await textsOf(page, '.sessions tbody tr');
    // this house remembers nothing: where the other router was read first, a stay ends and begins again with the start
    expect(sessions.length).toBeGreaterThanOrEqual(4);
    expect(sessions[0]).toContain('now');
    expect(sessions.slice(-2)).toEqual([
      expect.stringMatching(new RegExp(`^${here}.*6 h.*disconnected “`)),
      expect.stringMatching(new RegExp(`^${there}.*8 h.*roamed “better signal”$`)),
    ]);
    expect(sessions.at(-2)).toContain(`“${REASON}”`);
    const facts = (await textsOf(page, '.pairs')).join('\n');
    for (const text of [phone.ip_address!, phone.mac_address, phone.ssid!]) expect(facts).toContain(text);
    expect(complaints).toEqual([]);
  });

  it('is walked through with the keys: readings, and what happened', async () => {
    const { page } = await show(home.url, phone.device_id, true);
    const readsOut = (pattern: string) =>
      until(page, `/${pattern}/.test(document.querySelector('.readout').textContent)`);
    const isAt = (pattern: string) =>
      until(page, `/${pattern}/.test(document.activeElement.getAttribute('aria-valuetext'))`);
    const moment = () => attributesOf(page, '[role=slider]', 'aria-valuetext');
    await page.evaluate(`document.querySelector('[role=slider]').focus()`);
    await page.keyboard.press('Home');
    await isAt(`\\d\\d:\\d\\d, −(?:49|5[0-5]) dBm, ${panel.access_point}$`);
    const [first] = await moment();
    await page.keyboard.press('PageUp');
    await until(page, `document.activeElement.getAttribute('aria-valuetext') !== ${JSON.stringify(first)}`);
    await page.keyboard.press('Tab');
    await readsOut('Roamed');
    for (const _ of [1, 2]) await page.keyboard.press('ArrowLeft');
    await readsOut('extensive data loss');
    expect(await page.evaluate(`document.activeElement.getAttribute('aria-label')`)).toContain(
      `Disconnected from ${phone.access_point}, −71 dBm, ${REASON}`,
    );
    // a pointer in the gap is told that there is one
    const { x, y, width } = (await page.evaluate(
      `(({ x, y, width }) => ({ x, y, width }))(document.querySelector('[role=slider]').getBoundingClientRect())`,
    )) as { x: number; y: number; width: number };
    await page.mouse.move(x + (width * 16.5) / 24, y + 20);
    await readsOut('no data');
  });

  it('of longer times says how sessions ended', async () => {
    const { page } = await show(home.url, phone.device_id, true);
    for (const [index, title] of ['7 days', '30 days'].entries()) {
      await page.click(`.switch button:nth-child(${index + 2})`);
      await until(
        page,
        `document.querySelector('.panel h2 .count').textContent.includes('${title}') && document.querySelector('.chart').getAttribute('aria-busy') === 'false'`,
      );
      await until(page, `document.querySelectorAll('.events li').length === 3`);
      expect(await textsOf(page, '.events li')).toContainEqual(expect.stringContaining(REASON));
    }
  });

  it('gives the lines that name it, and copies them, or selects them where it may not', async () => {
    const { page } = await show(home.url, phone.device_id);
    await page.waitForSelector('#alias-name');
    await page.evaluate(`
      window.copied = null;
      Object.defineProperty(navigator, 'clipboard', {
        configurable: true, value: { writeText: async (text) => { window.copied = text; } },
      });`);
    await page.click('#alias-name', { count: 3 });
    await page.type('#alias-name', `Anna's "phone": #1`);
    await page.click('.naming .file-lines button');
    const answers = (text: string) =>
      until(page, `document.querySelector('.naming [role=status]').textContent.startsWith('${text}')`);
    await answers('Copied');
    const lines = { devices: [{ mac: phone.mac_address, name: `Anna's "phone": #1` }] };
    expect(parse((await page.evaluate('copied')) as string)).toEqual(lines);
    await page.evaluate(
      `Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined })`,
    );
    await page.click('.naming .file-lines button');
    await answers('Selected');
    expect(parse((await page.evaluate('String(getSelection())')) as string)).toEqual(lines);
  });

  it('of a router that does not answer is what was known last', async () => {
    const other = await openNow();
    stops.push(other.home.stop);
    const held = [...other.home.snapshot.current()!.devices.values()].find(
      ({ router, connected }) => router === 'workshop' && connected === true,
    )!;
    const { page } = await show(other.home.url, held.device_id);
    await until(page, `document.querySelector('.now-facts.here') !== null`);
    other.home.network.routers[1]!.setFault('refuse');
    await until(page, `document.querySelector('.now-facts .notice')?.textContent.startsWith('Last known')`);
  });

  const name = '<img src=x onerror="window.hacked = 1">';
  const device = deviceOf({ name, host_name: name, comment: name, ssid: name });
  const told = async (history: History | null, deviceId = device.device_id) => {
    const served = await serve({ directory: directory(), snapshot: snapshotOf([device]), history });
    stops.push(served.stop);
    const { page } = await show(served.url, deviceId);
    return page;
  };

  it.each([
    ['kept', null, 'HISTORY_MAX_SIZE=0'],
    ['to be had now', historyOff, 'The history is off, because its disk is full.'],
  ])('says why no history is %s, and shows what is known', async (_when, history, sentence) => {
    const page = await told(history);
    await until(page, `document.querySelector('.notice')?.textContent.includes('${sentence}')`);
    expect(await textsOf(page, '.sessions, .drawing, .notice')).toHaveLength(1);
    expect(await textsOf(page, 'h1')).toEqual([name]);
    expect(await page.evaluate('window.hacked === undefined && document.querySelector("img") === null')).toBe(
      true,
    );
  });

  it('says that nothing was recorded', async () => {
    const page = await told(knownHistory('020000000099').history);
    await until(page, `document.querySelector('.nothing')?.textContent.startsWith('Nothing was recorded')`);
  });

  it('says that there is no such device', async () => {
    const page = await told(knownHistory().history, '020000000099');
    await until(page, `document.querySelector('h1').textContent === 'Unknown device'`);
    await until(page, `document.querySelector('.notice')?.textContent.startsWith('There is no device')`);
  });

  it('has no serious barrier, and fits a phone', async () => {
    const { page, complaints } = await show(home.url, phone.device_id, true);
    await page.evaluate(axe.source);
    for (const [width, height] of [
      [1600, 1000],
      [1024, 768],
      [390, 844],
    ] as const) {
      await page.setViewport({ width, height });
      await until(
        page,
        `Math.abs(document.querySelector('.drawing').getBoundingClientRect().width - document.querySelector('.chart').clientWidth) < 2`,
      );
      for (const scheme of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        expect(await seriousBarriers(page), `${scheme} ${width}`).toEqual([]);
      }
      expect(await overflowing(page)).toBeLessThanOrEqual(0);
      const smallest = await page.evaluate(
        `Math.min(...[...document.querySelectorAll('.chart text')].map((one) => parseFloat(getComputedStyle(one).fontSize)))`,
      );
      expect(smallest).toBeGreaterThanOrEqual(11);
    }
    expect(await isWiderThanItsPlace(page, 'div:has(> .drawing)', 150)).toBe(false);
    expect(complaints).toEqual([]);
  });
});
