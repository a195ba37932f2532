/** The page in a real browser, on the service, on the simulated network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it, vi } from 'vitest';
import type { Device } from '../../src/record/device.ts';
import { isSameCard } from '../../src/web/page/now/card-model.ts';
import * as air from './air.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { createStillClock } from './clock.ts';
import { type HouseOptions, KEY, openHouse } from './house.ts';
import { overflowing } from './layout.ts';
import { seriousBarriers, signIn, until } from './look.ts';
import { serve } from './served.ts';
import { useStage } from './stage.ts';

const { directory, page: openTab, stops } = useStage();

/** A house that was read once, and a page of its own that has seen it. */
async function open(options: Partial<HouseOptions> & { key?: string | null; script?: string } = {}) {
  const { key = KEY, script = '', ...rest } = options;
  const home = await openHouse({ directory: directory(), ...rest });
  stops.push(home.stop);
  await home.until(({ meta, routers }) => meta.complete && routers.every(({ reachable }) => reachable));
  const page = await openTab();
  // every access point has a column of its own
  await page.setViewport({ width: 1600, height: 1000 });
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
  await page.evaluateOnNewDocument(script);
  if (key === KEY) {
    await signIn(page, home.url, key);
    await page.waitForSelector('.card');
  } else {
    await page.goto(home.url);
    if (key !== null) await enter(page, key);
  }
  return { ...home, page, complaints, hosts, bodies };
}

async function enter(page: Page, key: string) {
  await page.waitForSelector('#key');
  await page.type('#key', key);
  await page.keyboard.press('Enter');
  if (key === KEY) await page.waitForSelector('.card');
}

/** Until an expression is true in the page. */
const textOf = (page: Page, selector: string) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`) as Promise<string>;
const count = (page: Page, selector: string) =>
  page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`) as Promise<number>;
/** The card with this name, in the column with that one. */
const inColumn = (name: string, column: string) =>
  `[...document.querySelectorAll('.column')].some((one) => one.querySelector('h2').textContent === ${JSON.stringify(column)} && [...one.querySelectorAll('.name')].some((each) => each.textContent === ${JSON.stringify(name)}))`;

/** The browser of tests asks for no motion. */
const moving = { name: 'prefers-reduced-motion', value: 'no-preference' };
const still = { ...moving, value: 'reduce' };

/** Notes which card glides from where. */
const WATCH_GLIDING = `
  window.glided = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    glided.push(this.querySelector('.name')?.textContent + ' ' + frames[0].transform);
    return animate.call(this, frames, options);
  };
`;

/** Collects which cards are changed, and by how many mutations; a text that follows the clock does not count. */
const WATCH_CARDS = `
  window.touched = new Set();
  window.mutations = 0;
  new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target.nodeType === 1 ? target : target.parentElement;
      const card = element?.closest('.card');
      if (card == null || element.closest('time') !== null) continue;
      touched.add(card.dataset.id);
      mutations++;
    }
  }).observe(document.querySelector('.columns'), { subtree: true, childList: true, characterData: true, attributes: true });
`;

/** Two routers and the clockwork of the service sleep between polls. */
const SLEEPERS = 3;

/** A tab that can be hidden, and minutes that pass at once: timers of ten seconds and more wait for \`pass(ms)\`. */
const HIDE = `
  let isHidden = false;
  Object.defineProperty(document, 'hidden', { get: () => isHidden });
  window.hide = (value) => {
    isHidden = value;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const timers = new Map();
  const [set, clear] = [window.setTimeout, window.clearTimeout];
  let last = 1e9;
  window.setTimeout = (run, ms, ...rest) => {
    if (!(ms >= 10_000)) return set(run, ms, ...rest);
    timers.set(++last, { run, ms });
    return last;
  };
  window.clearTimeout = (id) => (timers.delete(id) ? undefined : clear(id));
  window.pass = (ms) => {
    for (const [id, timer] of [...timers].sort(([, a], [, b]) => a.ms - b.ms)) {
      if (timer.ms > ms || !timers.delete(id)) continue;
      timer.run();
    }
  };
`;

