/** The house on the wire. */
import { afterEach, expect, test } from 'vitest';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { ask } from './ask.ts';

let network: SimulatedNetwork;

afterEach(() => network.stop());

test('both routers serve their tables, each with a password of its own', async () => {
  network = await startNetwork({ seed: 1, tls: true });
  const [main, workshop] = network.routers;
  expect(main!.password).not.toBe(workshop!.password);
  expect((await ask(main!, '/rest/system/identity')).text).toBe('{"name":"Hallway"}');
  expect((await ask(workshop!, '/rest/system/identity')).text).toBe('{"name":"Workshop"}');
  expect((await ask(main!, '/rest/caps-man/registration-table')).status).toBe(400);
  const counts = await Promise.all([
    ask(main!, '/rest/interface/wifi/registration-table'),
    ask(workshop!, '/rest/interface/wireless/registration-table'),
    ask(workshop!, '/rest/caps-man/registration-table'),
  ]);
  const macs = counts.flatMap(({ text }) => JSON.parse(text) as Record<string, string>[]);
  expect(macs).toHaveLength(network.house.devices().filter(({ connected }) => connected).length);
});

test('the comment written in WinBox goes out in the Windows code page', async () => {
  network = await startNetwork({ seed: 1 });
  const { bytes } = await ask(network.routers[0]!, '/rest/ip/dhcp-server/lease?.proplist=comment');
  expect(bytes.includes(Buffer.from('Caf\xe9 radio', 'latin1'))).toBe(true);
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow(TypeError);
});

test('a reboot of the server is a reboot in the house', async () => {
  network = await startNetwork({ seed: 1, now: () => 1_790_000_000_000 });
  await network.routers[0]!.reboot();
  const answer = await ask(network.routers[0]!, '/rest/interface/wifi/registration-table');
  expect(answer.text).toBe('[]');
  expect((await ask(network.routers[0]!, '/rest/system/resource?.proplist=uptime')).text).toBe(
    '{"uptime":"0s"}',
  );
  expect(network.house.devices().every(({ router }) => router !== 'Hallway')).toBe(true);
});
