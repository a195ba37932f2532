/** Log lines over real UDP: what moves is known long before the next poll, and a sender of lines gets no more than a look a second. */
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { type Service, startService } from '../../src/service/service.ts';
import { createDecoder } from '../../src/parse/charset.ts';
import { startSyslog } from '../../src/syslog/start.ts';

/** So long that no second poll comes while a test runs. */
const POLL_MS = 600_000;
const REGISTRATIONS = 'interface/wifi/registration-table';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Both routers have been read once, and send their lines. */
async function run(pollIntervalMs = POLL_MS) {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  stops.push(() => network.stop());
  const routers = network.routers.map(({ url, username, password }, index) => ({
    ...defaults.router,
    id: index === 0 ? 'main' : 'workshop',
    url,
    username,
    password,
  }));
  const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
  const service = startService({
    config: { ...defaults.config, routers, pollIntervalMs },
    version: '0.0.0',
    log,
  });
  stops.push(() => service.stop());
  await until(service, () => service.snapshot.current()?.meta.complete === true);
  const syslog = await startSyslog({
    host: '127.0.0.1',
    port: 0,
    isAllowed: () => false,
    routers,
    createDecoder,
    onLine: service.takeLine,
    log,
  });
  stops.push(() => syslog.close());
  network.logTo({ host: '127.0.0.1', port: syslog.port });
  const [main] = network.routers;
  main!.resetCounters();
  const told: EventRecord[] = [];
  service.snapshot.subscribe((_, events) => told.push(...events));
  const eventOf = (type: string) => until(service, () => told.find(({ event_type }) => event_type === type));
  return { house: network.house, main: main!, service, syslog, told, eventOf };
}

/** The first truth that a snapshot brings. */
async function until<T>(service: Service, wanted: () => T): Promise<NonNullable<T>> {
  const found = wanted();
  if (found) return found;
  return new Promise((resolve) => {
    const unsubscribe = service.snapshot.subscribe(() => {
      const now = wanted();
      if (!now) return;
      unsubscribe();
      resolve(now);
    });
  });
}

describe('a change that a router logs', () => {
  it('is an event with the time and the signal of the line, and a record, by one read of the registration table', async () => {
    const { house, main, service, told, eventOf } = await run();
    const before = Date.now();
    const roamer = house.devices().find(({ accessPoint }) => accessPoint === 'Kitchen')!;
    house.roam(roamer.name, 'Attic');
    const event = await eventOf('roamed');
    expect(event).toMatchObject({
      source: 'log',
      from: { access_point: 'Kitchen' },
      to: { access_point: 'Attic' },
    });
    expect(Date.parse(event.at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(event.at)).toBeLessThanOrEqual(Date.now());
    expect(service.snapshot.current()!.devices.get(event.device_id!)).toMatchObject({
      access_point: 'Attic',
    });
    expect(told).toHaveLength(1);
    expect(main.requests.every(({ menu }) => menu === REGISTRATIONS)).toBe(true);
  });

  it('is a disconnection with its reason, and no departure', async () => {
    const { house, service, told, eventOf } = await run();
    const leaver = house.devices().find(({ accessPoint }) => accessPoint === 'Kitchen')!;
    house.leave(leaver.name);
    const event = await eventOf('disconnected');
    expect(event.source).toBe('log');
    expect(event.reason).toMatch(/\w/);
    expect(service.snapshot.current()!.devices.get(event.device_id!)).toMatchObject({
      presence: 'home',
      connected: false,
    });
    expect(told.map(({ event_type }) => event_type)).toEqual(['disconnected']);
  });
});

describe('lines that are not true', () => {
  it('cost a look, and change nothing', async () => {
    const { house, main, service, syslog, told } = await run();
    const send = sender(syslog.port);
    const [resident] = house.devices();
    const before = service.snapshot.current()!.devices;
    await send([
      'wireless,info 02:66:66:66:66:66@Kitchen 5GHz guest(guest) connected, signal strength -30',
      `wireless,info ${resident!.mac}@Kitchen 5GHz guest(guest) disconnected, connection lost, signal strength -30`,
    ]);
    const { takenAt } = service.snapshot.current()!;
    await until(service, () => service.snapshot.current()!.takenAt > takenAt);
    expect(main.requests.map(({ menu }) => menu)).toEqual([REGISTRATIONS]);
    expect(told).toEqual([]);
    const now = service.snapshot.current()!.devices;
    expect([...now.keys()]).toEqual([...before.keys()]);
    for (const [id, { presence, access_point }] of before)
      expect(now.get(id)).toMatchObject({ presence, access_point });
  });

  it('fifty thousand of them make no more than a look a second', async () => {
    const { main, service, syslog } = await run();
    const send = sender(syslog.port);
    const startedAt = Date.now();
    for (let batch = 0; batch < 500; batch++) {
      const lines = Array.from({ length: 100 }, (_, index) => {
        const tail = [batch >> 8, batch & 255, index].map((byte) => byte.toString(16).padStart(2, '0'));
        return `wireless,info 02:66:66:${tail.join(':')}@Kitchen 5GHz guest(guest) connected, signal strength -30`;
      });
      await send(lines);
      await new Promise(setImmediate);
    }
    await until(service, () => main.requests.length > 0);
    const looks = main.requests.filter(({ menu }) => menu === REGISTRATIONS);
    expect(looks.length).toBeLessThanOrEqual((Date.now() - startedAt) / 1000 + 1);
    const { understood_count, line_count } = syslog.state();
    expect(understood_count).toBe(line_count);
    expect(line_count).toBeGreaterThan(1000);
  });
});

/** Sends lines as one who is allowed to; resolves when they are out. */
function sender(port: number) {
  const socket = createSocket('udp4');
  stops.push(async () => void socket.close());
  return async (lines: readonly string[]) => {
    for (const line of lines)
      await new Promise<void>((resolve, reject) =>
        socket.send(line, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error))),
      );
  };
}
