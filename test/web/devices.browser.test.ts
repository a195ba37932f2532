/** The table of devices, links to devices, and the keyboard, in a real browser on the simulated network. */
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { type HouseOptions, KEY, openHouse } from './house.ts';
import { overflowing } from './layout.ts';
import { barriers, until } from './look.ts';
import { useStage } from './stage.ts';

const { directory, page: openTab, stops } = useStage();

async function open(hash: string, options: Partial<HouseOptions> = {}) {
  const home = await openHouse({ directory: directory(), pollIntervalMs: 600_000, ...options });
  stops.push(home.stop);
  const { devices } = await home.until(({ meta, routers }) => meta.complete && routers.length === 2);
  const page = await openTab();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.setViewport({ width: 1600, height: 1000 });
  await page.evaluateOnNewDocument(`localStorage.setItem('mikrotik-presence.key', ${JSON.stringify(KEY)})`);
  await page.goto(`${home.url}/${hash}`);
  await page.waitForSelector('.is-live');
  const named = (name: string) => [...devices.values()].find((device) => device.name === name)!;
  return { ...home, page, complaints, devices: [...devices.values()], named };
}

const read = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;
/** The names of the rows on the screen, from above. */
const NAMES = `[...document.querySelectorAll('.row')].sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((row) => row.querySelector('a').textContent)`;
const HASH = 'decodeURIComponent(location.hash)';
const FOCUSED = 'document.activeElement.textContent';
const goTo = async (page: Page, hash: string) => {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await until(page, `location.hash !== '' && document.querySelector('main h1') !== null`);
};
const pressChip = (page: Page, title: string) =>
  page.evaluate(
    `[...document.querySelectorAll('.filters .chip')].find((one) => one.textContent === ${JSON.stringify(title)}).click()`,
  );

