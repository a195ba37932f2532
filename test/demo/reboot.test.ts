/** What a reboot does to callers and to the tables. */
import { afterEach, expect, test, vi } from 'vitest';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { ask, errorOf } from './ask.ts';

let router: SimulatedRouter;
let clock = 1_000_000;

afterEach(() => router.stop());

async function start(onReboot?: () => void): Promise<void> {
  router = await startRouter({
    tables: () => ({
      'ip/arp': [{ '.id': '*1F', address: '192.0.2.1' }],
      'system/resource': { uptime: '3w2d', version: '7.24' },
    }),
    now: () => clock,
    ...(onReboot === undefined ? {} : { onReboot }),
  });
}

test('connections are reset, log-ins and ids are new, the uptime starts over', async () => {
  const onReboot = vi.fn<() => void>();
  await start(onReboot);
  expect((await ask(router, '/rest/system/resource')).text).toBe('{"uptime":"3w2d","version":"7.24"}');
  router.setFault('hang', 'ip/arp');
  const asked = errorOf(ask(router, '/rest/ip/arp'));
  await vi.waitFor(() => expect(router.requests).toHaveLength(2), { interval: 1, timeout: 30_000 });
  router.setFault(null, 'none');
  const port = router.port;
  await router.reboot();
  expect(await asked).toBe('ECONNRESET');
  expect(onReboot).toHaveBeenCalledOnce();
  router.setFault(null);
  clock += 65_000;
  expect((await ask(router, '/rest/system/resource')).text).toBe('{"uptime":"1m5s","version":"7.24"}');
  expect((await ask(router, '/rest/ip/arp')).text).toBe('[{".id":"*101F","address":"192.0.2.1"}]');
  expect((await ask(router, '/rest/ip/arp/*1F')).status).toBe(404);
  expect(router.port).toBe(port);
  expect(router.logins).toHaveLength(2);
});

test('while it is down nobody answers', async () => {
  await start();
  const rebooted = router.reboot({ downMs: 20 });
  expect(await errorOf(ask(router, '/rest/ip/arp'))).toBe('ECONNREFUSED');
  await rebooted;
  expect((await ask(router, '/rest/ip/arp')).status).toBe(200);
});

test('stopped is stopped, whatever happens to it afterwards', async () => {
  await start();
  await router.stop();
  router.setFault(null);
  await router.reboot();
  expect(await errorOf(ask(router, '/rest/ip/arp'))).toBe('ECONNREFUSED');
});
