/** What the tests of a view share: the built page, a browser, and what each test leaves open. Only a *.browser.test.ts has them. */
import puppeteer, { type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
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
  /** A page that finds nothing of other tests in the browser; closed after the test. */
  page: () => Promise<Page>;
  /** Called after the test, the last one first. */
  stops: (() => unknown)[];
}

/** Made before the tests that are described beside it, and cleared away after them. */
export function useStage(): Stage {
  let browser: Browser;
  let context: BrowserContext;
  const stops: Stage['stops'] = [];
  beforeAll(async () => {
    if (!hasBrowser) return;
    browser = await connectBrowser();
    context = await browser.createBrowserContext();
    // keeps the window open: a tab costs half of what a window does
    await context.newPage();
  });
  afterAll(async () => {
    if (!hasBrowser) return;
    await context.close();
    await browser.disconnect();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  return {
    directory: builtPage,
    page: async () => {
      const page = await context.newPage();
      stops.push(async () => {
        await clearStorage(page);
        await page.close();
      });
      return page;
    },
    stops,
  };
}

async function clearStorage(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  const { origin } = new URL(page.url());
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
}
