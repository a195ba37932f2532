/** The actions on radios and networks at the page, in a real browser: in each dialect that has them, and from the story's begin to its end. */
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { rowsAt, standings } from '../change/truth.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { approve, inState, openChangePage, picture, press, textOf, undoNewest } from './change-page.ts';
import { barriers, until } from './look.ts';
import { overflowing } from './layout.ts';
import { useStage } from './stage.ts';

const stage = useStage();
/** A guard is proved in 20 s: one second of this time. */
const open = () => openChangePage(stage, { times: 20 });
const LONG = { timeout: 60_000 };

/** Opens the form of an access point or a network. */
async function form(page: Page, url: string, name: string, button: string) {
  await page.goto(`${url}/#/wifi`);
  await press(page, button, `[aria-label="Change ${name}"]`);
  await page.waitForSelector('.change-dialog select, .change-dialog input');
}

async function fill(page: Page, values: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(values)) {
    const field = (await page.waitForSelector(`.change-dialog [name="${name}"]`))!;
    const isSelect = await field.evaluate((element) => element.tagName === 'SELECT');
    if (isSelect) await field.select(value);
    else await field.type(value);
  }
  await press(page, 'Plan', '.change-dialog');
}

/** What a person wrote, without what changes by itself. */
const written = (row: object | undefined) => ({ ...row, '.id': '', running: '', 'client-count': '' });

interface Place {
  dialect: string;
  point: string;
  band: '2.4GHz' | '5GHz';
  at: number;
  menu: string;
  object: string;
  scope: 'radio' | 'profile';
  mhz: string;
}

const places: readonly Place[] = [
  {
    dialect: 'wifi, its own radio',
    point: 'Hallway',
    band: '2.4GHz',
    at: 0,
    menu: 'interface/wifi',
    object: 'Hallway 2.4GHz',
    scope: 'radio',
    mhz: '2462',
  },
  {
    dialect: 'wireless',
    point: 'Workshop',
    band: '5GHz',
    at: 1,
    menu: 'interface/wireless',
    object: 'wlan2',
    scope: 'radio',
    mhz: '5180',
  },
  {
    dialect: 'legacy CAPsMAN',
    point: 'Barn',
    band: '2.4GHz',
    at: 1,
    menu: 'caps-man/configuration',
    object: 'cfg-home',
    scope: 'radio',
    mhz: '2462',
  },
];

