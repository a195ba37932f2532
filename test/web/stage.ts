/** What the tests of a view share: the built page, a browser, and what each test leaves open. Only a *.browser.test.ts has them. */
import puppeteer, { type Browser, type BrowserContext } from 'puppeteer-core';
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
  /** A browser that remembers nothing of other tests; closed after the test. */
  context: () => Promise<BrowserContext>;
  /** Called after the test, the last one first. */
  stops: (() => unknown)[];
}

/** Made before the tests that are described beside it, and cleared away after them. */
export function useStage(): Stage {
  let browser: Browser;
  const stops: Stage['stops'] = [];
  beforeAll(async () => {
    if (hasBrowser) browser = await connectBrowser();
  });
  afterAll(async () => {
    if (hasBrowser) await browser.disconnect();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  return {
    directory: builtPage,
    context: async () => {
      const context = await browser.createBrowserContext();
      stops.push(() => context.close());
      return context;
    },
    stops,
  };
}
