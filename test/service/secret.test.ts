/** No secret is asked for, kept or served, not even one that a router sends unasked. */
import { expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { type RouterRow, startRouter } from '../../src/demo/router.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createMeter, createMetrics } from '../../src/metrics/metrics.ts';
import { menuPaths, menus } from '../../src/parse/menu.ts';
import { createApp } from '../../src/rest/app.ts';
import { askedDirectly } from '../http/ask.ts';
import { startService } from '../../src/service/service.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { ask } from '../metrics/start.ts';
import { memoryJournal } from '../rest/journal.ts';

const PLANTED = 'planted-secret-0123456789';
const secret: RouterRow = Object.fromEntries(
  [
    'passphrase',
    'security.passphrase',
    'security.sae-password',
    'private-key',
    'private-pre-shared-key',
    'wpa-pre-shared-key',
    'wpa2-pre-shared-key',
    'wpa2-psk-key',
    'password',
    'management-protection-key',
  ].map((property) => [property, PLANTED]),
);

const row: RouterRow = {
  '.id': '*1',
  name: 'wifi1',
  interface: 'wifi1',
  'default-name': 'wifi1',
  'mac-address': '02:00:00:00:00:01',
  'base-mac': '02:CA:00:00:00:01',
  'radio-mac': '02:CA:00:00:00:02',
  address: '192.168.88.10',
  signal: '-60',
  uptime: '1h',
  'host-name': 'phone',
  status: 'bound',
};

/** An interface has a MAC of its own: that of the network is no device. */
function macOf(path: string): RouterRow {
  const isInterface = ['interface/wifi', 'interface/wifiwave2', 'interface/wireless', 'caps-man/interface'];
  return isInterface.includes(path) ? { 'mac-address': '02:CA:00:00:00:03' } : {};
}

it('asks for nothing secret, and keeps and shows nothing secret that comes unasked', async () => {
  const tables = Object.fromEntries(
    menuPaths.map((path) => [
      path,
      menus[path].shape === 'list' ? [{ ...row, ...secret, ...macOf(path) }] : { ...row, ...secret },
    ]),
  );
  const router = await startRouter({ tables: () => tables });
  const { url, username, password } = router;
  const apiKey = 'a key of sixteen characters';
  const config: Config = {
    ...defaults.config,
    routers: [{ ...defaults.router, id: 'router', url, username, password }],
    apiKey: [plainKey(apiKey)],
    pollIntervalMs: 10,
  };
  const lines: string[] = [];
  const log = createLog({
    level: 'debug',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
  });
  const service = startService({ config, version: '0.0.0', log });
  try {
    let readings = 0;
    await new Promise<void>((resolve) => {
      service.snapshot.subscribe(() => {
        if (++readings === 5) resolve();
      });
    });
    const app = createApp({
      clock: systemClock,
      snapshot: service.snapshot,
      health: service.health,
      journal: memoryJournal(),
      history: null,
      authenticator: createAuthenticator({ keys: [plainKey(apiKey)] }),
      log,
      version: '0.0.0',
    });
    const paths = [
      '/devices?detail=full&presence=any',
      '/devices/phone',
      '/interfaces/wifi',
      '/access-points',
      '/system/info',
      '/health',
      '/nothing',
    ];
    const answers = await Promise.all(
      paths.map(async (path) =>
        (await askedDirectly(app).request(path, { headers: { 'x-api-key': apiKey } })).text(),
      ),
    );
    expect(answers[0]).toContain('"name":"phone"');
    const respond = createMetrics({
      meter: createMeter(config.routers),
      authenticator: createAuthenticator({ keys: config.apiKey! }),
      metricsDevices: 'all',
      snapshot: service.snapshot.current,
      health: service.health,
      open: () => ({ eventStreams: 0, mcpSessions: 0, mcpStreams: 0 }),
    });
    answers.push(await (await ask({ respond }, { 'x-api-key': apiKey })).text());
    expect(answers.at(-1)).toContain('name="phone"');
    const shown = [...answers, JSON.stringify(service.health()), ...lines].join('\n');
    for (const hidden of [PLANTED, password, apiKey]) expect(shown).not.toContain(hidden);

    expect(router.requests.length).toBeGreaterThan(menuPaths.length);
    // the table of registrations is asked for whole, so the router did send it there
    expect(new Set(router.requests.map(({ menu }) => menu))).toEqual(new Set(menuPaths));
    const asked = router.requests.map(({ query }) => decodeURIComponent(query)).join('\n');
    expect(asked).not.toMatch(/passphrase|password|key|secret|pre-shared/i);
    // a radio's present state has no secret, and no list of properties
    const whole = router.requests
      .filter(({ query, path }) => !query.includes('.proplist') && !path.endsWith('/monitor'))
      .map(({ menu }) => menu);
    expect(whole.every((menu) => menu.endsWith('registration-table'))).toBe(true);
  } finally {
    await service.stop();
    await router.stop();
  }
});
