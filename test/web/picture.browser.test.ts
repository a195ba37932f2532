/** How the page looks: as in the pictures of it, and nowhere out of shape. `npm run screenshots` takes them anew. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { KEY, openHouse } from './house.ts';
import { cutInCards, overflowing, overlapping } from './layout.ts';
import { nameOf, openPage, openStill, SCHEMES, type Show, SIZES, type Still, VIEWS } from './picture.ts';
import { differenceOf, shrink } from './png.ts';
import { builtPage, connectBrowser } from './stage.ts';
import { picturesFolder, readTakenWith, takenWithOf } from './taken-with.ts';

const MAX_DIFFERENCE = 0.01;
const MAX_FOLDER_BYTES = 1_500_000;
const names = VIEWS.flatMap((view) =>
  SIZES.flatMap((size) => SCHEMES.map((scheme) => nameOf(view, size, scheme))),
);
const pictureOf = (name: string) => readFileSync(new URL(name, picturesFolder));

it('there is a picture of every view at every width in light and dark, and all of them are small', () => {
  expect(readdirSync(picturesFolder).sort()).toEqual([...names, 'taken-with.json'].sort());
  const sizes = readdirSync(picturesFolder).map((name) => statSync(new URL(name, picturesFolder)).size);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MAX_FOLDER_BYTES);
});

describe.skipIf(!hasBrowser)(hasBrowser ? 'the page' : `the page (${NO_BROWSER})`, () => {
  let browser: Browser;
  let still: Still;
  let page: Page;
  let show: Show;
  let blank: Page;

  beforeAll(async () => {
    browser = await connectBrowser();
    still = await openStill(builtPage());
    ({ page, show } = await openPage(browser, still));
    // in a window of its own: a page behind another one rests
    blank = await (await browser.createBrowserContext()).newPage();
  });
  afterAll(async () => {
    for (const each of [page, blank]) await each.browserContext().close();
    await browser.disconnect();
    await still.stop();
  });

  it.each(VIEWS)('%s looks as in its pictures, and is in shape', async (view) => {
    const [here, then] = [await takenWithOf(blank), readTakenWith()];
    const isComparable = isDeepStrictEqual(here, then);
    if (!isComparable) {
      const reason = `not compared: the pictures were taken with ${JSON.stringify(then)}, here is ${JSON.stringify(here)}`;
      process.stderr.write(`${view}: ${reason}\n`);
    }
    for (const size of SIZES) {
      for (const scheme of SCHEMES) {
        await show(view, size, scheme);
        const name = nameOf(view, size, scheme);
        if (scheme === 'light') {
          expect.soft(await overflowing(page), name).toEqual([]);
          expect.soft(await overlapping(page), name).toEqual([]);
          expect.soft(await cutInCards(page), name).toEqual([]);
        }
        if (!isComparable) continue;
        const difference = await differenceOf(blank, pictureOf(name), await page.screenshot());
        expect.soft(difference, name).toBeLessThanOrEqual(MAX_DIFFERENCE);
      }
    }
  });

  it('compares: another picture is another, the same one in few colours is the same', async () => {
    const [light, dark, other] = ['now-390-light', 'now-390-dark', 'health-390-light'].map((name) =>
      pictureOf(`${name}.png`),
    );
    expect(await differenceOf(blank, light!, light!)).toBe(0);
    expect(await differenceOf(blank, light!, dark!)).toBeGreaterThan(0.9);
    expect(await differenceOf(blank, light!, other!)).toBeGreaterThan(MAX_DIFFERENCE);
    expect(await differenceOf(blank, light!, pictureOf('now-1024-light.png'))).toBe(1);
    await show('now', [390, 844], 'light');
    const taken = await page.screenshot();
    const small = await shrink(blank, taken);
    expect(await differenceOf(blank, taken, small)).toBeLessThan(0.002);
    expect(small.length).toBeLessThan(taken.length);
  });

  it('sees what is out of shape', async () => {
    await show('now', [390, 844], 'light');
    await page.evaluate(`{
      const [first, second] = document.querySelectorAll('.card');
      first.querySelector('.name').style.width = '10px';
      first.querySelector('.name').style.flex = 'none';
      second.style.marginTop = '-30px';
      document.querySelector('h2').style.width = '500px';
      document.querySelector('h2').style.flex = 'none';
    }`);
    expect(await cutInCards(page)).not.toEqual([]);
    expect(await overlapping(page)).not.toEqual([]);
    expect(await overflowing(page)).not.toEqual([]);
    await page.reload();
    await page.waitForSelector('.card');
  });

  it('has a line for each device of a crowd, and two for each of few', async () => {
    const crowd = await openHouse({ directory: builtPage(), size: 300, pollIntervalMs: 600_000 });
    const context = await browser.createBrowserContext();
    try {
      await crowd.until(({ meta }) => meta.complete);
      const crowded = await context.newPage();
      await crowded.goto(crowd.url);
      await crowded.waitForSelector('#key');
      await crowded.type('#key', KEY);
      await crowded.keyboard.press('Enter');
      await crowded.waitForSelector('.dense .card');
      const most = `Math.max(...[...document.querySelectorAll('.card:not(.moved)')].map((card) => card.offsetHeight))`;
      for (const [width, height] of SIZES) {
        await crowded.setViewport({ width, height });
        expect(await crowded.evaluate(most)).toBeLessThan(30);
        expect(await overflowing(crowded), `${width}`).toEqual([]);
        expect(await overlapping(crowded), `${width}`).toEqual([]);
      }
      await show('now', SIZES[0], 'light');
      expect(await page.evaluate(most)).toBeGreaterThan(40);
      expect(await page.$('.dense')).toBeNull();
    } finally {
      await context.close();
      await crowd.stop();
    }
  });
});
