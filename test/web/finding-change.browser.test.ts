/** From a finding to its change with one press, and from the change back to what it brought, in a real browser. */
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import type { ChangeDoor } from '../../src/question/change.ts';
import { exampleChecks, exampleFinding as finding } from '../../src/question/example-finding.ts';
import { ANNA, startBench } from '../change/bench.ts';
import { pastWith } from '../change/moved-past.ts';
import { snapshot } from '../rest/snapshot.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { approve, inState, openChangePage, picture, press, textOf } from './change-page.ts';
import { overflowing } from './layout.ts';
import { barriers, signIn, until } from './look.ts';
import { KEY, serve } from './served.ts';
import { useStage } from './stage.ts';

const HOUR_MS = 3_600_000;
const LONG = { timeout: 60_000 };
const stage = useStage();

describe.skipIf(!hasBrowser)(`findings and changes${hasBrowser ? '' : `: ${NO_BROWSER}`}`, () => {
  it('one press plans what the finding proposes, and the finding lists what was made for it', async () => {
    const { page, url, service, device, changes, complaints } = await openChangePage(stage, { times: 20 });
    const { device_id, mac_address } = device('Wall panel');
    service.takeFindings(
      {
        findings: [
          {
            ...finding,
            subject: { type: 'device', id: device_id, name: 'Wall panel' },
            proposal: { action: 'reconnect_device', input: { device_id } },
          },
          { ...finding, finding_id: 'ffffffffffff', proposal: null },
        ],
        ended: [],
        checks: exampleChecks,
      },
      [],
    );
    await page.goto(`${url}/#/wifi`);
    await page.waitForSelector('.finding-change');
    expect((await page.$$('.finding-change')).length).toBe(1);
    await press(page, 'Plan: reconnect', '.findings');
    await inState(page, 'planned');
    expect(changes.all()).toMatchObject([
      {
        action: 'reconnect_device',
        input: { device_id },
        reason: `Finding ${finding.finding_id}: ${finding.title}`,
        plan: { object: { name: mac_address } },
      },
    ]);
    await approve(page);
    await expect.poll(() => changes.all()[0], LONG).toMatchObject({ state: 'kept' });
    await inState(page, 'kept');
    await press(page, 'Close', '.change-dialog');
    await page.goto(`${url}/#/`);
    await page.goto(`${url}/#/wifi`);
    await until(page, `document.querySelector('.findings .is-kept') !== null`);
    expect(await textOf(page, '.findings')).toContain('Reconnect Wall panel');
    expect(await overflowing(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 120_000);

  it.each([
    ['desk', 1280, 900],
    ['phone', 360, 740],
  ] as const)('on a %s the effect is a chart that everybody can read', async (size, width, height) => {
    let movedAt = Infinity;
    const bench = await startBench({ history: pastWith(() => movedAt) });
    stage.stops.push(bench.stop);
    const proposed = await bench.changes().propose({
      action: 'reconnect_device',
      input: { device_id: "Anna's phone" },
      reason: `Finding ${finding.finding_id}: it is far away`,
      by: ANNA,
      approverAddress: null,
    });
    if (proposed.outcome !== 'created') throw new Error(proposed.outcome);
    const { id, digest } = proposed.change;
    await bench.changes().approve(id, { digest: digest!, by: ANNA });
    await bench.finish(id);
    movedAt = bench.now();
    for (const ms of [2 * HOUR_MS, 24 * HOUR_MS]) {
      await bench.advance(ms);
      await bench.changes().tick();
      await bench.changes().idle();
    }
    const { url, stop } = await serve({
      directory: stage.directory(),
      snapshot: { ...snapshot(), findings: [{ ...finding, proposal: null }], checks: exampleChecks },
      changes: bench.changes() as ChangeDoor,
    });
    stage.stops.push(stop);
    const page = await stage.page();
    await page.setViewport({ width, height });
    await signIn(page, `${url}/#/wifi`, KEY);
    await page.waitForSelector('.findings .verdict');
    expect(await textOf(page, '.findings .verdicts')).toBe('after 1h: betterafter 24h: better');
    await page.click('.findings .finding-change .link');
    await page.waitForSelector('.change-dialog .effect');
    const text = await textOf(page, '.change-dialog .effect');
    for (const word of ['after 1h: better', 'Signal', '→ -55 ±', 'dBm', 'Weak readings', '100 → 0'])
      expect(text).toContain(word);
    expect((await page.$$('.change-dialog .lane')).length).toBeGreaterThanOrEqual(4);
    await picture(page, `effect-${size}`);
    expect(await overflowing(page)).toEqual([]);
    await page.evaluate(axe.source);
    expect(await barriers(page, { within: '.change-dialog' })).toEqual([]);
    await press(page, 'Close', '.change-dialog');
    await page.goto(`${url}/#/changes`);
    await page.waitForSelector('.changes-view .verdict');
    await page.click('.changes-view .verdicts');
    await page.waitForSelector('.change-dialog .effect');
  });
});
