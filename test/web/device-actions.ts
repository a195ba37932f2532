/** Each action on a device at the page: planned, approved, kept and undone, by the menus of its dialect. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { rowsAt } from '../change/truth.ts';
import { approve, inState, openChangePage, picture, press, textOf, undoNewest } from './change-page.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { type Stage, useStage } from './stage.ts';

const LONG = { timeout: 30_000 };

/** A test for each device, in a browser of their own stage. */
export function describeDeviceActions(places: readonly Place[]) {
  const stage = useStage();
  describe.skipIf(!hasBrowser)(`changes at the page${hasBrowser ? '' : `: ${NO_BROWSER}`}`, () => {
    it.each(places)(
      '$dialect: each action on a device is planned, approved, kept and undone',
      (place) => playDeviceActions(stage, place),
      180_000,
    );
  });
}

/** A device whose interface has a name of the configuration (static), or not. */
interface Place {
  dialect: string;
  name: string;
  /** Index of its router. */
  at: number;
  /** Menu of its access list. */
  list: string;
  isStatic: boolean;
}

export async function showDevice(page: Page, url: string, deviceId: string) {
  await page.goto(`${url}/#/device/${deviceId}`);
  await page.waitForSelector('.device-actions');
}

async function playDeviceActions(stage: Stage, { dialect, name, at, list, isStatic }: Place) {
  const { page, url, network, device, changes, complaints, lines, events } = await openChangePage(stage, {
    times: 20,
  });
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
    await showDevice(page, url, device(of).device_id);
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
    await showDevice(page, url, device(name).device_id);
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

  const told = lines.filter(({ msg }) => msg === 'operator act').map(({ act, key }) => [act, key].join(' '));
  expect([dialect, told]).toEqual([dialect, acts]);
  for (const { id, state } of changes.all())
    expect([id, events.findLast(({ change_id }) => change_id === id)?.state]).toEqual([id, state]);
  expect(complaints).toEqual([]);
}
