/** The program as a process, at simulated routers and a broker: what it counts is what was done, and no secret is told. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DemoBroker, startDemoBroker } from '../../src/demo/broker.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { freePort } from '../mosquitto.ts';
import { LOOPBACK, type Program, startProgram } from '../program.ts';
import { type Family, parse, valueOf } from './exposition.ts';

const P = 'mikrotik_presence_';
const keys = {
  API_KEY: 'rest-key-0123456789',
  MCP_API_KEY: 'mcp-key-0123456789',
  METRICS_KEY: 'metrics-key-0123456789',
};
const login = { username: 'presence', password: 'open sesame 0123456789' };

let network: SimulatedNetwork;
let broker: DemoBroker;
let program: Program;
let url: string;

beforeAll(async () => {
  [network, broker] = await Promise.all([startNetwork({ seed: 7 }), startDemoBroker(login)]);
  network.house.pause();
  const routers = network.routers.map((router, index) => {
    const { username, password } = router;
    return { id: index === 0 ? 'main' : 'workshop', url: router.url, username, password };
  });
  const syslogPort = await freePort();
  program = startProgram({
    files: { 'config.yaml': JSON.stringify({ routers }) },
    env: {
      ...LOOPBACK,
      ...keys,
      CONFIG_FILE: 'config.yaml',
      POLL_INTERVAL: '1s',
      SYSLOG_PORT: String(syslogPort),
      MQTT_URL: broker.url,
      MQTT_USERNAME: login.username,
      MQTT_PASSWORD: login.password,
    },
  });
  url = await program.url();
  network.logTo({ host: '127.0.0.1', port: syslogPort });
});

afterAll(async () => {
  await Promise.all([program?.discard(), network?.stop(), broker?.stop()]);
});

const get = (path: string, key: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { headers: { ...headers, authorization: `Bearer ${key}` } });

async function scrape(): Promise<Map<string, Family>> {
  return parse(await (await get('/metrics', keys.METRICS_KEY)).text());
}

/** The first scrape that is as wanted. */
async function until(isWanted: (families: Map<string, Family>) => boolean): Promise<Map<string, Family>> {
  return vi.waitFor(
    async () => {
      const text = await (await get('/metrics', keys.METRICS_KEY)).text();
      const families = parse(text);
      if (!isWanted(families)) throw new Error(`never as wanted:\n${text}\n${program.errors()}`);
      return families;
    },
    { timeout: 30_000, interval: 200 },
  );
}

const atLeast = (families: Map<string, Family>, least: number, name: string, labels = {}) =>
  (valueOf(families, P + name, labels) ?? 0) >= least;

