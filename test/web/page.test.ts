/** The page in a real browser, on the service, on the simulated network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../src/record/device.ts';
import { buildPage } from '../../src/web/build-page.ts';
import { isSame } from '../../src/web/page/now/face.ts';
import { hasBrowser, NO_BROWSER, startBrowser } from './browser.ts';
import { type HouseOptions, KEY, openHouse } from './house.ts';

let directory: string;
let browser: Browser;
let stopBrowser: () => Promise<void>;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
  if (!hasBrowser) return;
  await buildPage(directory);
  ({ browser, stop: stopBrowser } = await startBrowser());
});
afterAll(async () => {
  if (hasBrowser) await stopBrowser();
  rmSync(directory, { recursive: true });
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A house that was read once, and a page of its own that has seen it. */
async function open(options: Partial<HouseOptions> & { key?: string | null } = {}) {
  const { key = KEY, ...rest } = options;
  const home = await openHouse({ directory, ...rest });
  stops.push(home.stop);
  await home.until(({ meta, routers }) => meta.complete && routers.every(({ reachable }) => reachable));
  const context = await browser.createBrowserContext();
  stops.push(() => context.close());
  const page = await context.newPage();
  const [complaints, hosts]: [string[], Set<string>] = [[], new Set()];
  const bodies: Promise<Device[]>[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('response', (response) => {
    if (response.status() !== 200 || !response.url().includes('/devices?')) return;
    const body = response.json() as Promise<{ devices: Device[] }>;
    bodies.push(body.then(({ devices }) => devices).catch(() => []));
  });
  await page.goto(home.url);
  if (key !== null) await enter(page, key);
  return { ...home, page, complaints, hosts, bodies };
}

async function enter(page: Page, key: string) {
  await page.waitForSelector('#key');
  await page.type('#key', key);
  await page.keyboard.press('Enter');
  if (key === KEY) await page.waitForSelector('.card');
}

/** Until an expression is true in the page. */
const until = (page: Page, expression: string) => page.waitForFunction(expression, { polling: 30 });
const textOf = (page: Page, selector: string) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`) as Promise<string>;
const count = (page: Page, selector: string) =>
  page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`) as Promise<number>;
/** The card with this name, in the column with that one. */
const inColumn = (name: string, column: string) =>
  `[...document.querySelectorAll('.column')].some((one) => one.querySelector('h2').textContent === ${JSON.stringify(column)} && [...one.querySelectorAll('.name')].some((each) => each.textContent === ${JSON.stringify(name)}))`;

/** Notes which card glides from where. */
const WATCH_GLIDING = `
  window.glided = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    glided.push(this.querySelector('.name')?.textContent + ' ' + frames[0].transform);
    return animate.call(this, frames, options);
  };
`;

