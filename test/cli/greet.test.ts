/** What a terminal shows after the start. */
import { expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { foundText, welcomeText } from '../../src/cli/greet.ts';
import { defaults } from '../../src/config/read.ts';

const KEY = 'a-key-of-the-page';

it('the welcome names what is on and what turns the rest on, and no key', () => {
  const config = { ...defaults.config, apiKey: [plainKey(KEY)], routers: [] };
  const text = welcomeText('http://127.0.0.1:8490', config);
  expect(text).toContain('http://127.0.0.1:8490/manual');
  expect(text).toMatch(/page +http:\/\/127\.0\.0\.1:8490\/ +sign in with API_KEY/);
  expect(text).toMatch(/MCP +off: set MCP_API_KEY/);
  expect(text).toMatch(/MQTT +off: set MQTT_URL/);
  expect(text).not.toContain(KEY);
});

it('what was found is counted in words', () => {
  const device = (connected: boolean) => [String(connected), { connected }] as never;
  const devices = new Map<never, never>([device(true), device(false)]);
  expect(foundText({ devices, accessPoints: [] } as never)).toBe('1 device connected on 0 access points');
});
