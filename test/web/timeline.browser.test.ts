/** The timeline in a real browser, on a journal that the test writes. */
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../../src/record/event.ts';
import { fromLocal, toDay, addDays, toLocal } from '../../src/web/page/zone.ts';
import { type MemoryJournal, memoryJournal } from '../rest/journal.ts';
import * as air from './air.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { isTooWide, seriousBarriers, signIn, textsOf, until } from './look.ts';
import { KEY, serve } from './served.ts';
import { useStage } from './stage.ts';

const ZONE = 'Europe/Berlin';
const { directory, page: openTab, stops } = useStage();

/** The last night in the house of which 3 to 4 am is over, and how 3 am of it is called now. */
function lastNight(): { day: string; words: string; at: (time: string) => string } {
  const today = toDay(Date.now(), ZONE);
  const isOver = fromLocal(`${today}T03:59`, ZONE) < Date.now();
  const day = isOver ? today : addDays(today, -1);
  // between 3 and 4 "3 am" is a moment ago, of an hour that is not over
  const words = isOver ? '3 am' : 'yesterday 3 am';
  return { day, words, at: (time) => new Date(fromLocal(`${day}T${time}`, ZONE)).toISOString() };
}

const about = (name: string, place: string): Partial<EventRecord> => ({
  name,
  device_id: air.deviceIdOf(name),
  from: null,
  to: air.spot(place),
  reason: null,
  count: null,
});

function night(at: (time: string) => string): Partial<EventRecord>[] {
  return [
    { ...about('Vacuum', 'Kitchen'), event_type: 'connected', at: at('01:10') },
    { ...about('Printer', 'Hallway'), event_type: 'connected', at: at('02:59:59') },
    { ...about("Anna's phone", 'Attic'), event_type: 'roamed', from: air.spot('Kitchen'), at: at('03:00') },
    { ...about('iPad', 'Hallway'), event_type: 'refused', reason: 'wrong key', count: 4, at: at('03:12:40') },
    { ...about('iPad', 'Hallway'), event_type: 'new_stranger', at: at('03:13') },
    {
      event_type: 'access_point_down',
      name: null,
      device_id: null,
      from: air.spot('Barn'),
      to: null,
      at: at('03:40'),
    },
  ];
}

async function open(
  journal: MemoryJournal,
  hash = '#/timeline',
  names: Record<string, string> = {},
  ready = '.hour-strip',
) {
  const snapshot = {
    ...air.snapshot(names),
    people: [
      {
        person_id: 'anna',
        name: 'Anna',
        presence: 'home' as const,
        zones: [],
        devices: [air.deviceIdOf("Anna's phone")],
      },
    ],
  };
  const served = await serve({ directory: directory(), snapshot, journal });
  stops.push(served.stop);
  const page = await openTab();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!message.text().includes('the server responded with')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await signIn(page, `${served.url}${hash}`, KEY);
  await page.waitForSelector(ready);
  return { page, complaints };
}

const hashOf = (page: Page) => page.evaluate('decodeURIComponent(location.hash)') as Promise<string>;
const loaded = (page: Page) =>
  until(
    page,
    `/^(?:At least )?\\d[\\d,]* events? on /.test(document.querySelector('.timeline-view [role=status].quiet').textContent)`,
  );