describe.skipIf(!hasBrowser)(hasBrowser ? 'the devices' : `the devices (${NO_BROWSER})`, () => {
  it('are sorted by any column, filtered by chips and menus, and the address says how, for Back and for others', async () => {
    const { page, devices, complaints, url } = await open('#/devices');
    const connected = devices.filter(({ presence }) => presence !== 'away');
    await until(
      page,
      `document.querySelectorAll('.row').length === ${Math.min(connected.length, 37)} || document.querySelectorAll('.row').length > 25`,
    );
    await page.click('.head-row .cell:nth-child(2) .head');
    await until(page, `${HASH} === '#/devices?sort=signal_dbm'`);
    const signals = await read<number[]>(
      page,
      `[...document.querySelectorAll('.row .dbm')].map((one) => Number(one.firstChild.textContent.replace('−', '-')))`,
    );
    expect(signals).toEqual([...signals].sort((a, b) => a - b));
    expect(await read(page, `document.querySelector('[aria-sort]').ariaSort`)).toBe('ascending');
    await pressChip(page, 'guest');
    await until(page, `${HASH} === '#/devices?sort=signal_dbm&guest=true'`);
    const guests = devices.filter(({ guest }) => guest);
    await until(page, `document.querySelectorAll('.row').length === ${guests.length}`);
    await page.goBack();
    await until(
      page,
      `${HASH} === '#/devices?sort=signal_dbm' && document.querySelectorAll('.row').length > 25`,
    );
    await page.click('.filters .menu summary');
    await page.waitForSelector('.menu-list .choice');
    const iot = devices.filter(({ ssid, presence }) => ssid === 'iot' && presence !== 'away');
    expect(
      await read(
        page,
        `[...document.querySelectorAll('.choice')].map((one) => one.textContent).find((text) => text.startsWith('iot'))`,
      ),
    ).toBe(`iot${iot.length}`);
    await page.evaluate(
      `[...document.querySelectorAll('.choice')].find((one) => one.textContent.startsWith('iot')).querySelector('input').click()`,
    );
    await until(page, `${HASH} === '#/devices?sort=signal_dbm&ssid=iot'`);
    await until(page, `document.querySelector('.device-count b').textContent === '${iot.length}'`);
    // the same link in another tab
    const other = await openTab();
    await other.evaluateOnNewDocument(
      `localStorage.setItem('mikrotik-presence.key', ${JSON.stringify(KEY)})`,
    );
    await other.goto(`${url}/#/devices?sort=signal_dbm&ssid=iot`);
    await other.waitForSelector('.row');
    expect(await read(other, NAMES)).toEqual(await read(page, NAMES));
    expect(complaints).toEqual([]);
  });

  it('keeps the columns that were chosen, and hands out what is shown as CSV', async () => {
    const { page, named } = await open('#/devices?search=caf%C3%A9');
    const radio = named('Café radio');
    await until(page, `document.querySelectorAll('.row').length === 1`);
    await page.evaluate(`document.querySelector('.devices-bar .menu summary').click()`);
    await page.waitForSelector('.menu-list .choice');
    for (const title of ['Band', 'VLAN'])
      await page.evaluate(
        `[...document.querySelectorAll('.choice')].find((one) => one.textContent === '${title}').querySelector('input').click()`,
      );
    const titles = `[...document.querySelectorAll('.head')].map((one) => one.firstChild.textContent)`;
    await until(page, `${titles}.includes('VLAN') && !${titles}.includes('Band')`);
    const chosen = await read<string[]>(page, titles);
    await page.goto('about:blank');
    await page.goBack();
    await page.waitForSelector('.row');
    await goTo(page, '#/devices');
    expect(await read(page, titles)).toEqual(chosen);
    await goTo(page, '#/devices?columns=name,mac_address,ip_address&search=cafe');
    await until(page, `document.querySelectorAll('.row').length === 1`);
    await page.evaluate(
      `window.texts = []; URL.createObjectURL = (blob) => (blob.text().then((text) => texts.push(text)), 'blob:x'); HTMLAnchorElement.prototype.click = () => {};`,
    );
    await page.evaluate(
      `[...document.querySelectorAll('.devices-bar .chip')].find((one) => one.textContent === 'CSV').click()`,
    );
    await until(page, 'texts.length === 1');
    expect(await read(page, 'texts[0]')).toBe(
      `name,ip_address,mac_address\r\n"Café radio",${radio.ip_address},${radio.mac_address}\r\n`,
    );
  });

  it('are found by words for band, signal, maker and address, and a misspelt link says what it does not mean', async () => {
    const { page, devices } = await open('#/devices');
    const shown = `Number(document.querySelector('.device-count b').textContent)`;
    const expected: [string, number][] = [
      ['5 GHz', devices.filter(({ band }) => band === '5GHz').length],
      ['espressif', devices.filter(({ vendor }) => vendor?.startsWith('Espressif')).length],
      ['random', devices.filter(({ mac_randomized }) => mac_randomized).length],
    ];
    await page.keyboard.press('/');
    for (const [text, wanted] of expected) {
      await page.keyboard.type(text);
      await until(page, `new URLSearchParams(location.hash.split('?')[1]).get('search') === '${text}'`);
      expect(wanted, text).toBeGreaterThan(0);
      await until(page, `${shown} === ${wanted}`);
      await page.keyboard.press('Escape');
    }
    await goTo(page, '#/devices?sort=signal&wifi=guest');
    await page.waitForSelector('.not-understood');
    expect(await read(page, `document.querySelector('.not-understood code').textContent`)).toBe(
      'sort=signal, wifi=guest',
    );
  });

  it('are reached by any notation of an address and by name; several of one name, and none, are said', async () => {
    const { page, named } = await open('#/');
    const phone = named("Ben's phone");
    for (const text of [
      phone.mac_address,
      phone.mac_address.replaceAll(':', '-').toLowerCase(),
      phone.device_id.replace(/(....)(....)/, '$1.$2.'),
      encodeURIComponent("ben's phone"),
    ]) {
      await goTo(page, `#/device/${text}`);
      await until(page, `location.hash === '#/device/${phone.device_id}'`);
      await until(page, `document.querySelector('h1').textContent === "Ben's phone"`);
      await goTo(page, '#/');
    }
    await goTo(page, '#/device/MacBook-Pro');
    await until(page, `document.querySelectorAll('.candidates a').length === 2`);
    await goTo(page, '#/device/nobody');
    await until(page, `document.querySelector('h1').textContent === 'No such device'`);
    expect(await read(page, `document.querySelector('main').textContent`)).toContain('nobody');
    await goTo(page, '#/bogus');
    await until(page, `document.querySelector('h1').textContent !== 'No such device'`);
    expect(await read(page, `document.querySelector('main').textContent`)).toContain('bogus');
  });
});

