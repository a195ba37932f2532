/** What pictures are taken of: a day in the simulated house, at a moment that stands still, in every view, at three widths, in light and dark. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { createStillClock } from './clock.ts';
import { KEY, openHouse } from './house.ts';

export const SIZES = [
  [390, 844],
  [1024, 768],
  [1600, 1000],
] as const;
export const SCHEMES = ['light', 'dark'] as const;
export const VIEWS = ['now', 'devices', 'device', 'wifi', 'health'] as const;
export type View = (typeof VIEWS)[number];

/** A Friday evening. */
const NOW = Date.UTC(2026, 10, 20, 18, 40);
const BEFORE_MS = 24 * 3_600_000;
/** Each poll costs the tests: no more than the charts need. */
const POLL_MS = 1_800_000;
/** Two routers and the clockwork of the service sleep between polls. */
const SLEEPERS = 3;

/** How many minutes before the end who went where; null is out of the house. */
const DAY: readonly (readonly [number, string, string | null])[] = [
  [1410, "Anna's phone", 'Garden House'],
  [1340, "Anna's phone", 'Kitchen'],
  [1230, "Anna's phone", 'Attic'],
  [1220, "Anna's laptop", 'Attic'],
  [1200, "Lena's phone", 'Hallway'],
  [720, "Anna's phone", 'Kitchen'],
  [700, "Ben's phone", 'Kitchen'],
  [690, "Ben's phone", null],
  [690, "Ben's work laptop", null],
  [660, "Anna's laptop", 'Kitchen'],
  [650, "Anna's phone", null],
  [410, "Grandma's phone", 'Hallway'],
  [300, 'Kitchen tablet', 'Hallway'],
  [240, "Anna's phone", 'Hallway'],
  [230, "Anna's phone", 'Kitchen'],
  [180, "Anna's phone", 'Garden House'],
  [120, "Anna's phone", 'Kitchen'],
  [70, "Anna's phone", 'Hallway'],
  [60, 'Kitchen tablet', 'Kitchen'],
  [10, "Anna's phone", 'Kitchen'],
];

export type Still = Awaited<ReturnType<typeof openStill>>;

/** The house has lived for a day and was seen doing so; then Anna has come into the kitchen, Ben is out, and nothing moves any more. */
export async function openStill(directory: string) {
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-picture-'));
  const clock = createStillClock(NOW - BEFORE_MS);
  const home = await openHouse({
    directory,
    stateDir,
    clock,
    hasHistory: true,
    pollIntervalMs: POLL_MS,
    awayDelayMs: 2 * POLL_MS,
  });
  await home.history()!.opened;
  for (let left = BEFORE_MS; left > 0; left -= POLL_MS) {
    for (const [minutes, name, place] of DAY) {
      if (minutes * 60_000 > left || minutes * 60_000 <= left - POLL_MS) continue;
      if (place === null) home.house.leave(name);
      else home.house.arrive(name, place);
    }
    await clock.leap(POLL_MS, SLEEPERS);
  }
  await home.history()!.flush();
  const phone = [...home.snapshot.current()!.devices.values()].find(({ name }) => name === "Anna's phone")!;
  const hashes: Record<View, string> = {
    now: '#/',
    devices: '#/devices?sort=signal_dbm',
    device: `#/device/${phone.device_id}`,
    wifi: '#/wifi',
    health: '#/health',
  };
  return {
    ...home,
    hashes,
    stop: async () => {
      await home.stop();
      rmSync(stateDir, { recursive: true });
    },
  };
}

/** A page that has the key, knows the time of the house, and moves nothing. */
export async function openPage(
  browser: Browser,
  { url, hashes }: Still,
): Promise<{ page: Page; show: Show }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.emulateTimezone('Europe/Berlin');
  await page.evaluateOnNewDocument(`
    Date.now = () => ${NOW};
    window.Date = class extends Date {
      constructor(...parts) {
        super(...(parts.length === 0 ? [${NOW}] : parts));
      }
    };
    localStorage.setItem('mikrotik-presence.key', ${JSON.stringify(KEY)});
  `);
  const show: Show = async (view, [width, height], scheme) => {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const wanted = `${url}/${hashes[view]}`;
    if (page.url() !== wanted) {
      if (page.url().startsWith(url)) await page.evaluate(`location.hash = ${JSON.stringify(hashes[view])}`);
      else await page.goto(wanted);
      await page.waitForSelector('.is-live');
      await page.waitForSelector('main h1');
      // the stream stays open
      await page.waitForNetworkIdle({ concurrency: 1, idleTime: 200 });
    }
    await page.evaluate(`scrollTo(0, 0); document.activeElement?.blur()`);
    await page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`);
  };
  return { page, show };
}

export type Show = (view: View, size: readonly [number, number], scheme: string) => Promise<void>;

export function nameOf(view: View, [width]: readonly [number, number], scheme: string): string {
  return `${view}-${width}-${scheme}.png`;
}
