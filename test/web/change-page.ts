/** The page of a house that can be written to, and what a person does on it to make a change. */
import { writeFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { signIn, until } from './look.ts';
import type { Stage } from './stage.ts';
import { KEY, openWritableHouse, OPERATOR_KEY } from './writable-house.ts';

type HouseOptions = Omit<Parameters<typeof openWritableHouse>[0], 'directory'>;

/** Signed in, with every complaint of the browser. */
export async function openChangePage({ directory, page: openTab, stops }: Stage, options: HouseOptions = {}) {
  const home = await openWritableHouse({ directory: directory(), ...options });
  stops.push(home.stop);
  const page = await openTab();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type()) && !message.text().includes('the server responded with'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await signIn(page, home.url, KEY);
  await page.waitForSelector('.card');
  return { ...home, page, complaints };
}

export const textOf = (page: Page, selector: string) =>
  page.evaluate(
    `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '').replace(/\\s+/g, ' ').trim()`,
  ) as Promise<string>;

/** Presses the button that says so. */
export async function press(page: Page, text: string, within = '') {
  const found = await page.waitForSelector(`${within} ::-p-xpath(.//button[normalize-space()="${text}"])`);
  await found!.click();
}

export const inState = (page: Page, ...states: string[]) =>
  until(
    page,
    `${JSON.stringify(states)}.some((state) => document.querySelector('.change-dialog .is-' + state))`,
  );

export async function approve(page: Page) {
  await page.waitForSelector('.change-dialog .is-planned');
  if ((await page.$('#operator-key')) !== null) await page.type('#operator-key', OPERATOR_KEY);
  await press(page, 'Approve', '.change-dialog');
}

/** Undoes the newest change from the list of changes. The key is still known. */
export async function undoNewest(page: Page, url: string) {
  await page.goto(`${url}/#/changes`);
  await page.waitForSelector('.changes-view tbody tr');
  await press(page, 'Undo', '.changes-view tbody tr:first-child');
  await press(page, 'Undo', '.change-dialog');
  await until(page, `document.querySelector('.change-dialog h2').textContent.startsWith('Undo:')`);
}

/** Where a picture of it is wanted, for a look. */
export async function picture(page: Page, name: string) {
  const folder = process.env['CHANGE_PICTURES'];
  if (folder !== undefined) writeFileSync(`${folder}/${name}.png`, await page.screenshot());
}
