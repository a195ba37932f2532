/** What the page shows while answers of the service are slow. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../rest/journal.ts';
import { well } from './ailing.ts';
import * as air from './air.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { openChangePage, press } from './change-page.ts';
import { intercept } from './intercept.ts';
import { signIn, until } from './look.ts';
import { KEY, serve, type ServedOptions } from './served.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const HALLWAY = `#/access-points/${air.idOf('Hallway')}`;

async function open(
  hash: string,
  rules: Record<string, 'hold' | 'refuse'>,
  options: Partial<ServedOptions> = {},
) {
  const snapshot = air.snapshot();
  const { health } = well(Date.now());
  const served = await serve({ directory: stage.directory(), snapshot, health, ...options });
  stage.stops.push(served.stop);
  const page = await stage.page();
  const answers = await intercept(page);
  for (const [path, rule] of Object.entries(rules)) answers.set(path, rule);
  await signIn(page, `${served.url}${hash}`, KEY);
  return { page, answers };
}

const arrival = (name: string, minute: number, device_id = air.deviceIdOf(name)) => ({
  event_type: 'arrived' as const,
  at: new Date(Date.now() - minute * 60_000).toISOString(),
  name,
  device_id,
  from: null,
  to: air.spot('Hallway'),
});

describe.skipIf(!hasBrowser)(hasBrowser ? 'a slow answer' : `a slow answer (${NO_BROWSER})`, () => {
  const announced = (page: Page, text: string) =>
    until(
      page,
      `document.querySelector('[aria-live=polite].visually-hidden')?.textContent.includes(${JSON.stringify(text)})`,
    );

  it.each([
    ['an access point', HALLWAY, '/events?access_point='],
    ['the timeline', '#/timeline', '/events?&since='],
  ])(
    'about %s is shown although there is news meanwhile, and is asked for once more after it',
    async (_, hash, path) => {
      const journal = memoryJournal(arrival('Printer', 0));
      const { page, answers } = await open(hash, {}, { journal });
      await until(page, `document.querySelectorAll('.happening').length === 1`);
      answers.set(path, 'hold');
      journal.add(arrival('Vacuum', 0));
      await announced(page, 'Vacuum');
      await expect.poll(() => answers.held().length).toBe(1);
      for (const name of ['iPad', 'Doorbell']) {
        journal.add(arrival(name, 0));
        await announced(page, name);
      }
      expect(answers.held()).toHaveLength(1);
      answers.release();
      await until(page, `document.querySelectorAll('.happening').length === 4`);
      // the news that came meanwhile
      await expect.poll(() => answers.held().length, { timeout: 20_000 }).toBe(1);
      answers.set(path, 'pass');
      answers.release();
    },
  );

  it('about a change is shown in its dialog although each step was news meanwhile', async () => {
    const { page, device, changes, network } = await openChangePage(stage, { times: 20 });
    const answers = await intercept(page);
    answers.set('/changes/', 'hold');
    await page.evaluate(`location.hash = '#/device/${device('Vacuum').device_id}'`);
    await press(page, 'Block', '.device-actions');
    await page.waitForSelector('.change-dialog .is-planned');
    await expect.poll(() => answers.held().length).toBe(1);
    const { id, digest } = changes.all()[0]!;
    await changes.approve(id, { digest: digest!, by: { key: 'olga', door: 'rest' } });
    await expect.poll(() => changes.all()[0]!.state, { timeout: 30_000 }).toBe('kept');
    network.house.roam("Anna's phone", 'Attic');
    await announced(page, "Anna's phone");
    expect(answers.held()).toHaveLength(1);
    answers.release();
    await page.waitForSelector('.change-dialog .is-kept');
  });
});
