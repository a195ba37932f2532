/** A device is named in place, with the key of the operator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { device, snapshot } from '../rest/snapshot.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { type HouseOptions, KEY, openHouse } from './house.ts';
import { signIn, until } from './look.ts';
import { serve } from './served.ts';
import { useStage } from './stage.ts';

const OPERATOR_KEY = 'the-key-of-the-operator';
const { directory, page: openTab, stops } = useStage();

async function openNaming(url: string, hash: string) {
  const page = await openTab();
  await signIn(page, `${url}${hash}`, KEY);
  await page.waitForSelector('.naming');
  return page;
}

async function openPhone(options: Partial<HouseOptions> = {}) {
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-named-'));
  stops.push(() => rmSync(stateDir, { recursive: true, force: true }));
  const home = await openHouse({
    directory: directory(),
    stateDir,
    operator: OPERATOR_KEY,
    pollIntervalMs: 600_000,
    ...options,
  });
  stops.push(home.stop);
  const { devices } = await home.until(({ meta }) => meta.complete);
  const phone = [...devices.values()].find(({ name }) => name === "Anna's phone")!;
  const page = await openNaming(home.url, `#/device/${phone.device_id}`);
  const nameNow = () => home.snapshot.current()!.devices.get(phone.device_id)!;
  return { home, page, phone, nameNow };
}

const saysIn = (page: Page, selector: string, text: string) =>
  until(
    page,
    `document.querySelector(${JSON.stringify(selector)})?.textContent.includes(${JSON.stringify(text)})`,
  );

async function typeName(page: Page, name: string) {
  await page.click('.name-field', { count: 3 });
  await page.keyboard.press('Backspace');
  await page.type('.name-field', name);
}

describe.skipIf(!hasBrowser)(hasBrowser ? 'naming in place' : `naming in place (${NO_BROWSER})`, () => {
  it('changes nothing with a wrong key, and with the right one survives a restart', async () => {
    const { home, page, phone, nameNow } = await openPhone();
    await typeName(page, "Anna's new phone");
    await page.type('#operator-key', 'not-the-key-of-anybody');
    await page.keyboard.press('Enter');
    await saysIn(page, '.naming [role=alert]', 'Nothing was changed.');
    expect(nameNow()).toMatchObject({ name: phone.name, name_source: phone.name_source });
    // the key that signs in may not name, either
    const refused = page.waitForResponse((answer) => answer.request().method() === 'PUT');
    await page.type('#operator-key', KEY);
    await page.keyboard.press('Enter');
    expect((await refused).status()).toBe(403);
    await page.waitForSelector('#operator-key');
    expect(nameNow()).toMatchObject({ name: phone.name, name_source: phone.name_source });

    await page.click('#operator-key', { count: 3 });
    await page.type('#operator-key', OPERATOR_KEY);
    await page.keyboard.press('Enter');
    await saysIn(page, 'h1', "Anna's new phone");
    await saysIn(page, '.naming [role=status]', 'Saved.');
    expect(nameNow()).toMatchObject({ name: "Anna's new phone", name_source: 'page', known: true });

    await home.shut();
    await home.reopen();
    await home.until(({ meta }) => meta.complete);
    expect(nameNow()).toMatchObject({ name: "Anna's new phone", name_source: 'page' });
    await page.reload();
    await saysIn(page, 'h1', "Anna's new phone");
    // after a reload the page does not know the key any more
    await page.waitForSelector('#operator-key');
    await page.type('#operator-key', OPERATOR_KEY);
    await page.click('.name-form button[value=back]');
    await saysIn(page, '.naming [role=status]', 'Taken back.');
    expect(nameNow()).toMatchObject({ name: phone.name, name_source: phone.name_source });
  });

  it('refuses names that nobody can see, and shows hostile ones as text', async () => {
    const { page, nameNow } = await openPhone();
    const isOff = () => page.evaluate(`document.querySelector('.name-form button[value=save]').disabled`);
    for (const invisible of ['   ', '​‎', '‮', 'x'.repeat(65)]) {
      await page.evaluate(`{
        const field = document.querySelector('.name-field');
        field.value = ${JSON.stringify(invisible)};
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }`);
      await until(page, `document.querySelector('.name-form button[value=save]').disabled`);
      expect(await isOff()).toBe(true);
    }
    await typeName(page, '<img src=x onerror="window.hacked = 1">');
    await page.type('#operator-key', OPERATOR_KEY);
    await page.keyboard.press('Enter');
    await saysIn(page, 'h1', '<img src=x');
    expect(nameNow().name).toBe('<img src=x onerror="window.hacked = 1">');
    expect(await page.evaluate('window.hacked === undefined && document.querySelector("img") === null')).toBe(
      true,
    );
  });

  it('is left to the file where the file has the name, and where there is no operator', async () => {
    const configured = await openPhone({ names: { "Anna's phone": "Anna's phone" } });
    expect(await configured.page.$('.name-form')).toBeNull();
    await saysIn(configured.page, '.naming', 'The name comes from CONFIG_FILE.');
    const without = await openPhone({ operator: null });
    expect(await without.page.$('.name-form')).toBeNull();
    await saysIn(without.page, '.naming', 'With OPERATOR_KEY set, the name is given here.');
  });

  it('of a device that came back with another address shows both, why, and the lines that join them', async () => {
    const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const shared = { mac_randomized: true, host_name: 'Annas-iPhone', ssid: 'home' };
    const old = device({
      ...shared,
      mac_address: 'DA:A1:19:00:00:01',
      name: "Anna's phone",
      name_source: 'page',
      known: true,
      presence: 'away',
      connected: false,
      first_seen_at: at(9000),
      last_seen_at: at(33),
    });
    const young = device({
      ...shared,
      mac_address: '92:3F:60:00:00:02',
      name: 'Annas-iPhone',
      name_source: 'host_name',
      known: false,
      connected: true,
      first_seen_at: at(30),
      last_seen_at: at(0),
    });
    const served = await serve({ directory: directory(), snapshot: snapshot([old, young]) });
    stops.push(served.stop);
    const page = await openNaming(served.url, `#/device/${young.device_id}`);
    await saysIn(page, '.look-alike', 'The second came 3 min after the first was seen last.');
    const lines = (await page.evaluate(`document.querySelector('.look-alike pre').textContent`)) as string;
    expect(parse(lines)).toEqual({
      devices: [{ macs: [old.mac_address, young.mac_address], name: "Anna's phone" }],
    });
    await page.click('.look-alike a');
    await saysIn(page, 'h1', "Anna's phone");
    await saysIn(page, '.look-alike', 'Both call themselves');
  });
});
