/** The whole program but its command line: simulated routers over real HTTP, poll loops, world, REST. */
import { afterEach, describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import type { FaultName } from '../../src/demo/fault.ts';
import { startNetwork, type SimulatedNetwork } from '../../src/demo/network.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createApp } from '../../src/rest/app.ts';
import { askedDirectly } from '../http/ask.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { type Service, startService } from '../../src/service/service.ts';
import { memoryJournal } from '../rest/journal.ts';

const API_KEY = 'a key of sixteen characters';
const POLL_MS = 30;

interface Running {
  network: SimulatedNetwork;
  service: Service;
  lines: string[];
  /** Resolves with the first snapshot that is as wanted, the current one included. */
  until: (wanted: (snapshot: Snapshot) => boolean) => Promise<Snapshot>;
  /** Resolves when no poll runs any more; none begins afterwards. */
  holdPolls: () => Promise<void>;
  ask: (path: string) => Promise<{ status: number; text: string; json: Record<string, unknown> }>;
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** `timeoutMs`: for what a router is asked. */
async function run({
  timeoutMs = 400,
  ...changed
}: Partial<Config> & { timeoutMs?: number } = {}): Promise<Running> {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  stops.push(() => network.stop());
  const routers = network.routers.map(({ url, username, password }, index) => ({
    ...defaults.router,
    id: index === 0 ? 'main' : 'workshop',
    url,
    username,
    password,
    timeoutMs,
  }));
  const config: Config = {
    ...defaults.config,
    routers,
    apiKey: [plainKey(API_KEY)],
    pollIntervalMs: POLL_MS,
    awayDelayMs: 3_600_000,
    ...changed,
  };
  const lines: string[] = [];
  const log = createLog({
    level: 'debug',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
  });
  let hold: (() => void) | null = null;
  const sleep: typeof systemClock.sleep = (ms, signal) => {
    if (hold === null || ms > config.pollIntervalMs) return systemClock.sleep(ms, signal);
    hold();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  const holdPolls = () =>
    new Promise<void>((resolve) => {
      let awake = routers.length;
      hold = () => {
        if (--awake === 0) resolve();
      };
    });
  const service = startService({ config, version: '0.0.0', log, clock: { ...systemClock, sleep } });
  stops.push(() => service.stop());
  const app = createApp({
    clock: systemClock,
    snapshot: service.snapshot,
    health: service.health,
    journal: memoryJournal(),
    history: null,
    authenticator: createAuthenticator({ keys: [plainKey(API_KEY)] }),
    log,
    version: '0.0.0',
  });
  const until: Running['until'] = (wanted) =>
    new Promise((resolve) => {
      const end = service.snapshot.subscribe((snapshot) => look(snapshot));
      const look = (snapshot: Snapshot | null) => {
        if (snapshot === null || !wanted(snapshot)) return;
        end();
        resolve(snapshot);
      };
      look(service.snapshot.current());
    });
  const ask: Running['ask'] = async (path) => {
    const response = await askedDirectly(app).request(path, {
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    const text = await response.text();
    return { status: response.status, text, json: JSON.parse(text) as Record<string, unknown> };
  };
  return { network, service, lines, until, ask, holdPolls };
}

const isWhole = (snapshot: Snapshot) =>
  snapshot.meta.complete && snapshot.routers.every(({ reachable }) => reachable);

/** Resolves after this many more readings of any router. */
function readings(until: Running['until'], count: number): Promise<Snapshot> {
  let left = count;
  return until(() => left-- <= 0);
}

describe('the house', () => {
  it('lists what the simulated routers show: name, access point, address and signal, from both', async () => {
    const { network, until } = await run();
    const snapshot = await until(isWhole);
    const truth = network.house.devices().filter((device) => device.connected);
    expect(truth.length).toBeGreaterThanOrEqual(25);
    const devices = [...snapshot.devices.values()].filter((device) => device.connected === true);
    expect(devices.map((device) => device.mac_address).sort()).toEqual(
      truth.map((device) => device.mac.toUpperCase()).sort(),
    );
    for (const device of truth) {
      const record = snapshot.devices.get(snapshot.macs.get(device.mac.toUpperCase())!)!;
      expect([record.access_point, record.interface, record.ip_address], device.name).toEqual([
        device.accessPoint,
        device.interface,
        device.ip,
      ]);
      expect(record.signal_dbm).toBeLessThan(0);
    }
    expect(new Set(devices.map((device) => device.router))).toEqual(new Set(['main', 'workshop']));
  });

  it('a roam is seen, and a phone that leaves is not away at once', async () => {
    const { network, until } = await run();
    const first = await until(isWhole);
    const phone = network.house
      .devices()
      .find((device) => device.mobile && device.connected && device.router === 'Hallway')!;
    const id = first.macs.get(phone.mac.toUpperCase())!;
    const target = phone.accessPoint === 'Attic' ? 'Kitchen' : 'Attic';
    network.house.roam(phone.name, target);
    await until((snapshot) => snapshot.devices.get(id)!.access_point === target);
    network.house.leave(phone.name);
    const gone = await until((snapshot) => snapshot.devices.get(id)!.connected === false);
    expect(gone.devices.get(id)).toMatchObject({ presence: 'home', access_point: target, signal_dbm: null });
  });

  it('a phone gone for the delay is away', async () => {
    const { network, until } = await run({ awayDelayMs: 5 * POLL_MS });
    const first = await until(isWhole);
    const phone = network.house.devices().find((device) => device.mobile && device.connected)!;
    network.house.leave(phone.name);
    const id = first.macs.get(phone.mac.toUpperCase())!;
    const away = await until((snapshot) => snapshot.devices.get(id)!.presence === 'away');
    expect(away.devices.get(id)).toMatchObject({ connected: false, zone: null, signal_dbm: null });
  });
});

describe('what the routers bear', () => {
  it('a thousand requests of users cause no read, one request is in flight, one connection serves every poll', async () => {
    const { network, until, ask, holdPolls } = await run({ pollIntervalMs: 10, timeoutMs: 10_000 });
    await until(isWhole);
    await readings(until, 210);
    expect(network.routers.map((each) => each.maxInFlight())).toEqual([1, 1]);
    expect(network.routers.map((each) => each.connectionCount())).toEqual([1, 1]);
    await holdPolls();
    const requestCount = () => network.routers.reduce((sum, { requests }) => sum + requests.length, 0);
    const before = requestCount();
    const paths = [
      '/devices',
      '/devices?limit=1000',
      '/access-points',
      '/interfaces/wifi',
      '/system/info',
      '/health',
      '/devices/unknown',
    ];
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => ask(paths[index % paths.length]!)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]));
    expect(requestCount()).toBe(before);
  });
});

describe('one of two routers fails', () => {
  const faults: [FaultName, string][] = [
    ['hang', 'timeout'],
    ['reset', 'unreachable'],
    ['refuse', 'unreachable'],
    ['html', 'bad_reply'],
    ['empty', 'bad_reply'],
  ];

  it.each(faults)(
    '%s: its devices stay listed, the warning says why, the other goes on, and it comes back',
    async (fault, kind) => {
      // the retries of a reset may take longer than a hang should cost
      const { network, until, ask } = await run(fault === 'hang' ? {} : { timeoutMs: 10_000 });
      const before = await until(isWhole);
      const [main, workshop] = network.routers;
      const held = [...before.devices.values()].filter((device) => device.router === 'main');
      // an empty table is believed at the third look: keep it at the first
      if (fault === 'empty') main!.setFault('empty', 'interface/wifi/registration-table');
      else main!.setFault(fault);
      const during = await until((snapshot) =>
        snapshot.meta.warnings.some(
          ({ router, table }) => router === 'main' && table.endsWith('registration-table'),
        ),
      );
      const warning = during.meta.warnings.find(({ table }) => table.endsWith('registration-table'));
      expect(warning).toMatchObject({ router: 'main', kind });
      expect(warning!.table).toMatch(/registration-table/);
      expect(Date.parse(warning!.since_at)).toBeGreaterThan(0);
      for (const device of held) {
        expect(during.devices.get(device.device_id), device.name).toMatchObject({
          presence: 'home',
          connected: null,
          signal_dbm: expect.any(Number) as number,
        });
      }
      expect(((await ask('/devices?limit=1000')).json['devices'] as unknown[]).length).toBeGreaterThanOrEqual(
        held.length,
      );
      const polled = workshop!.requests.length;
      await until(() => workshop!.requests.length > polled + 6);
      main!.setFault(null);
      const isBack = (snapshot: Snapshot) =>
        held.every((device) => snapshot.devices.get(device.device_id)!.connected === true);
      await until((snapshot) => isWhole(snapshot) && isBack(snapshot));
    },
  );
});

it('a table that empties at a stroke is in the log once, and so is that it is full again', async () => {
  const { network, lines, until } = await run();
  await until(isWhole);
  const [main] = network.routers;
  const table = 'interface/wifi/registration-table';
  main!.setFault('empty', table);
  await until(({ meta }) => meta.warnings.some((warning) => warning.table === table));
  main!.setFault(null);
  await until(isWhole);
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told.filter((line) => line['table'] === table)).toMatchObject([
    {
      level: 'warn',
      msg: 'reading suspect',
      router: 'main',
      message: expect.stringContaining('between two polls') as string,
    },
    { level: 'info', msg: 'reading trusted', router: 'main' },
  ]);
});
