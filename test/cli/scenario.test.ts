/** Routers as a beginner finds them: what `check` prints, and what the log says after a start. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { check } from '../../src/cli/check.ts';
import type { Config, RouterConfig } from '../../src/config/config.ts';
import { defaults } from '../../src/config/read.ts';
import { createHouse } from '../../src/demo/house.ts';
import { type SimulatedRouter, type SimulatedRouterOptions, startRouter } from '../../src/demo/router.ts';
import { serve } from '../../src/service/serve.ts';
import { createLog } from '../../src/telemetry/log.ts';

const stops: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Scenario {
  /** Of the two routers of the house: the second one has the old drivers. */
  which?: 0 | 1;
  router?: Partial<SimulatedRouterOptions>;
  /** Before the first request. */
  prepare?: (router: SimulatedRouter) => void;
  entry?: (router: SimulatedRouter) => Partial<RouterConfig>;
  /** What `check` prints, from the top. */
  checked: RegExp[];
  /** What `check` does not print. */
  unprinted?: RegExp;
  /** Message and remedy of the one warning after the start; null: the router is read without one. */
  warned: RegExp | null;
}

const withScheme = (scheme: string) => (router: SimulatedRouter) => ({
  url: router.url.replace(/^\w+/, scheme),
});

const scenarios: Record<string, Scenario> = {
  'a router with the current drivers': {
    checked: [
      /✓ reachable/,
      /✓ log-in/,
      /✓ WiFi menus +interface\/wifi\b/,
      /such as "(?!..:)[^"]+", "(?!..:)/,
      /All checks passed/,
    ],
    unprinted: /✗/,
    warned: null,
  },
  'a router with the old drivers': {
    which: 1,
    checked: [/✓ reachable/, /✓ log-in/, /✓ WiFi menus .*caps-man/, /All checks passed/],
    unprinted: /✗/,
    warned: null,
  },
  'a wrong password': {
    entry: () => ({ password: 'not the password' }),
    checked: [/✓ reachable/, /✗ log-in +The router rejected the user name or password/, /Some checks failed/],
    unprinted: /not the password/,
    warned: /^The router rejected the user name or password .*Check user name and password/,
  },
  'https at a port of http': {
    entry: withScheme('https'),
    checked: [/What answers there does not speak TLS/, /Some checks failed/],
    unprinted: /✓ log-in/,
    warned: /^What answers there does not speak TLS .*the port and the scheme/,
  },
  'http at a port of https': {
    router: { tls: true },
    entry: withScheme('http'),
    checked: [/✗ reachable/, /https/, /Some checks failed/],
    unprinted: /✓ log-in/,
    warned: /^The connection was closed without an answer .*www-ssl \(https\)/,
  },
  'a self-signed certificate': {
    router: { tls: true },
    checked: [
      /✗ certificate +is not trusted \(self-signed\)/,
      /ROUTEROS_TLS_FINGERPRINT=[\dA-F]{2}:/,
      /certificate: is not trusted \(self-signed\)\.$/,
    ],
    unprinted: /✓ log-in/,
    warned: /^The certificate is self-signed .*ROUTEROS_TLS_FINGERPRINT/,
  },
  'https without a certificate': {
    router: { tls: 'no-certificate' },
    checked: [/\/ip\/service\/set www-ssl certificate=rest disabled=no/, /Some checks failed/],
    unprinted: /✓ log-in/,
    warned: /^The TLS handshake failed, .*\/certificate add/,
  },
  'a closed port': {
    prepare: (router) => router.setFault('refuse'),
    checked: [/✗ reachable +The connection was refused/, /\/ip\/service\//, /Some checks failed/],
    unprinted: /✓/,
    warned: /^The connection was refused .*\/ip\/service print/,
  },
  'a host name that is unknown': {
    entry: () => ({ url: 'http://router.invalid' }),
    checked: [/✗ reachable +The host name could not be resolved/, /Some checks failed/],
    unprinted: /✓|\/certificate/,
    warned: /^The host name could not be resolved .*use the IP address/,
  },
  'RouterOS 6, which answers with a page': {
    prepare: (router) => router.setFault('html'),
    checked: [/A page came instead of JSON/, /RouterOS 6 has no REST/, /Some checks failed/],
    unprinted: /✓ log-in/,
    warned: /^A page came instead of JSON .*Check the port and the path/,
  },
  'a user without the policies': {
    router: { policies: ['read', 'rest-api'] },
    checked: [/✓ reachable/, /✗ log-in/, /policy=read,api,rest-api/, /Some checks failed/],
    warned: /\(9\).*policy=read,api,rest-api/,
  },
  'a router that hangs': {
    prepare: (router) => router.setFault('hang'),
    entry: () => ({ timeoutMs: 300 }),
    checked: [/✗ reachable +No complete answer came within 0.3 s/, /Some checks failed/],
    unprinted: /✓/,
    warned: /^No complete answer came within 0.3 s.*raise the timeout/,
  },
};

const house = createHouse({ seed: 3 });
house.pause();

async function start({ which = 0, router: options, prepare, entry }: Scenario): Promise<Config> {
  const plan = house.routers[which]!;
  const { packages, version } = plan;
  const router = await startRouter({ tables: () => plan.tables(), packages, version, ...options });
  stops.push(() => router.stop());
  prepare?.(router);
  const { url, username, password } = router;
  const stateDir = mkdtempSync(join(tmpdir(), 'scenario-'));
  stops.push(() => rmSync(stateDir, { recursive: true }));
  return {
    ...defaults.config,
    host: '127.0.0.1',
    port: 0,
    historyMaxBytes: 0,
    stateDir,
    routers: [{ ...defaults.router, id: 'router', url, username, password, ...entry?.(router) }],
  };
}

/** The lines of the log until the first reading is over. */
async function linesOf(config: Config): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog({ level: 'info', format: 'json', destination: { write } });
  const running = await serve({ config, version: '0.0.0', log });
  const isOver = () => lines.some(({ msg }) => msg === 'table failed' || msg === 'router ready');
  await vi.waitFor(() => expect(isOver()).toBe(true), { timeout: 20_000, interval: 20 });
  await running.stop();
  return lines;
}

it.each(Object.entries(scenarios))('%s: check and start say the same, in few lines', async (_, scenario) => {
  const config = await start(scenario);
  const printed: string[] = [];
  const isWell = await check({ config, print: (line) => printed.push(line) });
  const text = printed.join('\n');
  for (const pattern of scenario.checked) expect.soft(text).toMatch(pattern);
  if (scenario.unprinted !== undefined) expect.soft(text).not.toMatch(scenario.unprinted);
  expect.soft(isWell).toBe(scenario.warned === null);

  const warnings = (await linesOf(config)).filter(({ level }) => level !== 'info');
  const told = warnings.map(({ message, remedy }) => `${String(message)} ${String(remedy)}`);
  expect.soft(told).toEqual(scenario.warned === null ? [] : [expect.stringMatching(scenario.warned)]);
  for (const { message } of warnings) expect.soft(message).not.toMatch(/^(?:GET|read) /);
});