describe('the program', () => {
  it('METRICS_KEY opens this door alone, API_KEY too, MCP_API_KEY not', async () => {
    const status = async (path: string, key: string) => (await get(path, key)).status;
    expect(await status('/metrics', keys.METRICS_KEY)).toBe(200);
    expect(await status('/metrics', keys.API_KEY)).toBe(200);
    expect(await status('/metrics', keys.MCP_API_KEY)).toBe(401);
    expect(await status('/devices', keys.METRICS_KEY)).toBe(401);
    expect(await status('/mcp', keys.METRICS_KEY)).toBe(401);
  });

  it('counts polls, reads and rows of each router, and who is where', async () => {
    const families = await until((found) =>
      ['main', 'workshop'].every((router) =>
        atLeast(found, 2, 'polls_total', { router, result: 'complete' }),
      ),
    );
    const truth = network.house.devices().filter(({ connected }) => connected);
    const clients = families.get(`${P}clients`)!.series;
    expect(clients.reduce((sum, { value }) => sum + value, 0)).toBe(truth.length);
    for (const name of ['Kitchen', 'Attic', 'Workshop']) {
      const there = clients.filter(({ labels }) => labels['access_point'] === name);
      expect(
        there.reduce((sum, { value }) => sum + value, 0),
        name,
      ).toBe(truth.filter(({ accessPoint }) => accessPoint === name).length);
    }
    const table = { router: 'main', table: 'interface/wifi/registration-table' };
    expect(atLeast(families, 2, 'table_reads_total', { ...table, status: 'complete' })).toBe(true);
    expect(atLeast(families, 10, 'table_rows', table)).toBe(true);
    expect(atLeast(families, 2, 'read_duration_seconds_count', { router: 'main' })).toBe(true);
    expect(atLeast(families, 2, 'poll_duration_seconds_count', { router: 'workshop' })).toBe(true);
    expect(valueOf(families, `${P}router_breaker_state`, { router: 'main', state: 'closed' })).toBe(1);
    expect(valueOf(families, `${P}snapshot_complete`)).toBe(1);
    expect(families.get(`${P}device_signal_dbm`)!.series.length).toBeGreaterThan(5);
  });

  it('counts requests by route, not by path', async () => {
    await get('/devices/nobody', keys.API_KEY);
    await get('/devices/nothing-else', keys.API_KEY);
    await get('/devices', 'wrong');
    await get(`/${'x'.repeat(50)}`, keys.API_KEY);
    const families = await scrape();
    const requests = (route: string, status: string) =>
      valueOf(families, `${P}http_requests_total`, { route, status, method: 'GET' });
    expect(requests('/devices/{device_id}', '404')).toBe(2);
    expect(requests('none', '404')).toBe(1);
    expect(requests('/metrics', '401')).toBe(1);
    expect(
      valueOf(families, `${P}http_request_duration_seconds_count`, { route: '/devices/{device_id}' }),
    ).toBe(2);
    const routes = families.get(`${P}http_requests_total`)!.series.map(({ labels }) => labels['route']!);
    expect(routes.every((route) => route.length < 40)).toBe(true);
  });

  it('counts calls of assistants by tool', async () => {
    const call = (name: string, args: object) =>
      fetch(`${url}/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${keys.MCP_API_KEY}`,
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': name,
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: {
            name,
            arguments: args,
            _meta: {
              'io.modelcontextprotocol/protocolVersion': '2026-07-28',
              'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
              'io.modelcontextprotocol/clientCapabilities': {},
            },
          },
        }),
      }).then((answer) => answer.text());
    const answers = [
      await call('list_devices', {}),
      await call('get_device', { device: 'nobody' }),
      await call('no_such', {}),
    ];
    const families = await scrape();
    const calls = families
      .get(`${P}mcp_calls_total`)!
      .series.map(({ labels, value }) => `${labels['tool']} ${labels['result']} ${value}`);
    expect(calls.toSorted(), answers.join('\n')).toEqual(['get_device failed 1', 'list_devices ok 1']);
    expect(valueOf(families, `${P}mcp_sessions`)).toBe(0);
  });

  it('counts what was published and saved', async () => {
    const families = await until((found) => atLeast(found, 20, 'mqtt_publishes_total', { result: 'taken' }));
    expect(valueOf(families, `${P}mqtt_connected`)).toBe(1);
    expect(valueOf(families, `${P}mqtt_connections_total`)).toBe(1);
    expect(atLeast(families, 1, 'memory_saves_total', { result: 'saved' })).toBe(true);
    expect(valueOf(families, `${P}memory_saves_total`, { result: 'failed' })).toBe(0);
    expect(valueOf(families, `${P}history_problem`)).toBe(0);
  });

  it('counts log lines, the looks they cause and what happened', async () => {
    const phone = network.house
      .devices()
      .find(({ mobile, connected, router }) => mobile && connected && router === 'Hallway')!;
    network.house.roam(phone.name, phone.accessPoint === 'Attic' ? 'Kitchen' : 'Attic');
    const families = await until((found) =>
      atLeast(found, 1, 'events_total', { event_type: 'roamed', router: 'main' }),
    );
    expect(atLeast(families, 1, 'log_lines_total', { result: 'understood' })).toBe(true);
    expect(valueOf(families, `${P}log_lines_refused_total`, { reason: 'foreign' })).toBe(0);
    expect(families.get(`${P}quick_polls_total`)!.series).toHaveLength(4);
  });

  it('a broker that comes back is a second connection', async () => {
    const port = Number(new URL(broker.url).port);
    await broker.stop();
    await until((found) => valueOf(found, `${P}mqtt_connected`) === 0);
    broker = await startDemoBroker({ ...login, port });
    const families = await until((found) => valueOf(found, `${P}mqtt_connected`) === 1);
    expect(valueOf(families, `${P}mqtt_connections_total`)).toBe(2);
  });

  it('a router that fails shows', async () => {
    network.routers[1]!.setFault('refuse');
    const families = await until((found) =>
      atLeast(found, 1, 'polls_total', { router: 'workshop', result: 'failed' }),
    );
    network.routers[1]!.setFault(null);
    expect(valueOf(families, `${P}snapshot_complete`)).toBe(0);
    const failing = families.get(`${P}table_failed`)!.series.filter(({ value }) => value === 1);
    expect(new Set(failing.map(({ labels }) => labels['router']))).toEqual(new Set(['workshop']));
  });

  it('tells no secret, in either form', async () => {
    const accept = { accept: 'application/openmetrics-text; version=1.0.0' };
    const text = await (await get('/metrics', keys.METRICS_KEY)).text();
    const open = await (await get('/metrics', keys.METRICS_KEY, accept)).text();
    expect(parse(open, 'openmetrics').size).toBe(parse(text).size);
    const secrets = [
      ...Object.values(keys),
      login.password,
      ...network.routers.map(({ password }) => password),
    ];
    for (const secret of secrets) expect(text + open + program.errors()).not.toContain(secret);
  });
});
