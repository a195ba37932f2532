/** What `check` prints about a router. */
import { afterEach, describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { check } from '../../src/cli/check.ts';
import { defaults } from '../../src/config/read.ts';
import type { Config, RouterConfig } from '../../src/config/config.ts';
import { findNativeApi } from '../../src/cli/check-native-api.ts';
import { createHouse } from '../../src/demo/house.ts';
import { startNativeApi } from '../../src/demo/native-api.ts';
import { type SimulatedRouter, type SimulatedRouterOptions, startRouter } from '../../src/demo/router.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const house = createHouse({ seed: 3 });
house.pause();

async function start(options: Partial<SimulatedRouterOptions> = {}): Promise<SimulatedRouter> {
  const [hallway] = house.routers;
  const { packages, version } = hallway!;
  const router = await startRouter({ tables: () => hallway!.tables(), packages, version, ...options });
  stops.push(() => router.stop());
  return router;
}

async function run(
  router: SimulatedRouter,
  changed: Partial<RouterConfig> = {},
  settings: Partial<Config> = {},
): Promise<{ isWell: boolean; text: string }> {
  const { url, username, password } = router;
  const config: Config = {
    ...defaults.config,
    ...settings,
    routers: [{ ...defaults.router, id: 'router', url, username, password, timeoutMs: 2000, ...changed }],
  };
  const lines: string[] = [];
  const isWell = await check({ config, print: (line) => lines.push(line) });
  return { isWell, text: lines.join('\n') };
}

describe('a router that can be read', () => {
  it('says version, menus and how many devices are on which access point', async () => {
    const { isWell, text } = await run(await start());
    expect(isWell).toBe(true);
    expect(text).toMatch(/✓ log-in +as .*read, api, rest-api/);
    expect(text).toMatch(/✓ RouterOS +7\.24.*"Hallway"/);
    expect(text).toMatch(/✓ WiFi menus +interface\/wifi\b/);
    expect(text).toContain('which is no fault: interface/wifiwave2, caps-man, interface/wireless');
    const connected = house.devices().filter((device) => device.router === 'Hallway');
    expect(text).toMatch(new RegExp(`✓ devices +${connected.length} on WiFi now`));
    const kitchen = connected.filter((device) => device.accessPoint === 'Kitchen');
    expect(text).toContain(`${kitchen.length} on access point "Kitchen"`);
  });

  it('says that no interface is enabled, unless some key, an issuer or a broker enables one', async () => {
    const router = await start();
    const warned = async (settings: Partial<Config>) =>
      (await run(router, {}, settings)).text.includes('no interface is enabled');
    expect(await warned({})).toBe(true);
    const key = { ...plainKey('key-of-the-file-1'), name: 'tablet', doors: ['rest'] as const };
    for (const settings of [
      { keys: [key] },
      { operatorKey: [plainKey('key-of-the-operator')] },
      { oauthIssuer: 'https://auth.example.org' },
    ])
      expect(await warned(settings)).toBe(false);
  });

  it('warns of http', async () => {
    expect((await run(await start())).text).toMatch(
      /! certificate +none: http sends the password unencrypted/,
    );
  });
});

describe('what is wrong, and what to type', () => {
  it('a self-signed certificate: its fingerprint, ready to paste; pasted, it is well', async () => {
    const router = await start({ tls: true });
    const { isWell, text } = await run(router);
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ certificate +is not trusted \(self-signed\)/);
    expect(text).toContain(`ROUTEROS_TLS_FINGERPRINT=${router.fingerprint}`);
    expect(router.requests).toEqual([]);
    const pinned = await run(router, { tlsFingerprint: router.fingerprint });
    expect(pinned.isWell).toBe(true);
    expect(pinned.text).toMatch(/✓ certificate +is the pinned one/);
  });

  it('another certificate than the pinned one: nothing is sent, the new fingerprint is shown', async () => {
    const router = await start({ tls: true });
    const { isWell, text } = await run(router, { tlsFingerprint: 'AA:'.repeat(31).concat('AA') });
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ certificate +is not the pinned one/);
    expect(text).toContain(`ROUTEROS_TLS_FINGERPRINT=${router.fingerprint}`);
    expect(router.requests).toEqual([]);
  });

  it('www-ssl without a certificate: how to make one', async () => {
    const { isWell, text } = await run(await start({ tls: 'no-certificate' }));
    expect(isWell).toBe(false);
    expect(text).toContain('/ip/service/set www-ssl certificate=rest disabled=no');
  });

  it('a wrong password: the group and the user to make', async () => {
    const router = await start();
    const { isWell, text } = await run(router, { password: 'not the password' });
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ log-in/);
    expect(text).toContain('/user group add name=presence policy=read,api,rest-api');
    expect(text).not.toContain('not the password');
  });

  it('of questions: which policies their user lacks', async () => {
    const ask = {
      username: 'ask',
      password: 'a word to ask with',
      policies: ['read', 'api', 'rest-api', 'test'],
    };
    const shy = { ...ask, username: 'shy', policies: ['read', 'api', 'rest-api'] };
    const router = await start({ users: [ask, shy] });
    const asked = (queryUsername: string, queryPassword = ask.password) =>
      run(router, { queryUsername, queryPassword }, { routerQueries: true });
    expect((await asked('ask')).text).toMatch(/✓ queries +as ask/);
    expect((await asked('shy')).text).toMatch(/! queries +as shy.*the policy test is missing/);
    const wrong = await asked('ask', 'wrong');
    expect(wrong).toMatchObject({ isWell: false, text: expect.stringMatching(/✗ queries/) as string });
  });

  it('over the native API: its own services, policies and port', async () => {
    const router = await start();
    const [plain, secure] = [await startNativeApi(router), await startNativeApi(router, { tls: true })];
    stops.push(
      () => plain.stop(),
      () => secure.stop(),
    );
    const well = await run(router, { url: plain.url });
    expect(well).toMatchObject({ isWell: true, text: expect.stringContaining('use apis') as string });
    expect(well.text).toMatch(/✓ log-in .*\(read, api\)/);
    const pinned = await run(router, { url: secure.url, tlsFingerprint: secure.fingerprint });
    expect(pinned.text).toMatch(/✓ certificate +is the pinned one/);
    const wrong = await run(router, { url: plain.url, password: 'not the password' });
    expect(wrong.text).toMatch(/✗ log-in .*rejected the user name or password/);
    expect(wrong.text).toContain('policy=read,api\n');
    await plain.stop();
    const off = await run(router, { url: plain.url });
    expect(off.text).toContain('/ip service set api-ssl certificate=api disabled=no');
    expect(wrong.text + off.text).not.toMatch(/www|rest-api|not the password/);
  });

  it('REST that does not answer, and a native API that does', async () => {
    const router = await start();
    const native = await startNativeApi(router);
    stops.push(() => native.stop());
    const { port } = new URL(native.url);
    expect(await findNativeApi(router.url, [':1', `:${port}`])).toBe(native.url);
    expect(await findNativeApi(router.url, [':1', ':1'])).toBeNull();
  });

  it('a group without api: the same', async () => {
    const { isWell, text } = await run(await start({ policies: ['read', 'rest-api'] }));
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ log-in/);
    expect(text).toContain('policy=read,api,rest-api');
  });

  it('nobody there: the services to look at', async () => {
    const router = await start();
    router.setFault('refuse');
    const { isWell, text } = await run(router);
    expect(isWell).toBe(false);
    const [, below] = text.split(/✗ reachable.*\n/);
    const [remedy] = below!.split('! certificate');
    expect(remedy).toContain('Check the port in the URL');
    expect(remedy).toContain('/ip/service/set www-ssl');
  });

  it('a page instead of REST: RouterOS 6 has none', async () => {
    const router = await start();
    router.setFault('html');
    const { isWell, text } = await run(router);
    expect(isWell).toBe(false);
    expect(text).toContain('RouterOS 6 has no REST');
  });

  it('a hang is no answer: it is not reachable, and what follows was not asked', async () => {
    const router = await start();
    router.setFault('hang');
    const { isWell, text } = await run(router, { timeoutMs: 300 });
    expect(isWell).toBe(false);
    expect(text).toMatch(/✗ reachable +No complete answer came within 0.3 s.*\n +If it happens again, raise/);
    expect(text).not.toMatch(/✓ reachable/);
  });

  it('one menu that is denied: the menus after it are counted as not asked', async () => {
    const router = await start();
    router.setFault('unauthorized', 'interface/wifi/registration-table');
    const { text } = await run(router);
    expect(text).toMatch(/✗ log-in +The router rejected the user name or password/);
    expect(text).toMatch(/\d+ more menus were not asked/);
  });

  it('the summary comes first, and the problems come last', async () => {
    const router = await start();
    const well = (await run(router)).text.split('\n');
    expect(well[0]).toMatch(/^Checked: \d+ of \d+ without a problem \(no problems, /);
    expect(well.at(-1)).toMatch(/^All checks passed/);
    const wrong = (await run(router, { password: 'not the password' })).text.split('\n');
    expect(wrong[0]).toMatch(/^Checked: 0 of 1 without a problem \(1 problem, /);
    expect(wrong.at(-1)).toMatch(/^ {2}✗ Router "router" at http.*: log-in: The router rejected/);
  });

  it('ten strangers are listed, all of them only when asked for', async () => {
    const router = await start();
    const count = (text: string) => text.match(/^ {2}(?:# )?- mac: /gm)?.length ?? 0;
    const total = Number(/Strangers on WiFi now: (\d+)/.exec((await run(router)).text)?.[1]);
    const { url, username, password } = router;
    const routers = [{ ...defaults.router, id: 'router', url, username, password }];
    const lines: string[] = [];
    let result: { strangers?: unknown[] } = {};
    await check({
      config: { ...defaults.config, routers },
      allStrangers: true,
      print: (line) => lines.push(line),
      onResult: (all) => (result = all),
    });
    expect(count((await run(router)).text)).toBe(Math.min(10, total));
    expect(count(lines.join('\n'))).toBe(total);
    expect(result).toMatchObject({
      ok: true,
      parts: expect.arrayContaining([expect.objectContaining({ ok: true })]) as unknown,
    });
    expect(result.strangers).toHaveLength(total);
  });

  it('a router without WiFi: says so', async () => {
    const { text } = await run(await start({ packages: [] }));
    expect(text).toMatch(/WiFi menus/);
  });
});
