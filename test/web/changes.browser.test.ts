/** Changes at the page, in a real browser: what is shown before it is approved, what is written, and what undoes it. */
import { writeFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { rowsAt } from '../change/truth.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { overflowing } from './layout.ts';
import { useStage } from './stage.ts';
import { KEY, openWritableHouse, OPERATOR_KEY } from './writable-house.ts';

const { directory, page: openTab, stops } = useStage();

async function open(changed: Parameters<typeof openWritableHouse>[0]['changed'] = {}) {
  const home = await openWritableHouse({ directory: directory(), changed });
  stops.push(home.stop);
  const page = await openTab();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type()) && !message.text().includes('the server responded with'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(home.url);
  await page.waitForSelector('#key');
  await page.type('#key', KEY);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.card');
  return { ...home, page, complaints };
}

const until = (page: Page, expression: string) => page.waitForFunction(expression, { polling: 30 });
const textOf = (page: Page, selector: string) =>
  page.evaluate(
    `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '').replace(/\\s+/g, ' ').trim()`,
  ) as Promise<string>;

/** Presses the button that says so. */
async function press(page: Page, text: string, within = '') {
  const found = await page.waitForSelector(`${within} ::-p-xpath(.//button[normalize-space()="${text}"])`);
  await found!.click();
}

async function show(page: Page, url: string, deviceId: string) {
  await page.goto(`${url}/#/device/${deviceId}`);
  await page.waitForSelector('.device-actions');
}

const inState = (page: Page, ...states: string[]) =>
  until(
    page,
    `${JSON.stringify(states)}.some((state) => document.querySelector('.change-dialog .is-' + state))`,
  );

async function approve(page: Page) {
  await page.waitForSelector('.change-dialog .is-planned');
  if ((await page.$('#operator-key')) !== null) await page.type('#operator-key', OPERATOR_KEY);
  await press(page, 'Approve', '.change-dialog');
}

/** Where a picture of it is wanted, for a look. */
async function picture(page: Page, name: string) {
  const folder = process.env['CHANGE_PICTURES'];
  if (folder !== undefined) writeFileSync(`${folder}/${name}.png`, await page.screenshot());
}

/** A device of each dialect: static wifi, wifi of CAPsMAN, wireless, legacy CAPsMAN. */
const places = [
  ['wifi, its own radio', 'Living room TV', 0, 'interface/wifi/access-list'],
  ['wifi by CAPsMAN', "Anna's laptop", 0, 'interface/wifi/access-list'],
  ['wireless', 'Workshop tablet', 1, 'interface/wireless/access-list'],
  ['legacy CAPsMAN', 'Barn camera', 1, 'caps-man/access-list'],
] as const;

describe.skipIf(!hasBrowser)(`changes at the page${hasBrowser ? '' : `: ${NO_BROWSER}`}`, () => {
  it.each(places)('%s: a block is planned, approved, kept, and undone', async (_, name, router, menu) => {
    const { page, url, network, device, changes, complaints, lines } = await open();
    const rules = () =>
      rowsAt(network.routers[router]!, menu).filter(
        ({ comment }) => comment === 'mikrotik-presence: blocked',
      );
    await show(page, url, device(name).device_id);
    await press(page, 'Block', '.device-actions');
    await page.waitForSelector('.change-dialog .is-planned');
    const shown = await textOf(page, '.change-dialog');
    expect(shown).toContain(`Block ${name}`);
    expect(shown).toContain(menu);
    expect(shown).toMatch(/nothing → .*mac-address=/);
    expect(shown).toContain('Who is affected');
    expect(shown).toContain('The rules are removed');
    expect(rules()).toEqual([]);
    await approve(page);
    await inState(page, 'kept');
    expect(rules()).toHaveLength(1);
    expect(device(name).blocked).toBeDefined();
    await press(page, 'Close', '.change-dialog');
    await page.goto(`${url}/#/changes`);
    await page.waitForSelector('.changes-view tbody tr');
    expect(await textOf(page, '.changes-view tbody')).toContain(`Block ${name}`);
    await press(page, 'Undo', '.changes-view');
    // the key is still known
    expect(await page.$('#operator-key')).toBeNull();
    await press(page, 'Undo', '.change-dialog');
    await until(page, `document.querySelector('.change-dialog h2').textContent.startsWith('Undo:')`);
    await inState(page, 'kept');
    expect(rules()).toEqual([]);
    expect(changes.all().map(({ approvedBy, state }) => [approvedBy, state])).toEqual([
      [{ key: 'olga', door: 'page' }, 'kept'],
      [{ key: 'olga', door: 'page' }, 'kept'],
    ]);
    const acts = lines
      .filter(({ msg }) => msg === 'operator act')
      .map(({ act, key }) => [act, key].join(' '));
    expect(acts).toEqual(['propose change anna', 'approve change olga', 'undo change olga']);
    expect(complaints).toEqual([]);
  });

  it('every other button makes its plan, and what is approved is written', async () => {
    const { page, url, network, device, changes, complaints } = await open();
    const [hallway] = network.routers;
    const run = async (name: string, prepare: () => Promise<void>) => {
      await show(page, url, device(name).device_id);
      await prepare();
      await approve(page);
      await inState(page, 'kept');
      await press(page, 'Close', '.change-dialog');
      return changes.all()[0]!.action;
    };
    const button = (text: string) => () => press(page, text, '.device-actions');
    expect(await run("Anna's laptop", button('Reconnect'))).toBe('reconnect_device');
    expect(await run('Desk lamp', button('Reserve address'))).toBe('reserve_address');
    const lamp = device('Desk lamp').mac_address;
    const lease = () => rowsAt(hallway!, 'ip/dhcp-server/lease').find((row) => row['mac-address'] === lamp);
    expect(lease()).toMatchObject({ dynamic: 'false' });
    expect(
      await run('Desk lamp', async () => {
        const field = (await page.$('.device-actions input'))!;
        await field.click({ count: 3 });
        await field.type('Lamp "1"; /x $y [z]');
        await press(page, 'Name', '.device-actions');
      }),
    ).toBe('name_device');
    expect(lease()).toMatchObject({ comment: 'Lamp "1"; /x $y [z]' });
    const chooseHallway = async (text: string) => {
      const point = device('Living room TV').access_point_id!;
      const selects = await page.$$('.device-actions select');
      await selects.at(-1)!.select(point);
      await press(page, text, '.device-actions');
    };
    const kept = () =>
      rowsAt(hallway!, 'interface/wifi/access-list').filter(
        ({ comment }) => comment === 'mikrotik-presence: kept off',
      ).length;
    expect(await run('Living room TV', () => chooseHallway('Keep off'))).toBe('keep_device_off');
    expect(kept()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('a refusal says why, and what is not approved is not written', async () => {
    const { page, url, network, device, changes } = await open();
    await show(page, url, device('Vacuum').device_id);
    await press(page, 'Block', '.device-actions');
    await page.waitForSelector('#operator-key');
    await page.type('#operator-key', KEY);
    await press(page, 'Approve', '.change-dialog');
    await page.waitForSelector('.change-dialog .objection');
    expect(await textOf(page, '.change-dialog .objection')).toMatch(/approve.*OPERATOR_KEY/);
    // it was refused, so it is asked for again
    await page.waitForSelector('#operator-key');
    await picture(page, 'refused-key');
    await page.keyboard.press('Escape');
    await until(page, `document.querySelector('.change-dialog') === null`);
    expect(changes.all()[0]!.state).toBe('planned');
    const writes = network.routers
      .flatMap(({ requests }) => requests)
      .filter(({ method, path }) => method !== 'GET' && !/\/(?:print|monitor)$/.test(path));
    expect(writes).toEqual([]);
    await press(page, 'Name', '.device-actions');
    await inState(page, 'refused', 'no_change');
    await picture(page, 'refused');
  });

  it('what is marked production wants the name of the object', async () => {
    const { page, url, device } = await open({ environment: 'production' });
    await show(page, url, device('Vacuum').device_id);
    await press(page, 'Block', '.device-actions');
    await approve(page);
    await page.waitForSelector('#confirm');
    await page.type('#confirm', device('Vacuum').mac_address);
    await press(page, 'Approve', '.change-dialog');
    await inState(page, 'kept');
  });

  it('the key is in no storage, and is gone when the page is loaded anew', async () => {
    const { page, url, device, changes } = await open();
    await show(page, url, device('Vacuum').device_id);
    await press(page, 'Reconnect', '.device-actions');
    await approve(page);
    await inState(page, 'kept', 'failed', 'undone', 'stale');
    expect(changes.all()[0]).toMatchObject({ state: 'kept' });
    const stored = await page.evaluate(
      `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])`,
    );
    expect(stored).not.toContain(OPERATOR_KEY);
    await page.reload();
    await page.waitForSelector('.device-actions');
    await press(page, 'Block', '.device-actions');
    await page.waitForSelector('#operator-key');
  });

  it.each([
    ['desk', 1280, 900],
    ['phone', 360, 740],
  ] as const)('on a %s nothing is cut, and everybody can use it', async (size, width, height) => {
    const { page, url, device } = await open();
    await page.setViewport({ width, height });
    await show(page, url, device('Vacuum').device_id);
    await picture(page, `${size}-device`);
    expect(await overflowing(page)).toEqual([]);
    await press(page, 'Block', '.device-actions');
    await page.waitForSelector('.change-dialog .is-planned');
    await picture(page, `${size}-plan`);
    expect(await overflowing(page)).toEqual([]);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(
      `axe.run('.change-dialog').then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
    );
    expect(violations).toEqual([]);
    await approve(page);
    await inState(page, 'watching', 'kept');
    await inState(page, 'kept');
    await picture(page, `${size}-kept`);
    await press(page, 'Close', '.change-dialog');
    await page.goto(`${url}/#/changes`);
    await page.waitForSelector('.changes-view tbody tr');
    await picture(page, `${size}-list`);
    expect(await overflowing(page)).toEqual([]);
  });
});
