/** The page of an access point and the channel map in a real browser. */
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { exampleFinding } from '../../src/question/example-finding.ts';
import type { Finding } from '../../src/record/finding.ts';
import { memoryJournal } from '../rest/journal.ts';
import { well } from './ailing.ts';
import * as air from './air.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { KEY, openHouse } from './house.ts';
import { isWiderThanItsPlace } from './layout.ts';
import { isTooWide, seriousBarriers, signIn, textsOf, until } from './look.ts';
import { serve } from './served.ts';
import { useStage } from './stage.ts';

const { directory, page: openTab, stops } = useStage();

async function show(url: string, hash: string, selector: string) {
  const page = await openTab();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await signIn(page, `${url}${hash}`, KEY);
  await page.waitForSelector(selector);
  return { page, complaints };
}

async function open(hash: string, selector: string, names: Record<string, string> = {}) {
  const at = Date.now();
  const finding: Finding = {
    ...exampleFinding,
    finding_id: 'd',
    title: 'Attic and Hallway share a channel',
    subject: {
      type: 'access_point',
      id: `${air.idOf('Attic')} ${air.idOf('Hallway')} 5GHz`,
      name: 'Attic, Hallway',
    },
  };
  const served = await serve({
    directory: directory(),
    snapshot: { ...air.snapshot(names, at), findings: [...air.findings('Wall panel'), finding] },
    health: well(at).health,
    history: air.history(),
    journal: memoryJournal(...air.roams(at)),
  });
  stops.push(served.stop);
  return { ...(await show(served.url, hash, selector)), url: served.url };
}

