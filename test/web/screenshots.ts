/**
 * Takes the pictures that picture.browser.test.ts compares with, and the README shows: `npm run screenshots`. With a folder, takes pictures of trouble and
 * of a crowd too, for people to look at: `npm run screenshots -- <folder>`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { buildPage } from '../../src/web/build-page.ts';
import { startBrowser } from './browser.ts';
import { KEY, openHouse } from './house.ts';
import { nameOf, openPage, openStill, SCHEMES, SIZES, VIEWS } from './picture.ts';
import { shrink } from './png.ts';
import { picturesFolder, takenWithOf } from './taken-with.ts';

const chosen = process.argv[2];
const folder = chosen ?? fileURLToPath(picturesFolder);

async function takeStill(browser: Browser, directory: string): Promise<void> {
  const still = await openStill(directory);
  try {
    const { page, show } = await openPage(browser, still);
    const blank = await browser.newPage();
    for (const view of VIEWS) {
      for (const size of SIZES) {
        for (const scheme of SCHEMES) {
          await show(view, size, scheme);
          const picture = await shrink(blank, await page.screenshot());
          writeFileSync(join(folder, nameOf(view, size, scheme)), picture);
        }
      }
    }
    writeFileSync(join(folder, 'taken-with.json'), `${JSON.stringify(await takenWithOf(blank), null, 2)}\n`);
  } finally {
    await still.stop();
  }
}

/** Not compared with: these move. */
async function takeMoving(browser: Browser, directory: string): Promise<void> {
  const page = await browser.newPage();
  const pictures = async (name: string) => {
    for (const [width, height] of SIZES) {
      for (const scheme of SCHEMES) {
        await page.setViewport({ width, height });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) as `${string}.png` });
      }
    }
  };
  const enter = async (url: string) => {
    await page.goto(url);
    await page.waitForSelector('#key');
    await pictures('key');
    await page.type('#key', KEY);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card');
  };
  const house = await openHouse({ directory });
  await enter(house.url);
  house.house.roam("Anna's phone", 'Attic');
  house.house.leave('Kitchen speaker');
  await page.waitForSelector('.card.moved');
  house.network.routers[1]!.setFault('refuse');
  await page.waitForSelector('.card.held');
  await pictures('trouble');
  await house.stop();
  const crowd = await openHouse({ directory, size: 300 });
  await enter(crowd.url);
  await page.waitForSelector('.dense .card');
  crowd.house.roam("Anna's phone", 'Attic');
  await page.waitForSelector('.card.moved');
  await pictures('crowd');
  await crowd.stop();
}

mkdirSync(folder, { recursive: true });
const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
await buildPage(directory);
const { browser, stop } = await startBrowser();
try {
  await takeStill(browser, directory);
  if (chosen !== undefined) await takeMoving(browser, directory);
} finally {
  await stop();
  rmSync(directory, { recursive: true });
}
process.stdout.write(`The pictures are in ${folder}.\n`);
