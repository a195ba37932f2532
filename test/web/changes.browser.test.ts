/** Changes at the page, in a real browser: what is shown before it is approved, what is written, and what undoes it. */
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { rowsAt } from '../change/truth.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { approve, inState, openChangePage, picture, press, textOf, undoNewest } from './change-page.ts';
import { until } from './look.ts';
import { overflowing } from './layout.ts';
import { useStage } from './stage.ts';
import { KEY, OPERATOR_KEY } from './writable-house.ts';

const stage = useStage();
const open = (changed: Parameters<typeof openChangePage>[1] = {}) => openChangePage(stage, changed);

async function show(page: Page, url: string, deviceId: string) {
  await page.goto(`${url}/#/device/${deviceId}`);
  await page.waitForSelector('.device-actions');
}

/** A device of each dialect: static wifi, wifi of CAPsMAN, wireless, legacy CAPsMAN. */
const places = [
  {
    dialect: 'wifi, its own radio',
    name: 'Living room TV',
    at: 0,
    list: 'interface/wifi/access-list',
    isStatic: true,
  },
  {
    dialect: 'wifi by CAPsMAN',
    name: "Anna's laptop",
    at: 0,
    list: 'interface/wifi/access-list',
    isStatic: false,
  },
  {
    dialect: 'wireless',
    name: 'Workshop tablet',
    at: 1,
    list: 'interface/wireless/access-list',
    isStatic: true,
  },
  {
    dialect: 'legacy CAPsMAN',
    name: 'Barn camera',
    at: 1,
    list: 'caps-man/access-list',
    isStatic: false,
  },
] as const;

const LONG = { timeout: 30_000 };

describe.skipIf(!hasBrowser)(`changes at the page${hasBrowser ? '' : `: ${NO_BROWSER}`}`, () => {
  it.each(places)(
    '$dialect: each action on a device is planned, approved, kept and undone',
    async ({ dialect, name, at, list, isStatic }) => {
      const { page, url, network, device, changes, complaints, lines, events } = await open({ times: 20 });
      const router = network.routers[at]!;
      const mac = device(name).mac_address;
      const rules = () =>
        rowsAt(router, list)
          .filter((row) => row['mac-address'] === mac)
          .map(({ action, comment, disabled, interface: place }) => ({ action, comment, disabled, place }));
      const lease = (of: string = name) =>
        rowsAt(router, 'ip/dhcp-server/lease')
          .filter((row) => row['mac-address'] === device(of).mac_address)
          .map(({ comment, dynamic }) => ({ comment, dynamic }));
      const point = device(name).access_point_id!;
      const other = at === 0 ? 'Desk lamp' : 'Workshop radio';
      const choosePoint = async () => (await page.$$('.device-actions select')).at(-1)!.select(point);
      const acts: string[] = [];

      /** Presses, looks at the plan, approves, and waits for the end. */
      const run = async (
        action: string,
        button: string,
        table: () => unknown,
        { choose = async () => {}, of = name }: { choose?: () => Promise<void>; of?: string } = {},
      ) => {
        await show(page, url, device(of).device_id);
        const before = table();
        await choose();
        await press(page, button, '.device-actions');
        await page.waitForSelector('.change-dialog .is-planned');
        const shown = await textOf(page, '.change-dialog');
        expect([action, shown]).toEqual([
          action,
          expect.stringMatching(/On router.*Who is affected.*For how long.*Undo/),
        ]);
        expect(table()).toEqual(before);
        if (acts.length === 0) await picture(page, `device-plan-${at}-${isStatic}`);
        await approve(page);
        await inState(page, 'kept');
        expect([action, changes.all()[0]]).toEqual([
          action,
          expect.objectContaining({ action, state: 'kept', approvedBy: { key: 'olga', door: 'page' } }),
        ]);
        acts.push('propose change anna', 'approve change olga');
        await press(page, 'Close', '.change-dialog');
      };
      const undo = async () => {
        await undoNewest(page, url);
        expect(await page.$('#operator-key')).toBeNull();
        await inState(page, 'kept');
        acts.push('undo change olga');
      };

      const bare = rules();
      await run('block_device', 'Block', rules);
      const blocked = rules();
      expect(blocked).toHaveLength(bare.length + 1);
      expect(blocked[0]).toMatchObject({ comment: 'mikrotik-presence: blocked' });
      await undo();
      expect(rules()).toEqual(bare);
      await run('block_device', 'Block', rules);
      expect(rules()).toEqual(blocked);
      await run('unblock_device', 'Unblock', rules);
      expect(rules()).toEqual(bare);
      await undo();
      expect(rules()).toEqual(blocked);
      await run('unblock_device', 'Unblock', rules);

      await expect.poll(() => device(name).connected, LONG).toBe(true);
      await run('reconnect_device', 'Reconnect', rules);

      if (isStatic) {
        const choose = async () => void (await choosePoint());
        await run('keep_device_off', 'Keep off', rules, { choose });
        const kept = rules();
        expect(kept.length).toBeGreaterThan(bare.length);
        await undo();
        expect(rules()).toEqual(bare);
        // rules of one device about several interfaces have no order
        const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
        await run('keep_device_off', 'Keep off', rules, { choose });
        expect(sorted(rules())).toEqual(sorted(kept));
        await run('release_device', 'Release', rules, { choose });
        expect(rules()).toEqual(bare);
        await undo();
        expect(sorted(rules())).toEqual(sorted(kept));
        // one reservation for each router
        const reserved = () => lease(other).map(({ dynamic }) => dynamic);
        expect(reserved()).toEqual(['true']);
        await run('reserve_address', 'Reserve address', reserved, { of: other });
        expect(reserved()).toEqual(['false']);
        await undo();
        // gone until the device asks anew
        expect(reserved()).not.toContain('false');
      } else {
        await show(page, url, device(name).device_id);
        await choosePoint();
        await press(page, 'Keep off', '.device-actions');
        await inState(page, 'refused');
        expect(await textOf(page, '.change-dialog')).toContain('no rule can name them');
        await picture(page, `device-refused-${at}`);
        acts.push('propose change anna');
        await press(page, 'Close', '.change-dialog');
      }

      if (lease()[0]?.dynamic === 'true') {
        await run('reserve_address', 'Reserve address', () => lease());
        expect(lease()).toMatchObject([{ dynamic: 'false' }]);
      }
      const named = lease();
      const choose = async () => {
        const field = (await page.$('.device-actions input'))!;
        await field.click({ count: 3 });
        await field.type('Lamp "1"; /x $y [z]');
      };
      await run('name_device', 'Name', () => lease(), { choose });
      expect(lease()).toMatchObject([{ comment: 'Lamp "1"; /x $y [z]', dynamic: 'false' }]);
      await undo();
      expect(lease()).toEqual(named);

      const told = lines
        .filter(({ msg }) => msg === 'operator act')
        .map(({ act, key }) => [act, key].join(' '));
      expect([dialect, told]).toEqual([dialect, acts]);
      for (const { id, state } of changes.all())
        expect([id, events.findLast(({ change_id }) => change_id === id)?.state]).toEqual([id, state]);
      expect(complaints).toEqual([]);
    },
    180_000,
  );

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
    const { page, url, device } = await open({ changed: { environment: 'production' } });
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