describe.skipIf(!hasBrowser)(hasBrowser ? 'the page of an access point' : `(${NO_BROWSER})`, () => {
  it('shows its radios, devices, signals, load, events and findings', async () => {
    const { page, complaints } = await open(`#/access-points/${air.idOf('Hallway')}`, '.load-edge');
    expect(await page.title()).toBe('Hallway – mikrotik-presence');
    expect(await textsOf(page, '.radio-table tbody tr')).toEqual([
      expect.stringMatching(/^2\.4 GHz ?3 \(2422 MHz\).*5$/),
      expect.stringMatching(/^5 GHz ?52 \(5260 MHz\).*3$/),
    ]);
    const clients = await textsOf(page, '.client-table tbody tr');
    expect(clients).toHaveLength(8);
    expect(clients[0]).toMatch(/^Wall panel ?−77 dBm, weak ?5 GHz/);
    expect(clients.at(-1)).toMatch(/^Hall lamp ?−42 dBm/);
    const spread = await textsOf(page, '.spread b');
    expect(spread.reduce((sum, text) => sum + Number(text), 0)).toBe(8);
    expect(await isWiderThanItsPlace(page, '.load-place', 150)).toBe(false);
    await page.waitForSelector('.happening');
    for (const sentence of await textsOf(page, '.happening .sentence')) expect(sentence).toContain('Hallway');
    await page.waitForSelector('.findings');
    // its own, what it shares, and those of the devices on it
    expect(await textsOf(page, '.finding-head b')).toEqual([
      expect.stringContaining('Wall panel'),
      'Attic and Hallway share a channel',
    ]);
    await page.click('.switch button:nth-child(2)');
    await until(
      page,
      `document.querySelector('.switch button:nth-child(2)').getAttribute('aria-pressed') === 'true'`,
    );
    expect(complaints).toEqual([]);
  });

  it('is found by its name and MAC address; another text leads to those that there are', async () => {
    const { page } = await open(`#/access-points/kitchen`, '.radio-table');
    expect(await textsOf(page, 'h1')).toEqual(['Kitchen']);
    await page.evaluate(
      `location.hash = '#/access-points/${air.idOf('Attic').toUpperCase().match(/../g)!.join(':')}'`,
    );
    await until(page, `document.querySelector('h1').textContent === 'Attic'`);
    await page.evaluate(`location.hash = '#/access-points/Cellar'`);
    await page.waitForSelector('.known-ones');
    expect(await textsOf(page, '.empty')).toEqual([
      'No access point, or more than one, has the id, MAC address or name Cellar. These are known:',
    ]);
    expect(await textsOf(page, '.known-ones a')).toEqual(air.places.map(([name]) => name));
    await page.click('.known-ones a');
    await until(page, `document.querySelector('h1').textContent === 'Attic'`);
  });

  it('says the channel map of a real network as its tables say it', async () => {
    const home = await openHouse({ directory: directory() });
    stops.push(home.stop);
    await home.until(({ meta, routers }) => meta.complete && routers.every(({ reachable }) => reachable));
    const { page } = await show(home.url, '#/wifi', '.channel-map');
    const { interfaces, devices } = home.snapshot.current()!;
    const radioCount = new Set(
      interfaces
        .filter(({ disabled, frequency_mhz }) => disabled !== true && frequency_mhz !== null)
        .map(({ router, master_interface, interface: name }) => `${router} ${master_interface ?? name}`),
    ).size;
    await until(page, `document.querySelectorAll('.radio-block').length === ${radioCount}`);
    const shown = (await page.evaluate(`[...document.querySelectorAll('.radio-block')].map((one) => {
      const { left, right, top } = one.parentElement.getBoundingClientRect();
      return { title: one.title, left, right, top, band: one.closest('.channel-band').querySelector('h3').firstChild.textContent };
    })`)) as { title: string; left: number; right: number; top: number; band: string }[];
    const radios = interfaces.filter(
      ({ master_interface, disabled, frequency_mhz }) =>
        master_interface === null && disabled !== true && frequency_mhz !== null,
    );
    expect(radios.length).toBeGreaterThan(6);
    for (const radio of radios) {
      const channel =
        radio.frequency_mhz! < 3000 ? (radio.frequency_mhz! - 2407) / 5 : (radio.frequency_mhz! - 5000) / 5;
      const count = [...devices.values()].filter(
        ({ connected, access_point_id, band }) =>
          connected === true && access_point_id === radio.access_point_id && band === radio.band,
      ).length;
      const block = shown.find(
        ({ title, band }) =>
          title.startsWith(`${radio.access_point}: ch ${channel},`) &&
          band.trim() === radio.band!.replace('GHz', ' GHz'),
      );
      expect(block?.title).toContain(`${count} device`);
      const letters = /\/(?:20-)?([eC]{2,})/.exec(radio.channel ?? '')?.[1] ?? '';
      if (letters !== '') expect(block?.title).toContain(`${letters.length * 20} MHz wide`);
    }
    // of one band, what is beside each other does not overlap, and what overlaps is above each other
    for (const a of shown)
      for (const b of shown)
        if (a !== b && a.band === b.band && Math.abs(a.top - b.top) < 1)
          expect(a.right <= b.left + 0.5 || b.right <= a.left + 0.5).toBe(true);
    await page.click('.radio-block');
    await page.waitForSelector('.radio-table');
    expect(await page.evaluate(`document.querySelectorAll('.radio-block.is-marked').length`)).toBeGreaterThan(
      0,
    );
  });

  it('shows hostile names as text, has no serious barrier, and fits a phone', async () => {
    const names = {
      'Wall panel': '<img src=x onerror=hacked=1>',
      Doorbell: 'W'.repeat(128),
      Printer: '‮retnirP',
    };
    const { page, complaints } = await open(`#/access-points/${air.idOf('Hallway')}`, '.load-edge', names);
    expect(await page.evaluate('document.querySelectorAll("#page img").length')).toBe(0);
    await page.evaluate(axe.source);
    for (const [hash, selector] of [
      [`#/access-points/${air.idOf('Hallway')}`, '.load-edge'],
      ['#/wifi', '.channel-map'],
    ]) {
      await page.evaluate(`location.hash = '${hash}'`);
      await page.waitForSelector(selector!);
      for (const width of [1600, 1024, 390]) {
        await page.setViewport({ width, height: 844 });
        expect(await isTooWide(page), `${hash} ${width}`).toBe(false);
        for (const value of ['light', 'dark']) {
          await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
          expect(await seriousBarriers(page), `${value} ${width}`).toEqual([]);
        }
      }
    }
    expect(complaints).toEqual([]);
  });
});
