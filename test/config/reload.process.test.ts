/** The program under another configuration while it runs: open connections stay open, and an invalid configuration is rejected. */
import { connectAsync } from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDemoBroker } from '../../src/demo/broker.ts';
import { startNetwork } from '../../src/demo/network.ts';
import type { Health } from '../../src/record/health.ts';
import { LOOPBACK, startProgram } from '../program.ts';

const API_KEY = 'a-key-of-sixteen-characters';
const MCP_API_KEY = 'another-key-of-that-length';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function begin() {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  const login = { username: 'presence', password: 'open sesame' };
  const broker = await startDemoBroker(login);
  const [hall, workshop] = network.routers.map(
    ({ url, username, password }, index) =>
      `  - id: ${index === 0 ? 'hall' : 'workshop'}\n    url: ${url}\n    username: ${username}\n    password: '${password}'\n`,
  );
  const env = {
    ...LOOPBACK,
    CONFIG_FILE: 'config.yaml',
    STATE_DIR: 'state',
    API_KEY,
    MCP_API_KEY,
    MQTT_URL: broker.url,
    MQTT_USERNAME: login.username,
    MQTT_PASSWORD: login.password,
    POLL_INTERVAL: '1s',
  };
  const files = { 'config.yaml': `routers:\n${hall}`, '.env': 'RATE_LIMIT=6000\n' };
  const program = startProgram({ env, files });
  ends.push(program.discard, broker.stop, () => network.stop());
  const observer = await connectAsync(broker.url, { ...login, reconnectPeriod: 0 });
  ends.unshift(() => observer.endAsync(true));
  const retained = new Map<string, string>();
  observer.on('message', (topic, payload) => void retained.set(topic, payload.toString()));
  await observer.subscribeAsync('#');
  const url = await program.url();
  const ask = async <T>(path: string) => {
    const response = await fetch(`${url}${path}`, { headers: { 'x-api-key': API_KEY } });
    return (await response.json()) as T;
  };
  const health = () => ask<Health>('/health');
  /** Waits for what is asked to be as wanted. */
  const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 30_000, interval: 50 });
  return { program, hall: hall!, workshop: workshop!, retained, url, ask, health, until };
}

interface Listed {
  devices: { device_id: string; mac_address: string; name: string; presence: string; router: string }[];
}

const rpc = async (url: string, session: string | null, method: string, params: object) => {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${MCP_API_KEY}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session !== null && { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return {
    session: response.headers.get('mcp-session-id'),
    status: response.status,
    text: await response.text(),
  };
};

describe('the configuration is read again', () => {
  it('on SIGHUP and when its file changes: routers come and go, names change, and nothing is closed', async () => {
    const { program, hall, workshop, retained, url, ask, health, until } = await begin();
    await program.told('router ready');
    await program.told('broker connected');
    const { devices } = await ask<Listed>('/devices?limit=1000&detail=full');
    const phone = devices.find(({ presence }) => presence === 'home')!;
    const events = await fetch(`${url}/events`, {
      headers: { 'x-api-key': API_KEY, accept: 'text/event-stream' },
    });
    const reader = events.body!.getReader();
    const { session } = await rpc(url, null, 'initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    expect(session).not.toBeNull();

    // one more router, a name, and a variable that takes effect after a restart
    let from = program.lines().length;
    program.write('.env', 'RATE_LIMIT=6001\n');
    const named = `devices:\n  - mac: ${phone.mac_address}\n    name: Lantern\n`;
    program.write('config.yaml', `routers:\n${hall}${workshop}${named}`);
    program.process.kill('SIGHUP');
    await program.told('configuration loaded', from);
    expect(await program.told('restart required', from)).toMatchObject({ names: ['RATE_LIMIT'] });
    expect(await ask(`/devices/${phone.device_id}`)).toMatchObject({ name: 'Lantern', presence: 'home' });
    await until(async () => {
      const { routers, status } = await health();
      expect([routers.map(({ router, reachable }) => [router, reachable]), status]).toEqual([
        [
          ['hall', true],
          ['workshop', true],
        ],
        'ok',
      ]);
    });
    await until(() => {
      const config = [...retained].find(([topic]) => topic.includes(`client_${phone.device_id}/config`));
      expect(config?.[1]).toContain('Lantern');
      expect(retained.get('mikrotik-presence/bridge/info')).toContain('"routers":["hall","workshop"]');
    });
    const all = (await ask<Listed>('/devices?limit=1000&detail=full')).devices;
    const owned = all.filter(({ router, presence }) => router === 'workshop' && presence === 'home');
    expect(owned.length).toBeGreaterThan(0);

    // an invalid file is rejected as a whole, and every problem is logged; no signal is needed
    from = program.lines().length;
    program.write('config.yaml', `routers:\n${hall}devices:\n  - mac: nonsense\nguests: [x]\n`);
    const kept = await program.told('configuration rejected', from);
    expect(kept['problems']).toMatchObject([{ name: 'guests' }, { name: 'devices[0].mac' }]);
    const ill = await health();
    expect(ill.status).toBe('degraded');
    expect(ill.configuration.problem).toContain('devices[0].mac');
    expect(await ask(`/devices/${phone.device_id}`)).toMatchObject({ name: 'Lantern' });

    // valid again, without the second router: its devices do not become away
    from = program.lines().length;
    program.write('config.yaml', `routers:\n${hall}${named}`);
    program.process.kill('SIGHUP');
    await program.told('configuration loaded', from);
    await until(async () => {
      const { routers, configuration, status } = await health();
      expect([routers.length, configuration.problem, status]).toEqual([1, null, 'ok']);
    });
    const left = (await ask<Listed>('/devices?limit=1000&detail=full')).devices;
    for (const { device_id } of owned)
      expect(left.find((device) => device.device_id === device_id)).toMatchObject({
        presence: 'home',
        connected: null,
      });
    await until(() => expect(retained.get('mikrotik-presence/router/workshop/availability')).toBe(''));

    // all that was open is open still
    expect(program.lines().filter(({ msg }) => msg === 'broker connected')).toHaveLength(1);
    const called = await rpc(url, session, 'tools/call', { name: 'health_check', arguments: {} });
    expect([called.status, called.text]).toEqual([200, expect.stringContaining('hall')]);
    expect((await reader.read()).done).toBe(false);
    await reader.cancel();
    const told = program.lines().map((line) => JSON.stringify(line));
    expect(told.filter((line) => line.includes('step failed') || line.includes('"msg":"left"'))).toEqual([]);
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
  });
});
