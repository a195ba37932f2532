/** A real Chromium with a profile of its own; null where there is none. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

/** What a browser for people prepares and no test uses: panels of the address bar cost each window more than a page, and processes in reserve as much again. */
const NEEDLESS = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess',
  'MultipleSpareRPHs',
  'BackForwardCache',
];

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(executablePath);
export const NO_BROWSER = `There is no ${executablePath}: apt-get install chromium, or set CHROMIUM_PATH.`;

/** Asks nobody but the page it is told to open. */
export async function startBrowser(): Promise<{ browser: Browser; stop: () => Promise<void> }> {
  const userDataDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-chromium-'));
  const browser = await puppeteer.launch({
    executablePath,
    userDataDir,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      // a test that is about motion asks for it
      '--force-prefers-reduced-motion',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${NEEDLESS.join(',')}`,
      // pages of one window share a process: they are all of one kind, and a process costs more than a page
      '--renderer-process-limit=1',
      // letters look the same whatever the screen of this machine would like
      '--lang=en-GB',
      '--force-color-profile=srgb',
      '--font-render-hinting=none',
      '--disable-lcd-text',
    ],
  });
  return {
    browser,
    stop: async () => {
      await browser.close();
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
