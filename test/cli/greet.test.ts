/** What a terminal shows after the start. */
import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { foundText, greet, welcomeText } from '../../src/cli/greet.ts';
import { defaults } from '../../src/config/read.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';

const KEY = 'a-key-of-the-page';

it('the welcome names what is on and what turns the rest on, and no key', () => {
  const config = { ...defaults.config, apiKey: [plainKey(KEY)], routers: [] };
  const text = welcomeText('http://127.0.0.1:8490', config, {});
  expect(text).toContain('http://127.0.0.1:8490/manual');
  expect(text).toMatch(/page +http:\/\/127\.0\.0\.1:8490\/ +sign in with API_KEY/);
  expect(text).toMatch(/MCP +off: set MCP_API_KEY/);
  expect(text).toMatch(/MQTT +off: set MQTT_URL/);
  expect(text).not.toContain(KEY);
});

it('a key of the file turns on what it opens', () => {
  const key = { ...plainKey(KEY), name: 'tablet', doors: ['rest', 'mcp'] as const };
  const config = { ...defaults.config, apiKey: null, keys: [key] };
  const text = welcomeText('http://127.0.0.1:8490', config, {});
  expect(text).toMatch(/page +http:\/\/127\.0\.0\.1:8490\/ +sign in with a key for REST/);
  expect(text).toMatch(/REST +http/);
  expect(text).toMatch(/MCP +http/);
});

const address = (family: 'IPv4' | 'IPv6', text: string, internal = false) =>
  ({ family, address: text, internal }) as NetworkInterfaceInfo;
const interfaces = {
  lo: [address('IPv4', '127.0.0.1', true)],
  eth0: [address('IPv6', '2001:db8::2'), address('IPv4', '192.0.2.2')],
  wlan0: [address('IPv4', '192.0.2.3')],
};

it.each([
  ['0.0.0.0', 'http://127.0.0.1:8490'],
  ['::', 'http://[::1]:8490'],
])('on %s the welcome names the address for other devices', (host, url) => {
  const config = { ...defaults.config, host, apiKey: [plainKey(KEY)] };
  expect(welcomeText(url, config, interfaces)).toContain('From other devices: http://192.0.2.2:8490/\n');
  const offline = { lo: interfaces.lo };
  expect(welcomeText(url, config, offline)).not.toContain('other devices');
});

it('on one address, or without the page, there is none for other devices', () => {
  const config = { ...defaults.config, apiKey: [plainKey(KEY)] };
  for (const changed of [{ host: '127.0.0.1' }, { host: '192.0.2.3' }, { webUi: false }]) {
    const text = welcomeText('http://127.0.0.1:8490', { ...config, ...changed }, interfaces);
    expect(text).not.toContain('other devices');
  }
});

const isMain = { router: 'main', reachable: true };
const counts = (connected: readonly boolean[], routers: readonly object[]) =>
  ({
    devices: new Map(connected.map((isOn, index) => [String(index), { connected: isOn }])),
    accessPoints: [],
    problems: [],
    routers,
  }) as never;

it('what was found is counted in words', () => {
  expect(foundText(counts([true, false], [isMain]))).toBe('1 device connected on no access points');
});

it('the count names the routers that did not answer', () => {
  const text = foundText(counts([], [isMain, { router: 'attic', reachable: false }]));
  expect(text).toBe('no devices connected on no access points; no answer from attic: see the log');
});

it('devices are counted once, when each router has answered or failed', async () => {
  const attic = { router: 'attic', reachable: false };
  const holder = createSnapshotHolder((error) => expect.unreachable(String(error)));
  const printed: string[] = [];
  greet({ url: '', snapshot: holder }, defaults.config, {}, (text) => printed.push(text));
  const publish = async (snapshot: object) => {
    holder.publish({ ...(counts([true], [isMain, attic]) as object), ...snapshot } as never, []);
    await Promise.resolve();
  };
  await publish({});
  expect(printed).toHaveLength(1);
  await publish({ problems: [{ router: 'attic' }] });
  await publish({ problems: [{ router: 'attic' }] });
  expect(printed.slice(1)).toEqual([expect.stringContaining('found     1 device connected')]);
});
