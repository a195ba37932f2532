/** Builds the page and starts a browser, once for all tests of the project. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPage } from '../../src/web/build-page.ts';
import { hasBrowser, startBrowser } from '../web/browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built page. */
    page: string;
    /** Where the browser takes connections. */
    browser: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
  const build = () => buildPage(directory);
  await build();
  project.provide('page', directory);
  project.onTestsRerun(build);
  const started = hasBrowser ? await startBrowser() : null;
  if (started !== null) project.provide('browser', started.browser.wsEndpoint());
  return async () => {
    await started?.stop();
    rmSync(directory, { recursive: true });
  };
}
