/** The page with 300 devices in a real Chromium: how soon it is there, what a poll costs it, what it holds and what it fetches. */
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import type { Device } from '../../src/record/device.ts';
import { isSameCard } from '../../src/web/page/now/card-model.ts';
import { hasBrowser, NO_BROWSER, startBrowser } from '../web/browser.ts';
import { createStillClock, type StillClock } from '../web/clock.ts';
import { openHouse } from '../web/house.ts';
import { costOf, type House, open } from './page-tab.ts';

const DEVICES = 300;
const RUNS = 5;
const POLLS = 12;
const POLL_MS = 10_000;
/** Two routers and the clockwork of the service sleep between polls. */
const SLEEPERS = 3;

/** As built. */
const directory = fileURLToPath(new URL('../../dist/web/page/', import.meta.url));

export async function benchPage(print: (line: string) => void): Promise<void> {
  if (!hasBrowser) return print(`\nThe page was not measured. ${NO_BROWSER}`);
  const clock = createStillClock(Date.now());
  const home = await openHouse({ directory, size: DEVICES, clock, pollIntervalMs: POLL_MS });
  const { browser, stop } = await startBrowser();
  try {
    await home.until(({ meta, routers }) => meta.complete && routers.length === 2);
    print(`\nThe page with ${home.snapshot.current()!.devices.size} devices, in ${await browser.version()}`);
    await benchStart(print, browser, home);
    await benchUpdates(print, browser, home, clock);
  } finally {
    await stop();
    await home.stop();
  }
}

interface Started {
  firstPaintMs: number;
  shownMs: number;
  fileBytes: number;
  answerBytes: number;
}

async function benchStart(print: (line: string) => void, browser: Browser, home: House): Promise<void> {
  const runs: Started[] = [];
  // the first one warms up the browser, not the page
  for (let run = 0; run <= RUNS; run++) {
    const { page, context, fetched } = await open(browser, home);
    const paint = `performance.getEntriesByName('first-contentful-paint')[0].startTime`;
    const times = (await page.evaluate(`({ firstPaintMs: ${paint}, shownMs })`)) as Pick<
      Started,
      'firstPaintMs' | 'shownMs'
    >;
    if (run > 0) runs.push({ ...times, ...fetched });
    await context.close();
  }
  const of = (pick: (run: Started) => number) => {
    const sorted = runs.map(pick).toSorted((a, b) => a - b);
    return [sorted[sorted.length >> 1]!, sorted[0]!, sorted.at(-1)!].map(Math.round) as [
      number,
      number,
      number,
    ];
  };
  const told = ([middle, least, most]: readonly [number, number, number]) =>
    `${middle} ms (${least} to ${most})`;
  print(
    `  cold, ${RUNS} runs: first paint after ${told(of((run) => run.firstPaintMs))}   cards shown after ${told(of((run) => run.shownMs))}`,
  );
  const [files, answers] = [of((run) => run.fileBytes)[0], of((run) => run.answerBytes)[0]];
  print(
    `  transferred until then, gzip, with headers: page ${(files / 1000).toFixed(1)} kB   answers ${(answers / 1000).toFixed(1)} kB`,
  );
}

async function benchUpdates(
  print: (line: string) => void,
  browser: Browser,
  home: House,
  clock: StillClock,
): Promise<void> {
  const { page, cdp, devices } = await open(browser, home);
  await page.waitForSelector('.is-live');
  await page.waitForNetworkIdle({ concurrency: 1 });
  const polls: (Touched & Cost)[] = [];
  for (let poll = 0; poll < POLLS; poll++) {
    const known = new Map(devices().map((device) => [device.device_id, device]));
    await page.evaluate('changes.mutations = 0, changes.cards.clear()');
    const before = await costOf(cdp);
    await clock.leap(POLL_MS, SLEEPERS);
    await page.waitForFunction(`changes.mutations > 0`, { polling: 100 });
    await page.waitForNetworkIdle({ concurrency: 1 });
    const after = await costOf(cdp);
    const touched = (await page.evaluate('({ ...changes, cards: changes.cards.size })')) as Touched;
    const changed = devices().filter((device) => !isSameFace(known.get(device.device_id), device)).length;
    polls.push({
      ...touched,
      changed,
      scriptMs: after.scriptMs - before.scriptMs,
      layoutMs: after.layoutMs - before.layoutMs,
    });
  }
  const median = (pick: (poll: (typeof polls)[number]) => number) =>
    polls.map(pick).toSorted((a, b) => a - b)[polls.length >> 1]!;
  print(
    `  a poll, ${POLLS} of them: ${median((poll) => poll.changed)} cards show something else   ${median((poll) => poll.cards)} are touched, by ${median((poll) => poll.mutations)} mutations (${median((poll) => poll.mutations / poll.cards).toFixed(1)} each)`,
  );
  print(
    `    scripting ${median((poll) => poll.scriptMs).toFixed(1)} ms   style and layout ${median((poll) => poll.layoutMs).toFixed(1)} ms, with fetching and reading the answers`,
  );
  await cdp.send('HeapProfiler.collectGarbage');
  print(`  JavaScript heap after that: ${((await costOf(cdp)).heapBytes / 1e6).toFixed(1)} MB`);
}

interface Touched {
  mutations: number;
  cards: number;
}

interface Cost {
  /** Cards that show something else than before. */
  changed: number;
  scriptMs: number;
  layoutMs: number;
}

function isSameFace(was: Device | undefined, device: Device): boolean {
  const rest = { move: null, isSsidShown: false, isNameShared: false };
  return was !== undefined && isSameCard({ ...rest, device: was }, { ...rest, device });
}

if (process.argv[1] === import.meta.filename) await benchPage((line) => console.log(line));
