/** How the tests of a view sign in and look at the page. */
import type axe from 'axe-core';
import type { Page } from 'puppeteer-core';

/** Opens the address as somebody who has signed in before. How to sign in is for page.browser.test.ts. */
export async function signIn(page: Page, url: string, key: string): Promise<void> {
  const store = `localStorage.setItem('mikrotik-presence.key', ${JSON.stringify(key)})`;
  const { identifier } = await page.evaluateOnNewDocument(store);
  await page.goto(url);
  await page.removeScriptToEvaluateOnNewDocument(identifier);
}

export const until = (page: Page, expression: string) => page.waitForFunction(expression, { polling: 30 });

/** The texts of all such elements, with white space folded. */
export const textsOf = (page: Page, selector: string) =>
  page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.textContent.replace(/\\s+/g, ' ').trim())`,
  ) as Promise<string[]>;

export const isTooWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');

/** What axe finds wrong within an element, in a line each; `impacts` null: of any impact. The page has axe already. */
export async function barriers(
  page: Page,
  { within = 'html', impacts = null }: { within?: string; impacts?: readonly string[] | null } = {},
): Promise<string[]> {
  const options = { resultTypes: ['violations'] };
  const run = `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`;
  const { violations } = (await page.evaluate(run)) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impacts === null || impacts.includes(impact ?? ''))
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** What keeps somebody from using the page. */
export const seriousBarriers = (page: Page) => barriers(page, { impacts: ['serious', 'critical'] });