describe.skipIf(!hasBrowser)(`radios at the page${hasBrowser ? '' : `: ${NO_BROWSER}`}`, () => {
  it.each(places)(
    '$dialect: power and channel are planned, approved, kept and undone',
    async ({ point, band, at, menu, object, scope, mhz }) => {
      const { page, url, network, changes, complaints } = await open();
      const row = () => rowsAt(network.routers[at]!, menu).find(({ name }) => name === object);
      for (const [button, action, values] of [
        ['Power', 'set_tx_power', { band, tx_power_dbm: '17', scope }],
        ['Channel', 'set_channel', { band, frequency_mhz: mhz, channel_width: '20mhz', scope }],
      ] as const) {
        const before = written(row());
        await form(page, url, point, button);
        await fill(page, values);
        await inState(page, 'planned');
        const shown = await textOf(page, '.change-dialog');
        for (const word of [point, menu, object, 's off the air', 'Who is affected', 'put back'])
          expect([action, shown]).toEqual([action, expect.stringContaining(word)]);
        expect(written(row())).toEqual(before);
        await picture(page, `radio-${at}-${point}-${button}`);
        await approve(page);
        await expect.poll(() => changes.all()[0], LONG).toMatchObject({ action, state: 'kept' });
        await inState(page, 'kept');
        expect(written(row())).not.toEqual(before);
        await undoNewest(page, url);
        await expect
          .poll(() => changes.all()[0], LONG)
          .toMatchObject({ state: 'kept', undoes: expect.any(String) });
        expect(written(row())).toEqual(before);
      }
      expect(complaints).toEqual([]);
    },
    180_000,
  );

  it('one radio of a shared profile is refused, with the commands that would give it one of its own', async () => {
    const { page, url, changes, complaints } = await open();
    await form(page, url, 'Kitchen', 'Power');
    await fill(page, { band: '2.4GHz', tx_power_dbm: '12' });
    await inState(page, 'refused');
    const commands = await page.$eval('.change-dialog .commands', (element) => element.textContent ?? '');
    expect(commands.split('\n').length).toBeGreaterThan(1);
    for (const line of commands.split('\n')) expect(line).toMatch(/^\/interface\/wifi\//);
    expect(await textOf(page, '.change-dialog .change-state')).toContain('Attic 2.4GHz');
    expect(changes.all()[0]!.commands).toEqual(commands.split('\n'));
    await picture(page, 'radio-refused');
    expect(await overflowing(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('the panel on the wrong access point: the profile, its users and the seconds, then its own access point', async () => {
    const { page, url, device, network, changes, complaints } = await open();
    expect(device('Wall panel')).toMatchObject({ access_point: 'Hallway' });
    await form(page, url, 'home', 'Roaming');
    await picture(page, 'roaming-form');
    await fill(page, { router: 'hallway', transition_threshold_dbm: '-59', scope: 'profile' });
    await inState(page, 'planned');
    const shown = await textOf(page, '.change-dialog');
    for (const word of [
      'Set roaming of home',
      'interface/wifi/steering',
      '-80',
      '-59',
      'Hallway',
      'Attic',
      'Garden House',
      'Kitchen 5GHz',
      'About 5 s off the air',
    ])
      expect(shown).toContain(word);
    await picture(page, 'roaming-plan');
    await approve(page);
    await expect.poll(() => changes.all()[0], LONG).toMatchObject({ state: 'kept' });
    await inState(page, 'kept');
    await picture(page, 'roaming-kept');
    const steering = () =>
      rowsAt(network.routers[0]!, 'interface/wifi/steering').find(({ name }) => name === 'home');
    expect(steering()).toMatchObject({ 'transition-threshold': '-59' });
    await expect.poll(() => device('Wall panel').access_point, LONG).toBe('Kitchen');
    await page.goto(`${url}/#/device/${device('Wall panel').device_id}`);
    await until(page, `document.querySelector('.device-head')?.textContent.includes('Kitchen')`);
    await undoNewest(page, url);
    await expect
      .poll(() => changes.all()[0], LONG)
      .toMatchObject({ state: 'kept', undoes: expect.any(String) });
    expect(steering()).toMatchObject({ 'transition-threshold': '-80' });
    expect(complaints).toEqual([]);
  }, 180_000);

  it.each([
    ['the watch', false, /^taken back: \d+ of \d+ devices are on no access point any more/],
    [
      'the router itself, where the service is cut off',
      true,
      /^taken back: The router took it back by itself\./,
    ],
  ])(
    'power so low that rooms are dark is taken back by %s, and the page says so',
    async (_, isCutOff, words) => {
      const { page, url, network, changes, complaints } = await open();
      const [router] = network.routers;
      await form(page, url, 'Garden House', 'Power');
      await fill(page, { band: '2.4GHz', tx_power_dbm: '0', scope: 'profile' });
      await inState(page, 'planned');
      const planned = changes.all()[0]!;
      const follow = () => {
        const stands = standings(router!, planned).includes('after');
        router!.setFault(stands ? 'reset' : null);
      };
      const following = isCutOff ? setInterval(follow, 5) : null;
      await approve(page);
      await expect.poll(() => changes.all()[0], LONG).toMatchObject({ state: 'undone' });
      if (following !== null) clearInterval(following);
      router!.setFault(null);
      await inState(page, 'undone');
      expect(await textOf(page, '.change-dialog .change-state')).toMatch(words);
      await picture(page, `radio-undone-${isCutOff}`);
      expect(standings(router!, planned)).toEqual(['before']);
      await page.goto(`${url}/#/changes`);
      await until(page, `document.querySelector('.changes-view tbody tr .is-undone') !== null`);
      expect(complaints).toEqual([]);
    },
    180_000,
  );

  it('a network goes off and comes back by the undo, and an access point restarts', async () => {
    const { page, url, network, changes, device, complaints } = await open();
    const isOn = () => network.house.devices().some(({ ssid, connected }) => ssid === 'guest' && connected);
    expect(isOn()).toBe(true);
    await form(page, url, 'guest', 'On or off');
    await fill(page, { enabled: 'false' });
    await inState(page, 'planned');
    expect(await textOf(page, '.change-dialog')).toContain('Switch the network guest off');
    await approve(page);
    await expect.poll(() => changes.all()[0], LONG).toMatchObject({ state: 'kept' });
    expect(isOn()).toBe(false);
    await undoNewest(page, url);
    await expect
      .poll(() => changes.all()[0], LONG)
      .toMatchObject({ state: 'kept', undoes: expect.any(String) });
    await expect.poll(isOn, LONG).toBe(true);
    await page.goto(`${url}/#/wifi`);
    await press(page, 'Restart', '[aria-label="Change Kitchen"]');
    await inState(page, 'refused');
    expect(await textOf(page, '.change-dialog')).toContain('/system/reboot');
    await press(page, 'Close', '.change-dialog');
    await press(page, 'Restart', '[aria-label="Change Workshop"]');
    await inState(page, 'planned');
    expect(await textOf(page, '.change-dialog')).toContain('Nothing undoes a restart');
    await approve(page);
    await expect
      .poll(() => changes.all()[0], LONG)
      .toMatchObject({
        action: 'restart_access_point',
        state: 'kept',
      });
    expect(device('Workshop tablet')).toBeDefined();
    expect(complaints).toEqual([]);
  }, 180_000);

  it.each([
    ['desk', 1280, 900],
    ['phone', 360, 740],
  ] as const)('on a %s nothing is cut, and everybody can use the form', async (size, width, height) => {
    const { page, url } = await open();
    await page.setViewport({ width, height });
    await page.goto(`${url}/#/wifi`);
    await page.waitForSelector('.radio-actions');
    await picture(page, `${size}-wifi`);
    expect(await overflowing(page)).toEqual([]);
    await form(page, url, 'Kitchen', 'Roaming');
    await picture(page, `${size}-form`);
    expect(await overflowing(page)).toEqual([]);
    await page.evaluate(axe.source);
    expect(await barriers(page, { within: '.change-dialog' })).toEqual([]);
    await fill(page, { transition_threshold_dbm: '5' });
    // the browser says what is out of bounds
    expect(await page.evaluate(`document.querySelector('.change-dialog form').checkValidity()`)).toBe(false);
  });
});