describe.skipIf(!hasBrowser)(hasBrowser ? 'the timeline' : `the timeline (${NO_BROWSER})`, () => {
  it('says what happened at 3 am to who asks with the keyboard', async () => {
    const { day, words, at } = lastNight();
    const { page, complaints } = await open(memoryJournal(...night(at)), '#/', {}, '.card');
    await page.keyboard.press('3');
    await page.waitForSelector('.timeline-view .hour-strip');
    await page.keyboard.press('/');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await until(page, `decodeURIComponent(location.hash) === '#/timeline?at=${day}T03:00'`);
    await until(page, `document.querySelectorAll('.hour-part:first-of-type .happening').length === 4`);
    expect((await textsOf(page, '.hour-part h2'))[0]).toBe('03:00 to 04:00 4');
    expect(await textsOf(page, '.hour-part:first-of-type .happening')).toEqual([
      expect.stringMatching(/^03:40:00 ?Access point Barn is down/),
      expect.stringMatching(/^03:13:00 ?New stranger iPad at Hallway/),
      expect.stringMatching(/^03:12:40 ?Hallway refused iPad, 4 times .*“wrong key”$/),
      expect.stringMatching(/^03:00:00 ?Anna's phone roamed from Kitchen to Attic/),
    ]);
    // what went before follows
    expect((await textsOf(page, '.hour-part h2')).slice(1)).toEqual(['02:00 to 03:00 1', '01:00 to 02:00 1']);
    expect(await textsOf(page, '.hour[aria-current]')).toEqual(['03']);
    expect(complaints).toEqual([]);
  });

  it('takes moments of other kinds, and says which it does not understand', async () => {
    const { at } = lastNight();
    const { page } = await open(memoryJournal(...night(at)));
    await page.type('.moment-field', 'next week');
    await page.keyboard.press('Enter');
    await until(
      page,
      `document.querySelector('.moment .objection').textContent.includes('“next week” is no past moment')`,
    );
    expect(await hashOf(page)).toBe('#/timeline');
    await page.click('.day-bar .step');
    const yesterday = addDays(toDay(Date.now(), ZONE), -1);
    await until(page, `decodeURIComponent(location.hash) === '#/timeline?at=${yesterday}'`);
    await page.click('.to-now');
    await until(page, `location.hash === '#/timeline'`);
    // the hours of the strip are one stop of the tab key
    expect(await page.evaluate(`document.querySelectorAll('.hour-strip a[tabindex="0"]').length`)).toBe(1);
    await page.evaluate(`document.querySelector('.hour-strip a[tabindex="0"]').focus()`);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await until(page, `location.hash.endsWith('T00:00')`);
  });

  it('keeps person, device, access point and kind in the address; Back takes each back', async () => {
    const { day, at } = lastNight();
    const { page } = await open(memoryJournal(...night(at)), `#/timeline?at=${day}`);
    const counted = (count: number) =>
      until(page, `document.querySelectorAll('.happening').length === ${count}`);
    await counted(6);
    await page.select('select[aria-label="Person"]', 'anna');
    await counted(1);
    expect(await hashOf(page)).toBe(`#/timeline?at=${day}&person=anna`);
    await page.goBack();
    await counted(6);
    await page.select('select[aria-label="Access point"]', air.idOf('Hallway'));
    await counted(3);
    await page.click('.kinds .chip::-p-text(Refused)');
    await counted(1);
    expect(await hashOf(page)).toBe(`#/timeline?at=${day}&access_point=${air.idOf('Hallway')}&kind=refused`);
    await page.click('.kinds .link');
    await counted(6);
    await page.type('.device-field input', 'vacuum');
    await page.keyboard.press('Enter');
    await counted(1);
    expect(await hashOf(page)).toBe(`#/timeline?at=${day}&device=${air.deviceIdOf('Vacuum')}`);
    await page.reload();
    await counted(1);
    expect(await page.evaluate(`document.querySelector('.device-field input').value`)).toBe('Vacuum');
  });

  it('shows at its head what happens now, within its filter', async () => {
    const journal = memoryJournal({
      ...about('Vacuum', 'Kitchen'),
      event_type: 'connected',
      at: new Date().toISOString(),
    });
    const { page } = await open(journal, '#/timeline?kind=strangers&kind=wifi');
    await until(page, `document.querySelectorAll('.happening').length === 1`);
    await loaded(page);
    const at = new Date().toISOString();
    journal.add({
      ...about('Printer', 'Hallway'),
      event_type: 'left',
      from: air.spot('Hallway'),
      to: null,
      at,
    });
    journal.add({ ...about('iPad', 'Hallway'), event_type: 'new_stranger', at });
    await until(
      page,
      `document.querySelector('.happening .sentence')?.textContent === 'New stranger iPad at Hallway'`,
    );
    expect(await textsOf(page, '.happening .sentence')).toHaveLength(2);
  });

  it('says that events of the day are missing, while new ones happen too, until they are fetched', async () => {
    const at = new Date().toISOString();
    const journal = memoryJournal({ ...about('Vacuum', 'Kitchen'), event_type: 'connected', at });
    const { latest } = journal;
    journal.latest = () => Promise.reject(new Error('The disk cannot be read.'));
    const { page } = await open(journal);
    const notice = '.notice:has(.link)';
    await page.waitForSelector(notice);
    journal.add({ ...about('iPad', 'Hallway'), event_type: 'new_stranger', at });
    await until(page, `document.querySelectorAll('.happening').length > 0`);
    expect((await textsOf(page, notice))[0]).toMatch(/Events of this day are missing\. Try again$/);
    journal.latest = latest;
    await page.click(`${notice} .link`);
    await until(
      page,
      `document.querySelector('${notice}') === null && document.querySelectorAll('.happening').length === 2`,
    );
  });

  it('says since when events are kept, and in which zone times are', async () => {
    const at = Date.now() - 120_000;
    const { page } = await open(
      memoryJournal({
        ...about('Vacuum', 'Kitchen'),
        event_type: 'connected',
        at: new Date(at).toISOString(),
      }),
      '#/timeline?at=2026-01-05',
    );
    await page.waitForSelector('.timeline-view .notice');
    const local = toLocal(at, ZONE);
    expect((await textsOf(page, '.timeline-view .notice'))[0]).toContain(
      `${local.slice(11, 16)}. What happened before is not known.`,
    );
    expect((await textsOf(page, '.timeline-view [role=status].quiet'))[0]).toMatch(
      /^Times are those of Europe\/Berlin; this browser is set to /,
    );
    expect(await textsOf(page, '.hours .empty')).toEqual([]);
  });

  it('cuts hours that are full until they are opened, and pages through a day', async () => {
    const { day, at } = lastNight();
    const start = Date.parse(at('03:00'));
    const many = Array.from({ length: 1300 }, (_, index) => ({
      ...about('iPad', index % 2 === 0 ? 'Kitchen' : 'Attic'),
      event_type: 'connected' as const,
      at: new Date(start - 2_600_000 + index * 3000).toISOString(),
    }));
    const before = { ...many[0]!, at: new Date(start - 86_400_000).toISOString() };
    const { page } = await open(memoryJournal(before, ...many), `#/timeline?at=${day}`);
    await until(
      page,
      `document.querySelector('.timeline-view [role=status].quiet').textContent.startsWith('1,300 events')`,
    );
    expect(await page.evaluate(`document.querySelectorAll('.happening').length`)).toBe(2 * 40);
    await page.click('.hour-part .link');
    await until(page, `document.querySelectorAll('.happening').length > 40`);
  });

  it('shows hostile and invisible names as text, has no serious barrier, and fits a phone', async () => {
    const { day, at } = lastNight();
    const hostile = {
      "Anna's phone": '<img src=x onerror="window.hacked = 1">',
      iPad: '‮daPi',
      Vacuum: 'W'.repeat(128),
      Printer: '‎‏',
    };
    const events = night(at).map((event) => ({
      ...event,
      name: event.name == null ? null : (hostile[event.name as keyof typeof hostile] ?? event.name),
    }));
    const { page, complaints } = await open(memoryJournal(...events), `#/timeline?at=${day}`, hostile);
    await until(page, `document.querySelectorAll('.happening').length === 6`);
    expect(await page.evaluate('window.hacked === undefined && document.querySelector("img") === null')).toBe(
      true,
    );
    expect(await textsOf(page, '.happening bdi')).toContain('<img src=x onerror="window.hacked = 1">');
    await page.evaluate(axe.source);
    for (const width of [1600, 1024, 390]) {
      await page.setViewport({ width, height: 844 });
      expect(await isTooWide(page), `${width}`).toBe(false);
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        expect(await seriousBarriers(page), `${value} ${width}`).toEqual([]);
      }
    }
    expect(complaints).toEqual([]);
  });
});