/** What makes the page wider than the window. */
const overflowing = (page: Page) =>
  page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 120))`);

describe.skipIf(!hasBrowser)(hasBrowser ? 'the page' : `the page (${NO_BROWSER})`, () => {
  it('shows every access point and everybody on it, asks nobody else, and complains of nothing', async () => {
    const { page, house, complaints, hosts, url } = await open();
    await until(page, "document.querySelector('.status').textContent.includes('live')");
    const connected = house.devices().filter((device) => device.connected);
    expect(await count(page, '.columns .card')).toBe(connected.length);
    expect(await count(page, '.column')).toBe(house.accessPoints.length);
    expect(await textOf(page, '.counts')).toContain(`${connected.length} home`);
    expect(await textOf(page, '.people')).toContain('Anna home');
    expect(await page.evaluate('document.documentElement.lang + document.title')).toBe(
      'enNow – mikrotik-presence',
    );
    expect([...hosts]).toEqual([new URL(url).host]);
    expect(complaints).toEqual([]);
  });

  it('moves the card of a device that roams, says where it came from, and leaves the focus on it', async () => {
    const { page, house } = await open();
    await until(
      page,
      `${inColumn("Anna's phone", 'Kitchen')} && document.querySelector('.is-live') !== null`,
    );
    await page.evaluate(
      `[...document.querySelectorAll('.card a')].find((one) => one.textContent.includes("Anna's phone")).focus()`,
    );
    await page.evaluate(WATCH_GLIDING);
    house.roam("Anna's phone", 'Attic');
    await until(page, inColumn("Anna's phone", 'Attic'));
    await page.waitForSelector('.card.moved');
    expect(await page.evaluate('glided')).toContainEqual(
      expect.stringMatching(/^Anna's phone translate\(\d{3,4}(?:\.\d+)?px, /),
    );
    expect(await textOf(page, '.card.moved .note')).toMatch(/^from Kitchen · \d+ s ago$/);
    expect(await textOf(page, '[aria-live=polite]')).toBe("Anna's phone moved from Kitchen to Attic.");
    expect(await page.evaluate('document.activeElement.textContent')).toContain("Anna's phone");
  });

  it('draws only the cards again that show something else', async () => {
    const { page, house, bodies } = await open();
    await until(page, `document.querySelector('.is-live') !== null`);
    await page.evaluate(`
      window.touched = new Set();
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target.nodeType === 1 ? target : target.parentElement;
          const card = element?.closest('.card');
          if (card !== null && element.closest('time') === null) touched.add(card.dataset.id);
        }
      }).observe(document.querySelector('.columns'), { subtree: true, childList: true, characterData: true, attributes: true });
    `);
    house.roam("Anna's phone", 'Attic');
    await page.waitForSelector('.card.moved');
    const touched = (await page.evaluate('[...touched]')) as string[];
    const seen = await Promise.all(bodies);
    const changed = new Set<string>();
    for (const [index, after] of seen.entries()) {
      const before = new Map(seen[index - 1]?.map((device) => [device.device_id, device]));
      for (const device of index === 0 ? [] : after) {
        const face = { device, move: null, isSsidRare: false };
        const was = before.get(device.device_id);
        if (was === undefined || !isSame({ ...face, device: was }, face)) changed.add(device.device_id);
      }
    }
    expect(changed.size).toBeLessThan(seen[0]!.length);
    expect(touched.filter((id) => !changed.has(id))).toEqual([]);
  });

  it('shows a router that does not answer as last known, and recovers', async () => {
    const { page, network } = await open();
    network.routers[1]!.setFault('refuse');
    await page.waitForSelector('.card.held');
    await until(
      page,
      `/Router workshop has not answered for \\d+ s/.test(document.querySelector('.doubts')?.textContent)`,
    );
    expect(await textOf(page, '.card.held')).toContain('last known');
    expect(await textOf(page, '.status')).toContain('live, in part');
    network.routers[1]!.setFault(null);
    await until(page, `document.querySelectorAll('.held, .doubts').length === 0`);
  });

  it('says that the service does not answer, keeps what was known, and goes on by itself', async () => {
    const { page, shut, reopen, house } = await open();
    await until(page, `document.querySelector('.is-live') !== null`);
    const before = await count(page, '.card');
    await shut();
    await page.waitForSelector('.doubt.is-broken');
    expect(await textOf(page, '.doubts')).toContain('What is shown is what was known then.');
    expect(await textOf(page, '.status')).toContain('reconnecting');
    expect(await count(page, '.card')).toBe(before);
    await reopen();
    await until(page, `document.querySelector('.is-live') !== null`);
    house.roam("Anna's phone", 'Attic');
    await until(page, inColumn("Anna's phone", 'Attic'));
  });

  it('puts who is missing, and who is away, into trays', async () => {
    const { page, house } = await open();
    house.leave('Kitchen speaker');
    await until(page, `document.querySelector('.tray[open]')?.textContent.includes('Kitchen speaker')`);
    expect(await textOf(page, '.tray summary')).toContain('Missing1');
  });

  it('finds by name, MAC, IP and network, goes to a device and back, and to the other views', async () => {
    const { page, snapshot } = await open();
    const device = [...snapshot.current()!.devices.values()].find(({ name }) => name === "Anna's phone")!;
    await page.keyboard.press('/');
    for (const text of ["anna's ph", device.mac_address.slice(3), device.ip_address!]) {
      await page.keyboard.type(text);
      await until(page, `document.querySelector('.card .name')?.textContent === "Anna's phone"`);
      expect(await count(page, '.card'), text).toBe(1);
      await page.keyboard.press('Escape');
      await until(page, `document.querySelectorAll('.card').length > 20`);
    }
    await page.keyboard.type('guest');
    await until(page, `document.querySelectorAll('.card').length === 3`);
    await page.keyboard.type(' nobody');
    await until(
      page,
      `document.querySelector('.empty')?.textContent === 'No device matches “guest nobody”.'`,
    );
    await page.keyboard.press('Escape');
    await page.waitForSelector('.columns .card');
    await page.click('.card a');
    await until(
      page,
      `location.hash.startsWith('#/device/') && document.querySelector('h1').textContent !== 'Now'`,
    );
    await page.goBack();
    await page.waitForSelector('.columns .card');
    for (const view of ['wifi', 'health']) {
      await page.click(`nav a[href="#/${view}"]`);
      await until(page, `document.querySelector('h1').textContent.toLowerCase().startsWith('${view}')`);
    }
  });

  it('says what is wrong with a wrong key, keeps the right one, and forgets it when told', async () => {
    const { page } = await open({ key: 'not the key of these tests' });
    await page.waitForSelector('.objection');
    expect(await textOf(page, '.objection')).toContain('That is not the API key of the REST interface.');
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
    await enter(page, 'schlüssel');
    await until(page, `document.querySelector('.objection').textContent.includes('cannot be the key')`);
    await page.evaluate(`document.querySelector('#key').value = ''`);
    await enter(page, KEY);
    await page.reload();
    await page.waitForSelector('.card');
    await page.click('footer button');
    await page.waitForSelector('#key');
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
  });

  it('takes hostile names for text', async () => {
    const names = {
      "Anna's phone": '<script>window.hacked = 1</script>',
      'Wall panel': '"><img src=x onerror="window.hacked = 2">',
      Doorbell: '😀👩‍👩‍👧 ＜b＞&lt;i&gt;',
      Vacuum: 'שואב אבק',
      Thermostat: `${'W'.repeat(128)}`,
    };
    const { page, complaints, house } = await open({ names });
    await until(page, `document.querySelector('.is-live') !== null`);
    for (const name of Object.values(names)) {
      expect(
        await page.evaluate(`[...document.querySelectorAll('.name')].map((one) => one.textContent)`),
      ).toContain(name);
    }
    house.roam("Anna's phone", 'Attic');
    await until(page, `document.querySelector('[aria-live=polite]').textContent.includes('<script>')`);
    expect(await page.evaluate('document.querySelectorAll("#page script, #page img").length')).toBe(0);
    expect(await page.evaluate('window.hacked === undefined')).toBe(true);
    expect(await overflowing(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('has no serious barrier in light and dark, and fits a phone', async () => {
    const { page, house, network } = await open({ names: { Doorbell: 'W'.repeat(128) } });
    const schemes = ['light', 'dark'].map((value) => ({ name: 'prefers-color-scheme', value }));
    const still = { name: 'prefers-reduced-motion', value: 'reduce' };
    const barriers = async () => {
      const found: string[] = [];
      for (const scheme of schemes) {
        await page.emulateMediaFeatures([scheme, still]);
        const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
        for (const { id, impact, nodes } of violations)
          if (impact === 'serious' || impact === 'critical')
            found.push(`${scheme.value}: ${id}: ${nodes[0]?.html}`);
      }
      return found;
    };
    await page.emulateMediaFeatures([still]);
    await page.evaluate(axe.source);
    await page.evaluate(WATCH_GLIDING);
    house.roam("Anna's phone", 'Attic');
    house.leave('Kitchen speaker');
    await page.waitForSelector('.card.moved');
    expect(await page.evaluate('glided')).toEqual([]);
    network.routers[1]!.setFault('refuse');
    await page.waitForSelector('.card.held');
    expect(await barriers()).toEqual([]);
    await page.setViewport({ width: 390, height: 844 });
    for (const hash of ['#/wifi', '#/health', '#/']) {
      await page.evaluate(`location.hash = '${hash}'`);
      await until(page, `document.querySelector('main h1') !== null && location.hash === '${hash}'`);
      expect(await barriers(), hash).toEqual([]);
      expect(await overflowing(page), hash).toEqual([]);
    }
    await page.click('footer button');
    await page.waitForSelector('#key');
    expect(await barriers()).toEqual([]);
  });
});
