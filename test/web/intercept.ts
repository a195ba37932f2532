/** Keeps answers of the service from a page: requests that a test holds until it lets them go, or refuses. */
import type { HTTPRequest, Page } from 'puppeteer-core';

export interface Interception {
  /** What becomes of the requests whose path begins so, from now on. */
  set: (path: string, rule: 'hold' | 'refuse' | 'pass') => void;
  /** The paths of the requests that are held. */
  held: () => string[];
  /** Lets those go that are held now. */
  release: () => void;
}

export async function intercept(page: Page): Promise<Interception> {
  const rules = new Map<string, 'hold' | 'refuse' | 'pass'>();
  let held: HTTPRequest[] = [];
  const pathOf = (request: HTTPRequest) => {
    const { pathname, search } = new URL(request.url());
    return pathname + search;
  };
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const rule = [...rules].findLast(([path]) => pathOf(request).startsWith(path))?.[1];
    if (rule === 'hold') held.push(request);
    else if (rule === 'refuse') void request.respond({ status: 500, body: '{"detail":"The disk is full"}' });
    else void request.continue();
  });
  page.on('requestfailed', (request) => {
    held = held.filter((one) => one !== request);
  });
  return {
    set: (path, rule) => {
      rules.delete(path);
      rules.set(path, rule);
    },
    held: () => held.map(pathOf),
    release: () => {
      for (const request of held.splice(0)) void request.continue();
    },
  };
}
