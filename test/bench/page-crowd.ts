/** The page with 1,000 devices in a real Chromium: the first paint, an update, a key in the search, and the heap after an hour of updates. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { hasBrowser, NO_BROWSER, startBrowser } from '../web/browser.ts';
import { createStillClock, type StillClock } from '../web/clock.ts';
import { openHouse } from '../web/house.ts';
import { costOf, type House, open } from './page-tab.ts';

const DEVICES = 1000;
const RUNS = 3;
const POLL_MS = 30_000;
const POLLS_AN_HOUR = 3_600_000 / POLL_MS;
const POLLS = 10;
/** Two routers and the clockwork of the service sleep between polls. */
const SLEEPERS = 3;
const TEXT = 'tablet apple';
const VIEWS = { now: '#/', devices: '#/devices?sort=-signal_dbm' } as const;

/** As built. */
const directory = fileURLToPath(new URL('../../dist/web/page/', import.meta.url));

type Print = (line: string) => void;
type Tab = Awaited<ReturnType<typeof open>>;

export async function benchCrowd(print: Print): Promise<void> {
  if (!hasBrowser) return print(`\nThe page with ${DEVICES} devices was not measured. ${NO_BROWSER}`);
  const clock = createStillClock(Date.now());
  const home = await openHouse({ directory, size: DEVICES, clock, pollIntervalMs: POLL_MS });
  const { browser, stop } = await startBrowser();
  try {
    await home.until(({ meta, routers }) => meta.complete && routers.length === 2);
    print(`\nThe page with ${home.snapshot.current()!.devices.size} devices, in ${await browser.version()}`);
    for (const [view, hash] of Object.entries(VIEWS))
      await benchView(print, browser, home, clock, view, hash);
    await benchHour(print, browser, home, clock);
  } finally {
    await stop();
    await home.stop();
  }
}

async function benchView(
  print: Print,
  browser: Browser,
  home: House,
  clock: StillClock,
  view: string,
  hash: string,
): Promise<void> {
  const starts: { paintMs: number; shownMs: number }[] = [];
  // the first one warms up the browser, not the page
  for (let run = 0; run <= RUNS; run++) {
    const { page, context } = await open(browser, home, { hash: `/${hash}`, isCounted: false });
    const paint = `performance.getEntriesByName('first-contentful-paint')[0].startTime`;
    const start = await page.evaluate(`({ paintMs: ${paint}, shownMs })`);
    if (run > 0) starts.push(start as (typeof starts)[number]);
    await context.close();
  }
  print(
    `  ${view}: first paint after ${range(starts.map((each) => each.paintMs))}   devices shown after ${range(starts.map((each) => each.shownMs))}`,
  );
  const tab = await open(browser, home, { hash: `/${hash}`, isCounted: false });
  await tab.page.waitForSelector('.is-live');
  await quiet(tab.page);
  await tab.page.evaluate('longTasks.length = 0');
  const polls: number[] = [];
  for (let poll = 0; poll < POLLS; poll++) polls.push(await costMs(tab, () => update(tab.page, clock)));
  print(`    an update: ${range(polls)}   ${await longest(tab.page)}`);
  await tab.page.keyboard.press('/');
  await tab.page.evaluate('longTasks.length = 0');
  const keys: number[] = [];
  for (const key of TEXT) keys.push(await costMs(tab, () => tab.page.keyboard.type(key)));
  print(`    a key in the search: ${range(keys)}   ${await longest(tab.page)}`);
  await tab.context.close();
}

/** The table, which is sorted by what changes. */
async function benchHour(print: Print, browser: Browser, home: House, clock: StillClock): Promise<void> {
  const { page, cdp } = await open(browser, home, { hash: `/${VIEWS.devices}`, isCounted: false });
  await page.waitForSelector('.is-live');
  const heap = async () => {
    await quiet(page);
    await cdp.send('HeapProfiler.collectGarbage');
    return ((await costOf(cdp)).heapBytes / 1e6).toFixed(1);
  };
  const before = await heap();
  for (let poll = 0; poll < POLLS_AN_HOUR; poll++) {
    await update(page, clock);
    await quiet(page);
  }
  print(
    `  JavaScript heap: ${before} MB at first, ${await heap()} MB after an hour of ${POLLS_AN_HOUR} updates`,
  );
}

/** One poll, and the page that shows it. */
async function update(page: Page, clock: StillClock): Promise<void> {
  const at = `document.querySelector('.read-at time').dateTime`;
  const before = JSON.stringify(await page.evaluate(at));
  await clock.leap(POLL_MS, SLEEPERS);
  await page.waitForFunction(`${at} !== ${before}`, { polling: 50 });
}

/** Scripting, style and layout of an act, and of all that follows from it. */
async function costMs({ page, cdp }: Tab, act: () => Promise<unknown>): Promise<number> {
  const before = await costOf(cdp);
  await act();
  await quiet(page);
  const after = await costOf(cdp);
  return after.scriptMs - before.scriptMs + after.layoutMs - before.layoutMs;
}

/** Nothing is fetched any more but the stream, and two pictures were drawn. */
async function quiet(page: Page): Promise<void> {
  await page.waitForNetworkIdle({ concurrency: 1, idleTime: 100 });
  await page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`);
}

async function longest(page: Page): Promise<string> {
  const tasks = (await page.evaluate('longTasks')) as number[];
  return tasks.length === 0 ? 'no task over 50 ms' : `longest task ${Math.round(Math.max(...tasks))} ms`;
}

/** The middle one, the least and the most. */
function range(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b).map(Math.round);
  return `${sorted[sorted.length >> 1]} ms (${sorted[0]} to ${sorted.at(-1)})`;
}

if (process.argv[1] === import.meta.filename) await benchCrowd((line) => console.log(line));