describe.skipIf(!hasBrowser)(hasBrowser ? 'the keyboard' : `the keyboard (${NO_BROWSER})`, () => {
  it('alone finds a device, opens it, walks the cards and the rows, and lists its keys', async () => {
    const { page, named } = await open('#/');
    await page.waitForSelector('.card');
    await page.keyboard.press('/');
    await page.keyboard.type('caf');
    await until(page, `document.querySelectorAll('.card').length === 1`);
    await page.keyboard.press('Enter');
    await until(page, `location.hash === '#/device/${named('Café radio').device_id}'`);
    // the view of the cards takes the key as long as it is there
    await page.waitForSelector('.now-facts');
    // another view has no search of its own: / leads to that of the devices
    await page.keyboard.press('/');
    await until(page, `location.hash === '#/devices' && document.activeElement.type === 'search'`);
    await page.keyboard.type('pho');
    await until(
      page,
      `document.querySelectorAll('.row').length > 2 && document.querySelectorAll('.row').length < 10`,
    );
    const names = await read<string[]>(page, NAMES);
    await page.keyboard.press('ArrowDown');
    await until(page, `${FOCUSED} === ${JSON.stringify(names[0])}`);
    await page.keyboard.press('ArrowDown');
    await until(page, `${FOCUSED} === ${JSON.stringify(names[1])}`);
    await page.keyboard.press('End');
    await until(page, `${FOCUSED} === ${JSON.stringify(names.at(-1))}`);
    await page.keyboard.press('Enter');
    await until(page, `location.hash === '#/device/${named(names.at(-1)!).device_id}'`);
    await page.keyboard.press('1');
    await until(page, `location.hash === '#/' && document.querySelector('.card') !== null`);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    expect(await read(page, `document.querySelector('dialog').textContent`)).toContain('/Search');
    await page.keyboard.press('Escape');
    await until(page, `document.querySelector('dialog') === null`);
    const cards = `[...document.querySelectorAll('.card a')]`;
    await page.evaluate(`${cards}[0].focus()`);
    const column = `document.activeElement.closest('.column').querySelector('h2').textContent`;
    const first = await read(page, column);
    await page.keyboard.press('ArrowDown');
    expect(await read(page, `${cards}.indexOf(document.activeElement)`)).toBe(1);
    await page.keyboard.press('ArrowRight');
    expect(await read(page, column)).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    expect(await read(page, column)).toBe(first);
    // Tab reaches one card of all
    expect(await read(page, `${cards}.filter((one) => one.tabIndex === 0).length`)).toBe(1);
  });

  it('opens the first of many rows far below, and keeps its place on the way back', async () => {
    const { page } = await open('#/devices', { size: 300 });
    await page.waitForSelector('.row');
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    const last = `document.activeElement.closest('.row').ariaRowIndex === document.querySelector('.device-table').ariaRowCount`;
    await until(page, `document.activeElement.closest('.row') !== null && ${last}`);
    const [name, top] = await read<[string, number]>(
      page,
      `[${FOCUSED}, document.querySelector('.device-frame').scrollTop]`,
    );
    expect(await read(page, `document.querySelectorAll('.row').length`)).toBeLessThan(60);
    await page.keyboard.press('Enter');
    await until(page, `document.querySelector('h1').textContent === ${JSON.stringify(name)}`);
    await page.goBack();
    await page.waitForSelector('.device-frame');
    await until(page, `document.querySelector('.device-frame').scrollTop === ${top}`);
  });
});