describe.skipIf(!hasBrowser)(hasBrowser ? 'the page' : `the page (${NO_BROWSER})`, () => {
  it('shows every access point and everybody on it, asks nobody else, and complains of nothing', async () => {
    const { page, house, complaints, hosts, url } = await open({ pollIntervalMs: 600_000 });
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

  it('draws each card at once where it stays', async () => {
    const served = await serve({ directory: directory(), snapshot: air.snapshot() });
    stops.push(served.stop);
    const page = await openTab();
    await page.evaluateOnNewDocument(WATCH_GLIDING);
    await page.emulateMediaFeatures([moving]);
    await signIn(page, served.url, KEY);
    await page.waitForSelector('.is-live');
    expect(await count(page, '.card')).toBe(air.devices().length);
    expect(await page.evaluate('glided')).toEqual([]);
  });

  it('shows the devices although nothing can be had of access points', async () => {
    const served = await serve({ directory: directory(), snapshot: air.snapshot() });
    stops.push(served.stop);
    const page = await openTab();
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const isRefused = request.url().endsWith('/access-points');
      void (isRefused ? request.respond({ status: 500, body: '{}' }) : request.continue());
    });
    await signIn(page, served.url, KEY);
    await page.waitForSelector('.card');
    expect(await count(page, '.card')).toBe(air.devices().length);
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
    await page.emulateMediaFeatures([moving]);
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

  it('hears of a roam from the log of the router, long before the next poll', async () => {
    const { page, house } = await open({ isLogged: true, pollIntervalMs: 600_000 });
    await until(
      page,
      `${inColumn("Anna's phone", 'Kitchen')} && document.querySelector('.is-live') !== null`,
    );
    house.roam("Anna's phone", 'Attic');
    await until(page, inColumn("Anna's phone", 'Attic'));
    await page.waitForSelector('.card.moved');
    expect(await textOf(page, '.card.moved .note')).toMatch(/^from Kitchen · \d+ s ago$/);
    expect(await textOf(page, '[aria-live=polite]')).toBe("Anna's phone moved from Kitchen to Attic.");
    expect(await count(page, '.card.moved')).toBe(1);
  });

  it('draws only the cards again that show something else', async () => {
    const clock = createStillClock(Date.now());
    const { page, bodies, until: untilTaken } = await open({ clock, pollIntervalMs: 10_000, size: 100 });
    await until(page, `document.querySelector('.is-live') !== null`);
    await page.evaluate(WATCH_CARDS);
    let total = 0;
    for (let poll = 0; poll < 4; poll++) {
      const asked = bodies.length;
      await clock.leap(10_000, SLEEPERS);
      const taken = await untilTaken(({ takenAt }) => takenAt === clock.now());
      await until(page, `document.querySelector('.is-live') !== null`);
      // each router's reading may lead to a fetch of its own
      const current = expect.arrayContaining([...taken.devices.values()]);
      await expect.poll(() => bodies.at(-1)!, { timeout: 20_000 }).toEqual(current);
      const [before, after] = (await Promise.all([bodies[asked - 1]!, bodies.at(-1)!])) as [
        Device[],
        Device[],
      ];
      expect(after).toHaveLength(taken.devices.size);
      const known = new Map(before.map((device) => [device.device_id, device]));
      const propsOf = (device: Device) => ({ device, move: null, isSsidShown: false, isNameShared: false });
      const changed = after
        .filter((device) => !isSameCard(propsOf(known.get(device.device_id)!), propsOf(device)))
        .map(({ device_id }) => device_id);
      await until(page, `touched.size >= ${changed.length}`);
      const { touched, mutations } = (await page.evaluate(
        '({ touched: [...touched], mutations, reset: [touched.clear(), (mutations = 0)] })',
      )) as { touched: string[]; mutations: number };
      expect(touched.sort()).toEqual(changed.sort());
      total += touched.length;
      expect(touched.length).toBeLessThan(after.length);
      // a number, four bars, the words for them, and how long it is idle
      expect(mutations).toBeLessThanOrEqual(10 * changed.length);
    }
    expect(total).toBeGreaterThan(10);
  });

  it('shows a router that does not answer as last known, and recovers', async () => {
    const { page, network } = await open();
    network.routers[1]!.setFault('refuse');
    await page.waitForSelector('.card.held');
    await until(
      page,
      `/Router workshop has not answered for \\d+ s/.test(document.querySelector('.warnings')?.textContent)`,
    );
    expect(await textOf(page, '.card.held')).toContain('last known');
    expect(await textOf(page, '.status')).toContain('live, incomplete');
    network.routers[1]!.setFault(null);
    await until(page, `document.querySelectorAll('.held, .warnings').length === 0`);
  });

  it('says that the service does not answer, keeps what was known, and goes on by itself with the next one', async () => {
    const { page, shut, reopen, house } = await open();
    await until(page, `document.querySelector('.is-live') !== null`);
    const before = await count(page, '.card');
    await shut();
    await page.waitForSelector('.warning.is-broken');
    expect(await textOf(page, '.warnings')).toContain('Showing the last known data.');
    expect(await textOf(page, '.status')).toContain('reconnecting');
    expect(await count(page, '.card')).toBe(before);
    house.roam('Kitchen tablet', 'Hallway');
    await reopen();
    await until(page, `document.querySelector('.is-live') !== null`);
    await until(page, inColumn('iPad', 'Hallway'));
    expect(await count(page, '.warnings')).toBe(0);
    house.roam("Anna's phone", 'Attic');
    await until(page, inColumn("Anna's phone", 'Attic'));
    await page.waitForSelector('.card.moved');
  });

  it('goes on without a stream when there is none left', async () => {
    const { page, house } = await open({ maxStreams: 0 });
    expect(await count(page, '.columns .card')).toBe(
      house.devices().filter(({ connected }) => connected).length,
    );
    house.roam("Anna's phone", 'Attic');
    await until(page, inColumn("Anna's phone", 'Attic'));
    await page.waitForSelector('.status.is-polling');
    expect(await count(page, '.warnings')).toBe(0);
  });

  it('asks nothing while nobody looks for two minutes, and is right again at once', async () => {
    const { page, house, streamCount, until: untilTaken } = await open({ script: HIDE });
    await until(page, `document.querySelector('.is-live') !== null`);
    expect(streamCount()).toBe(1);
    await page.evaluate('hide(true), pass(9_000)');
    expect(streamCount()).toBe(1);
    await page.evaluate('pass(120_000)');
    await until(page, `document.querySelector('.status').textContent.includes('paused')`);
    await vi.waitFor(() => expect(streamCount()).toBe(0), { timeout: 30_000, interval: 50 });
    let requestCount = 0;
    page.on('request', () => requestCount++);
    house.roam("Anna's phone", 'Attic');
    house.leave('Kitchen speaker');
    await untilTaken(({ devices }) =>
      [...devices.values()].some(({ name, connected }) => name === 'Kitchen speaker' && connected === false),
    );
    expect(requestCount).toBe(0);
    await page.evaluate('hide(false)');
    await until(page, `document.querySelector('.is-live') !== null && ${inColumn("Anna's phone", 'Attic')}`);
    await until(
      page,
      `document.querySelector('.device-section[open]')?.textContent.includes('Kitchen speaker')`,
    );
    expect(await count(page, '.warnings')).toBe(0);
  });

  it('puts missing devices, and devices that are away, into sections', async () => {
    const { page, house } = await open();
    house.leave('Kitchen speaker');
    await until(
      page,
      `document.querySelector('.device-section[open]')?.textContent.includes('Kitchen speaker')`,
    );
    expect(await textOf(page, '.device-section summary')).toContain('Missing1');
  });

  it('finds by name, MAC, IP and network, goes to a device and back, and to the other views', async () => {
    const { page, snapshot } = await open({ pollIntervalMs: 600_000 });
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

  it('says what is wrong with a wrong key, keeps the right one, and forgets it on signing out', async () => {
    const { page } = await open({ key: 'not the key of these tests' });
    await page.waitForSelector('.objection');
    expect(await textOf(page, '.objection')).toContain('The key is not API_KEY.');
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

  it('signs in with the key of a link that is opened in its tab, and takes it out of the address', async () => {
    const key = 'a-key-without-blanks';
    const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
    stops.push(async () => rmSync(stateDir, { recursive: true }));
    const { page, url } = await open({ key: null, operator: key, stateDir });
    await page.waitForSelector('#key');
    await page.goto(`${url}/#key=${key}`);
    await page.waitForSelector('.card');
    const address = () => page.evaluate('location.href') as Promise<string>;
    expect(await address()).toBe(`${url}/`);
    // the key in use: nothing is read anew
    await page.goto(`${url}/#key=${key}`);
    expect(await address()).toBe(`${url}/`);
    expect(await count(page, '.card')).toBeGreaterThan(0);
    await page.goto(`${url}/#key=another`);
    await page.waitForSelector('.objection');
    expect(await address()).toBe(`${url}/`);
  });

  it('takes hostile comments, host names, networks and configured names for text', async () => {
    const texts = {
      "Anna's phone": '<script>window.hacked = 1</script>',
      wallpanel: 'host"><b onmouseover=hack()>',
      'Wall panel': '"><img src=x onerror="window.hacked = 2">',
      ESP_91C0DE: '</span></a><iframe src="javascript:hack()">',
      guest: '<svg/onload=hack()>&amp;"\'',
      Doorbell: '😀👩‍👩‍👧 ＜b＞&lt;i&gt;',
      Vacuum: 'שואב אבק',
      'Reading lamp': '\u200b\u2060\u202e',
    };
    const { wallpanel: _, guest, 'Reading lamp': invisible, ...shown } = texts;
    const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
    stops.push(async () => rmSync(stateDir, { recursive: true }));
    const { page, complaints, house, snapshot } = await open({
      texts,
      hasHistory: true,
      stateDir,
      names: { Thermostat: 'W'.repeat(128), Printer: '<style>*{display:none}</style>' },
    });
    await until(page, `document.querySelector('.is-live') !== null`);
    const names = (await page.evaluate(
      `[...document.querySelectorAll('.name')].map((one) => one.textContent)`,
    )) as string[];
    expect(names).toEqual(
      expect.arrayContaining([...Object.values(shown), 'W'.repeat(128), '<style>*{display:none}</style>']),
    );
    expect(
      await page.evaluate(`[...document.querySelectorAll('.network bdi')].map((one) => one.textContent)`),
    ).toContain(guest);
    expect(names.filter((name) => /^[\s\p{Cf}]*$/u.test(name) || name.includes(invisible))).toEqual([]);
    house.roam("Anna's phone", 'Attic');
    await until(page, `document.querySelector('[aria-live=polite]').textContent.includes('<script>')`);
    const panel = [...snapshot.current()!.devices.values()].find(({ comment }) => comment?.includes('<img'))!;
    for (const hash of [`#/device/${panel.device_id}`, '#/devices', '#/?kiosk', '#/wifi', '#/health', '#/']) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await until(page, `document.querySelector('main h1') !== null`);
      expect(
        await count(page, '#page :is(script, img, iframe, style, [onmouseover], [onload], [onerror])'),
      ).toBe(0);
      expect(await overflowing(page), hash).toEqual([]);
    }
    expect(await page.evaluate('window.hacked === undefined')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('has no serious barrier in light and dark, and fits a phone', async () => {
    const { page, house, network } = await open({ names: { Doorbell: 'W'.repeat(128) } });
    const schemes = ['light', 'dark'].map((value) => ({ name: 'prefers-color-scheme', value }));
    const barriers = async () => {
      const found: string[] = [];
      for (const scheme of schemes) {
        await page.emulateMediaFeatures([scheme, still]);
        for (const barrier of await seriousBarriers(page)) found.push(`${scheme.value}: ${barrier}`);
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
