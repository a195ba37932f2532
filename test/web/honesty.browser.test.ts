/** What the page says when routers give no data, and how old what it shows is. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { KEY, openHouse } from './house.ts';
import { signIn, until } from './look.ts';
import { useStage } from './stage.ts';

const { directory, page: openTab, stops } = useStage();

async function open() {
  const home = await openHouse({ directory: directory() });
  stops.push(home.stop);
  await home.until(({ meta, routers }) => meta.complete && routers.every(({ reachable }) => reachable));
  const page = await openTab();
  await signIn(page, home.url, KEY);
  await page.waitForSelector('.card');
  return { page, routers: home.network.routers, home };
}

const says = (page: Page, selector: string, pattern: string) =>
  until(
    page,
    `/${pattern}/.test((document.querySelector(${JSON.stringify(selector)})?.textContent ?? '').replace(/\\s+/g, ' '))`,
  );

describe.skipIf(!hasBrowser)(hasBrowser ? 'a router that gives no data' : `(${NO_BROWSER})`, () => {
  it.each([
    ['unauthorized', 'has refused the log-in', 'refuses the log-in'],
    ['html', 'has answered with something that is not RouterOS data', 'no RouterOS data'],
    ['refuse', 'has not answered', 'does not answer'],
  ] as const)('is not said to be silent when it is not: %s', async (fault, since, now) => {
    const { page, routers } = await open();
    routers[1]!.setFault(fault);
    await says(page, '.warnings', `Router workshop ${since} for \\d+ s`);
    await page.evaluate(`location.hash = '#/health'`);
    await says(page, '.problems', `Router workshop ${since}`);
    if (fault === 'unauthorized') await says(page, '.boxes .box', '\\d+ more tables were not asked\\.');
    await until(page, `document.querySelector('.boxes .badge.bad')?.textContent.trim() === '${now}'`);
  });

  it('leaves counts dated and devices where they were, and all of it is current again after it', async () => {
    const { page, routers, home } = await open();
    const { devices } = home.snapshot.current()!;
    const { access_point_id: id, router } = [...devices.values()].find(
      ({ connected }) => connected === true,
    )!;
    const here = [...devices.values()].filter(
      (each) => each.connected === true && each.access_point_id === id,
    ).length;
    expect(await page.$('.counts.is-old')).toBeNull();
    for (const each of routers) each.setFault('unauthorized');
    await says(page, '.status', '^ ?no new data');
    await says(page, '.counts.is-old', '^as of \\d+ (s|min) ago:');
    // nobody knows who of those that nobody named is connected still
    await says(page, '.counts', 'at least \\d+ strangers?');
    expect(router).not.toBeNull();
    await page.evaluate(`location.hash = '#/access-points/${id}'`);
    await says(page, '.access-point-view .notice', 'Last known state');
    await says(page, '#clients', `^Devices ${here}, last known`);
    await page.evaluate(`location.hash = '#/wifi'`);
    await until(page, `document.querySelectorAll('.access-points .total.is-old').length > 0`);
    for (const each of routers) each.setFault(null);
    await until(page, `document.querySelector('.total.is-old') === null`);
    await says(page, '.status', '^ ?live');
    await page.evaluate(`location.hash = '#/'`);
    await says(page, '.counts', '^((?!at least).)* strangers?');
  });
});
