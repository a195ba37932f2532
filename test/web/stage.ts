/** What the tests of a view share: the page, built once, a browser, and what each test leaves open. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { buildPage } from '../../src/web/build-page.ts';
import { hasBrowser, startBrowser } from './browser.ts';

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
  let directory: string;
  let browser: Browser;
  let stopBrowser: () => Promise<void>;
  const stops: Stage['stops'] = [];
  beforeAll(async () => {
    if (!hasBrowser) return;
    directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
    await buildPage(directory);
    ({ browser, stop: stopBrowser } = await startBrowser());
  });
  afterAll(async () => {
    if (!hasBrowser) return;
    await stopBrowser();
    rmSync(directory, { recursive: true });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  return {
    directory: () => directory,
    context: async () => {
      const context = await browser.createBrowserContext();
      stops.push(() => context.close());
      return context;
    },
    stops,
  };
}
