/** What the tests of a view share: the built page, a browser, and what each test leaves open. Only a *.browser.test.ts has them. */
import { setTimeout } from 'node:timers/promises';
import puppeteer, { type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { afterEach, beforeAll, inject } from 'vitest';
import { hasBrowser } from './browser.ts';

/** The folder of the built page. */
export function builtPage(): string {
  return provided('page');
}

/** A connection of its own to the browser of all tests, which stays when it is ended. */
export function connectBrowser(): Promise<Browser> {
  return puppeteer.connect({ browserWSEndpoint: provided('browser') });
}

function provided(key: 'page' | 'browser'): string {
  const value = inject(key);
  if (value === undefined)
    throw new Error('Rename this test file to *.browser.test.ts: others have no browser.');
  return value;
}

export interface Stage {
  /** Of the built page. */
  directory: () => string;
  /** A page that finds nothing of other tests in the browser; it is blank after the test. */
  page: () => Promise<Page>;
  /** Called after the test, the last one first. */
  stops: (() => unknown)[];
}

/** The window of this worker, for all its files: to open one costs more than a test. It closes with the browser. */
let windowId: string | undefined;

async function openWindow(): Promise<string> {
  const browser = await connectBrowser();
  const context = await browser.createBrowserContext();
  await context.newPage();
  await browser.disconnect();
  return context.id!;
}

/** Made before the tests that are described beside it, and cleared away after them. */
export function useStage(): Stage {
  const stops: Stage['stops'] = [];
  let context: BrowserContext | undefined;
  /** The first page of a test is the one that stays in the window. */
  let isTaken = false;
  beforeAll(async () => {
    if (hasBrowser) windowId ??= await openWindow();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      for (const each of (await context?.pages()) ?? []) await report(task.name, each);
    for (const stop of stops.splice(0).reverse()) await stop();
    // what a test has set at its pages ends with its connection: listeners, scripts, sizes, schemes
    await context?.browser().disconnect();
    context = undefined;
    isTaken = false;
  });
  const page = async () => {
    context ??= (await connectBrowser()).browserContexts().find(({ id }) => id === windowId)!;
    if (!isTaken) {
      isTaken = true;
      const [first] = await context.pages();
      stops.push(async () => {
        await clearStorage(first!);
        await first!.goto('about:blank');
      });
      return first!;
    }
    const further = await context.newPage();
    stops.push(async () => {
      await clearStorage(further);
      await further.close();
    });
    return further;
  };
  return { directory: builtPage, page, stops };
}

/** What a page shows when its test has failed: why it waited in vain. */
async function report(test: string, page: Page): Promise<void> {
  const look = page.evaluate(`({
    visibility: document.visibilityState,
    dialogs: [...document.querySelectorAll('dialog')].map((one) => one.textContent),
    main: document.querySelector('main')?.textContent,
  })`);
  const shown = await Promise.race([
    look.then((seen) => JSON.stringify(seen).slice(0, 2000), String),
    setTimeout(5000, 'does not answer', { ref: false }),
  ]);
  process.stderr.write(`${test}: ${page.url()} ${shown}\n`);
}

async function clearStorage(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  const { origin } = new URL(page.url());
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
}
