/**
 * Takes pictures of the page in the simulated house, for people to look at: `npm run screenshots -- <folder>`. Each view at three widths, in
 * light and dark.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '../../src/web/build-page.ts';
import { startBrowser } from './browser.ts';
import { KEY, openHouse } from './house.ts';

const folder = process.argv[2] ?? join(tmpdir(), 'mikrotik-presence-screenshots');
const SIZES = [
  [390, 844],
  [1024, 768],
  [1600, 1000],
] as const;
const VIEWS = { now: '#/', wifi: '#/wifi', health: '#/health' };

mkdirSync(folder, { recursive: true });
const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
await buildPage(directory);
let house = await openHouse({ directory, awayDelayMs: 600 });
const { browser, stop } = await startBrowser();
try {
  await house.until(({ meta }) => meta.complete);
  house.house.leave("Ben's phone");
  await house.until(({ people }) =>
    people.some(({ name, presence }) => name === 'Ben' && presence === 'away'),
  );
  const page = await browser.newPage();
  const go = (hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  const pictures = async (name: string) => {
    for (const [width, height] of SIZES) {
      for (const scheme of ['light', 'dark']) {
        await page.setViewport({ width, height, deviceScaleFactor: width < 500 ? 2 : 1 });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        const path = join(folder, `${name}-${width}-${scheme}.png`) as `${string}.png`;
        await page.screenshot({ path });
      }
    }
  };
  await page.goto(house.url);
  await page.waitForSelector('#key');
  await pictures('key');
  await page.type('#key', KEY);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.card');
  for (const [name, hash] of Object.entries(VIEWS)) {
    await go(hash);
    await page.waitForSelector('main h1');
    await pictures(name);
  }
  await go('#/');
  await page.waitForSelector('.card');
  const [first] = [...house.snapshot.current()!.devices.values()].filter(({ connected }) => connected);
  await go(`#/device/${first!.device_id}`);
  await page.waitForSelector('.page-view h1');
  await pictures('device');
  await go('#/');
  await page.waitForSelector('.card');
  house.house.roam("Anna's phone", 'Attic');
  house.house.leave('Kitchen speaker');
  await page.waitForSelector('.card.moved');
  house.network.routers[1]!.setFault('refuse');
  await page.waitForSelector('.card.held');
  await pictures('trouble');
  await house.stop();
  house = await openHouse({ directory, size: 300 });
  await house.until(({ meta }) => meta.complete);
  await page.goto(house.url);
  await page.type('#key', KEY);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.card');
  await pictures('crowd');
} finally {
  await stop();
  await house.stop();
  rmSync(directory, { recursive: true });
}
process.stdout.write(`The pictures are in ${folder}.\n`);
