/** Changes at the page, in a real browser: what is shown before it is approved, what is written, and what undoes it. */
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { approve, inState, openChangePage, picture, press, textOf } from './change-page.ts';
import { barriers, until } from './look.ts';
import { overflowing } from './layout.ts';
import { showDevice } from './device-actions.ts';
import { useStage } from './stage.ts';
import { KEY, OPERATOR_KEY } from './writable-house.ts';

const stage = useStage();
const open = (changed: Parameters<typeof openChangePage>[1] = {}) => openChangePage(stage, changed);

describe.skipIf(!hasBrowser)(`changes at the page${hasBrowser ? '' : `: ${NO_BROWSER}`}`, () => {
  it('a refusal says why, and what is not approved is not written', async () => {
    const { page, url, network, device, changes } = await open();
    await showDevice(page, url, device('Vacuum').device_id);
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
    await showDevice(page, url, device('Vacuum').device_id);
    await press(page, 'Block', '.device-actions');
    await approve(page);
    await page.waitForSelector('#confirm');
    await page.type('#confirm', device('Vacuum').mac_address);
    await press(page, 'Approve', '.change-dialog');
    await inState(page, 'kept');
  });

  it('the dialog shows each step when it happens, not when it looks again', async () => {
    const { page, url, device } = await open({ times: 20 });
    await showDevice(page, url, device('Vacuum').device_id);
    // it never looks again by itself
    await page.evaluate(`{
      const set = window.setInterval;
      window.setInterval = (run, ms) => (ms < 1000 ? set(run, ms) : 0);
    }`);
    await press(page, 'Reconnect', '.device-actions');
    await approve(page);
    await inState(page, 'kept');
  });

  it('the key is in no storage, and is gone when the page is loaded anew', async () => {
    const { page, url, device, changes } = await open();
    await showDevice(page, url, device('Vacuum').device_id);
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
    await showDevice(page, url, device('Vacuum').device_id);
    await picture(page, `${size}-device`);
    expect(await overflowing(page)).toEqual([]);
    await press(page, 'Block', '.device-actions');
    await page.waitForSelector('.change-dialog .is-planned');
    await picture(page, `${size}-plan`);
    expect(await overflowing(page)).toEqual([]);
    await page.evaluate(axe.source);
    expect(await barriers(page, { within: '.change-dialog' })).toEqual([]);
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