describe.skipIf(!hasBrowser)(hasBrowser ? 'the wall' : `the wall (${NO_BROWSER})`, () => {
  it('shows people large, who came and left, and where devices are; Escape leads back', async () => {
    const { page, house, url } = await open('#/?kiosk', { pollIntervalMs: 500, awayDelayMs: 1000 });
    await page.waitForSelector('.kiosk-people');
    const people = `document.querySelector('.kiosk-people').textContent`;
    expect(await read(page, people)).toContain('Anna');
    expect(await read(page, `document.querySelector('nav')`)).toBeNull();
    const size = `parseFloat(getComputedStyle(document.querySelector('.kiosk-name')).fontSize)`;
    expect(await read<number>(page, size)).toBeGreaterThan(48);
    for (const name of ["Ben's phone", "Ben's work laptop"]) house.leave(name);
    await until(page, `/Ben(away)/.test(${people})`);
    await page.goto(`${url}/?again#/?kiosk`);
    await until(
      page,
      `document.querySelector('.kiosk-last .left')?.textContent.startsWith('Ben’s phone') || document.querySelector('.kiosk-last .left')?.textContent.startsWith("Ben's")`,
    );
    expect(await overflowing(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('nav');
  });

  it('is light or dark as chosen, from the first picture on, also after a reload, else as the system is', async () => {
    const { page } = await open('#/');
    const ground = () => read<string>(page, `getComputedStyle(document.body).backgroundColor`);
    const scheme = (value: string) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    await scheme('light');
    const light = await ground();
    await scheme('dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    const button = '.icon-button[aria-label^=Theme]';
    await page.click(button);
    expect(await ground()).toBe(light);
    await page.evaluateOnNewDocument(
      `new MutationObserver(() => { if (document.body !== null) window.firstGround ??= getComputedStyle(document.body).backgroundColor; }).observe(document, { childList: true, subtree: true })`,
    );
    await page.reload();
    await page.waitForSelector('.card');
    expect(await read(page, 'firstGround')).toBe(light);
    await page.click(button);
    await scheme('light');
    expect(await ground()).toBe(dark);
    await page.click(button);
    expect(await ground()).toBe(light);
    expect(await read(page, `document.querySelector('${button}').ariaLabel`)).toBe(
      'Theme: system. Switch to light',
    );
  });

  it('moves nothing under the eyes when devices change, in any view of devices', async () => {
    const { page, house } = await open('#/devices?sort=-signal_dbm', { isLogged: true });
    // a number that grows a digit to the left counts as a shift of almost nothing
    await page.evaluate(
      `window.shifts = []; new PerformanceObserver((list) => shifts.push(...list.getEntries().filter(({ value }) => value > 0.0001).map(({ value, sources }) => value + ' ' + sources.map(({ node }) => (node?.outerHTML ?? node?.parentElement?.outerHTML)?.slice(0, 120))))).observe({ type: 'layout-shift' })`,
    );
    const frames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
    let place = 'Kitchen';
    for (const hash of [
      '#/devices?sort=-signal_dbm&search=anna',
      '#/?kiosk',
      '#/devices?sort=access_point',
    ]) {
      await goTo(page, hash);
      await until(page, `document.querySelector('.row, .kiosk-people') !== null`);
      // the stream stays open
      await page.waitForNetworkIdle({ concurrency: 1, idleTime: 200 });
      await page.evaluate(`${frames}.then(() => (shifts.length = 0))`);
      place = place === 'Kitchen' ? 'Attic' : 'Kitchen';
      house.roam("Anna's phone", place);
      await until(
        page,
        `[...document.querySelectorAll('.row, .kiosk-people li')].some(({ textContent }) => textContent.includes('Anna') && textContent.includes('${place}'))`,
      );
      await page.waitForNetworkIdle({ concurrency: 1, idleTime: 200 });
      await page.evaluate(frames);
      expect(await read(page, 'shifts'), hash).toEqual([]);
    }
  });

  it('has no serious barrier on the table and on the kiosk, and fits a phone and a wide screen', async () => {
    const { page } = await open('#/devices');
    await page.waitForSelector('.row');
    await page.evaluate(axe.source);
    for (const hash of ['#/devices', '#/?kiosk', '#/device/MacBook-Pro', '#/bogus']) {
      await goTo(page, hash);
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([
          { name: 'prefers-color-scheme', value },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ]);
        expect(await barriers(page), `${hash} ${value}`).toEqual([]);
      }
      for (const width of [390, 1024, 2560]) {
        await page.setViewport({ width, height: 900 });
        expect(await overflowing(page), `${hash} ${width}`).toEqual([]);
      }
      await page.setViewport({ width: 1600, height: 1000 });
    }
  });
});
