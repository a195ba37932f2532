/** The page says that there is none, or 0, only once an answer says so: not while it is slow, and not when it fails. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../rest/journal.ts';
import { well } from './ailing.ts';
import * as air from './air.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { openChangePage, press } from './change-page.ts';
import { intercept } from './intercept.ts';
import { signIn, textsOf, until } from './look.ts';
import { KEY, serve, type ServedOptions } from './served.ts';
import { useStage } from './stage.ts';

const stage = useStage();
const LONG = { timeout: 30_000 };
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

const says = (page: Page, selector: string, text: string) =>
  until(
    page,
    `document.querySelector(${JSON.stringify(selector)})?.textContent.replace(/\\s+/g, ' ').trim() === ${JSON.stringify(text)}`,
  );

/** What is seen at each address. */
async function lookAt(page: Page, texts: Readonly<Record<string, string>>) {
  for (const [hash, text] of Object.entries(texts)) {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await says(page, 'main', text);
  }
}

/** As when somebody comes back to the tab: what is fetched again and again is fetched now. */
const askAgain = (page: Page) => page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);

const arrival = (name: string, minute: number, device_id = air.deviceIdOf(name)) => ({
  event_type: 'arrived' as const,
  at: new Date(Date.now() - minute * 60_000).toISOString(),
  name,
  device_id,
  from: null,
  to: air.spot('Hallway'),
});

describe.skipIf(!hasBrowser)(hasBrowser ? 'a view' : `a view (${NO_BROWSER})`, () => {
  it.each(['hold', 'refuse'] as const)(
    'shows no number of devices while they are not there, although access points are: %s',
    async (rule) => {
      const { page, answers } = await open('#/wifi', { '/devices?': rule });
      // the version comes with the access points
      await until(page, `/ \\d+\\.\\d+\\.\\d+ · /.test(document.querySelector('footer').textContent)`);
      await lookAt(page, {
        '#/wifi': 'WiFiLoading access points …',
        [HALLWAY]: 'HallwayLoading access points …',
        '#/devices?search=x': 'DevicesLoading devices …',
        '#/timeline': 'TimelineLoading events …',
        '#/': 'Checking who is home …',
      });
      await page.evaluate(`location.hash = ${JSON.stringify(HALLWAY)}`);
      answers.set('/devices?', 'pass');
      answers.release();
      await until(page, `/^Devices 8/.test(document.querySelector('#clients')?.textContent)`);
    },
  );

  it('shows no number of access points while they are not there, although devices are', async () => {
    const { page } = await open('#/', { '/access-points': 'refuse' });
    await page.waitForSelector('.card');
    await lookAt(page, {
      '#/wifi': 'WiFiLoading access points …',
      [HALLWAY]: 'Access pointLoading access points …',
    });
  });

  it('shows no number of devices of an access point whose router does not report them', async () => {
    const shown = air.snapshot();
    const snapshot = {
      ...shown,
      devices: new Map(
        [...shown.devices].map(([id, device]) => [
          id,
          device.access_point === 'Hallway'
            ? { ...device, connected: null, presence: 'unknown' as const }
            : device,
        ]),
      ),
      accessPoints: shown.accessPoints.map((one) =>
        one.name === 'Hallway' ? { ...one, client_count: null } : one,
      ),
      interfaces: shown.interfaces.map((one) =>
        one.access_point === 'Hallway' ? { ...one, client_count: null } : one,
      ),
    };
    const { page } = await open('#/', {}, { snapshot });
    const column = `section[data-id="${air.idOf('Hallway')}"]`;
    await says(page, `${column} .empty-column`, 'devices not known');
    expect(await textsOf(page, `${column} header .count, ${column} .radio b`)).toEqual([
      '– devices',
      '–',
      '–',
    ]);
    await page.evaluate(`location.hash = '#/wifi'`);
    await page.waitForSelector('.channel-map');
    const box = '.box:has(a[href$="' + air.idOf('Hallway') + '"])';
    expect(await textsOf(page, `${box} .total, ${box} .radio b, ${box} .signal-mix`)).toEqual([
      '– devices',
      '–',
      '–',
      'Devices not known.',
    ]);
    expect(await textsOf(page, `.radio-block[href$="${air.idOf('Hallway')}"] b`)).toEqual([]);
    await page.evaluate(`location.hash = ${JSON.stringify(HALLWAY)}`);
    await page.waitForSelector('.radio-table');
    expect(await textsOf(page, '.now-facts > div:nth-child(2)')).toEqual(['Devicesnot known']);
    expect(await textsOf(page, '#clients, #clients + *')).toEqual([
      'Devices',
      'Not known: its router does not report the connected devices.',
    ]);
    expect(await textsOf(page, '.radio-table td.number')).toEqual(['–', '–']);
    await page.evaluate(`location.hash = '#/?kiosk'`);
    await until(page, `/Hallway –/.test(document.querySelector('.kiosk-places')?.textContent)`);
  });

  it('says why there are no devices before the first reading', async () => {
    const { page } = await open('#/devices', {}, { snapshot: null });
    await page.waitForSelector('.warning');
    const [problem] = await textsOf(page, '.warning bdi');
    expect(problem).not.toBe('');
    await lookAt(page, { '#/devices': `Devices${problem}`, '#/wifi': `WiFi${problem}` });
  });

  it('of changes says that nothing was changed only as an answer', async () => {
    const { page, url } = await openChangePage(stage);
    const answers = await intercept(page);
    answers.set('/changes', 'hold');
    await page.goto(`${url}/#/changes`);
    await says(page, 'main', 'ChangesLoading changes …');
    answers.set('/changes', 'refuse');
    await page.reload();
    await says(page, 'main', 'ChangesThe disk is full.');
    answers.set('/changes', 'pass');
    await askAgain(page);
    const none = 'Nothing was changed yet. Open a device to change something at its router.';
    await says(page, 'main', `Changes${none}`);
    answers.set('/changes', 'refuse');
    await askAgain(page);
    await says(page, 'main', `ChangesThe disk is full. Showing the last known data.${none}`);
  });

  it('of a day says how many events there were only as an answer, and of no hour before the oldest that is kept', async () => {
    const journal = memoryJournal();
    const { page, answers } = await open('#/timeline', { '/events?&since=': 'hold' }, { journal });
    const status = `document.querySelector('.timeline-view [role=status].quiet')?.textContent`;
    const words = `[...new Set([...document.querySelectorAll('a.hour')].map((one) => one.ariaLabel.split(', ')[1]))].join()`;
    await until(page, `/^Loading events on /.test(${status}) && ${words} === 'not known'`);
    answers.set('/events?&since=', 'refuse');
    await page.reload();
    const notice = '.notice:has(.link)';
    await says(page, notice, 'The disk is full. Events of this day are missing. Try again');
    await until(page, `/^Times are /.test(${status}) && ${words} === 'not known'`);
    expect(await textsOf(page, '.hours .empty')).toEqual([]);
    answers.set('/events?&since=', 'pass');
    await page.click(`${notice} .link`);
    await says(page, '.timeline-view .notice', 'No event is kept. What happened before is not known.');
    await until(page, `/^Times are /.test(${status}) && ${words} === 'not known'`);
    journal.add(arrival('Printer', 0));
    await until(
      page,
      `/^The oldest event/.test(document.querySelector('.timeline-view .notice')?.textContent)`,
    );
    await until(page, `${words}.split(',').at(-1) === '1 event'`);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await page.evaluate(`location.hash = '#/timeline?at=${yesterday}T03:00'`);
    await says(page, '.hour-part', '03:00 to 04:00 Not known.');
  });

  it('of a device says of each part why it is not there, or that it is the last known', async () => {
    const id = air.deviceIdOf('Printer');
    const sessions = `/devices/${id}/sessions`;
    const [panel, events] = ['.sessions-panel', '.panel:has(.events)'];
    const { page, answers } = await open(
      `#/device/${id}`,
      { [sessions]: 'refuse', '/events?mac=': 'hold' },
      { history: air.history() },
    );
    await says(page, panel, 'Sessions in the last 7 daysThe disk is full.');
    const title = 'Events in the last 24 hoursTimeline of this device';
    await says(page, events, title);
    for (const path of [sessions, '/events?mac=']) answers.set(path, 'pass');
    answers.release();
    await says(page, events, `${title}No events.`);
    await askAgain(page);
    await says(page, panel, 'Sessions in the last 7 daysNo sessions.');
    for (const path of [sessions, '/events?mac=', `/devices/${id}/history`]) answers.set(path, 'refuse');
    await askAgain(page);
    await says(page, '.panel .notice', 'The disk is full. Showing the last known data.');
    // one reason is said once
    expect(await textsOf(page, '.notice')).toHaveLength(1);
  });

  it('for the wall finds who is named among many strangers, and says of how many events none is', async () => {
    const strangers = Array.from({ length: 150 }, (_, index) => arrival('a stranger', 100, `02${index}`));
    const { page, answers } = await open(
      '#/?kiosk',
      { '/events?event_type=arrived': 'hold' },
      { journal: memoryJournal(arrival('Printer', 200), ...strangers) },
    );
    await says(page, '.kiosk-last', 'Came and leftLoading …');
    answers.set('/events?event_type=arrived', 'pass');
    answers.release();
    await until(page, `/^Came and leftPrinter came/.test(document.querySelector('.kiosk-last').textContent)`);
    answers.set('/events?event_type=arrived', 'refuse');
    await askAgain(page);
    await says(page, '.kiosk-last .notice', 'The disk is full. Showing the last known data.');
    const crowd = Array.from({ length: 1000 }, (_, index) => arrival('a stranger', 50, `02${index}`));
    const full = await open('#/?kiosk', {}, { journal: memoryJournal(arrival('Printer', 200), ...crowd) });
    await says(full.page, '.kiosk-last .quiet', 'None of the last 1,000 events is of a named device.');
    const quiet = await open('#/?kiosk', {});
    await says(quiet.page, '.kiosk-last .quiet', 'No named device is recorded in the last 24 hours.');
  });
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
      await expect.poll(() => answers.held().length, LONG).toBe(1);
      for (const name of ['iPad', 'Doorbell']) {
        journal.add(arrival(name, 0));
        await announced(page, name);
      }
      expect(answers.held()).toHaveLength(1);
      answers.release();
      await until(page, `document.querySelectorAll('.happening').length === 4`);
      // the news that came meanwhile
      await expect.poll(() => answers.held().length, LONG).toBe(1);
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
    await expect.poll(() => answers.held().length, LONG).toBe(1);
    const { id, digest } = changes.all()[0]!;
    await changes.approve(id, { digest: digest!, by: { key: 'olga', door: 'rest' } });
    await expect.poll(() => changes.all()[0]!.state, LONG).toBe('kept');
    network.house.roam("Anna's phone", 'Attic');
    await announced(page, "Anna's phone");
    expect(answers.held()).toHaveLength(1);
    answers.release();
    await page.waitForSelector('.change-dialog .is-kept');
  });
});
