/** The connection and its troubles: log-ins refused, topics denied, a double, certificates, hours without a broker. */
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connectAsync } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { validationError } from '../homeassistant/discovery-schema.ts';
import { createOutbox } from '../../src/mqtt/outbox.ts';
import { supersede } from '../../src/mqtt/removal.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { createClock } from './clock.ts';
import { event, holder, manyDevices, snapshot, takenAt } from './house.ts';
import { type FarEnd, freePort, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { aedes, credentials, type Edge, observe, startEdge, until } from './lab.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function edge(url: string, options: Parameters<typeof startEdge>[1] = {}): Edge {
  const started = startEdge(url, { snapshot: holder(snapshot()), ...options });
  ends.push(async () => {
    const stopped = started.mqtt.stop();
    started.clock.advance(5000);
    await stopped;
  });
  return started;
}

async function far(starting: Promise<FarEnd>): Promise<FarEnd> {
  const broker = await starting;
  ends.push(broker.stop);
  return broker;
}

const nextTry = (begun: Edge) => until(() => begun.clock.pending().length > 0);

describe('the connection', () => {
  it('tries again, ever more slowly, while no broker answers', async () => {
    const begun = edge(`mqtt://127.0.0.1:${await freePort()}`);
    const waits: number[] = [];
    for (let turn = 0; turn < 9; turn++) {
      await nextTry(begun);
      waits.push(begun.clock.pending()[0]!);
      begun.clock.advance(waits.at(-1)!);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(begun.mqtt.state()).toMatchObject({ connected: false, error_kind: 'unreachable' });
    expect(begun.log.map(({ event: line }) => line)).toEqual(['broker lost']);
  });

  it('survives a refused log-in, says so once, and gets in when it may', async () => {
    const broker = await far(aedes());
    const begun = edge(broker.url, { login: { username: 'presence', password: 'wrong' } });
    await until(() => begun.clock.pending().includes(0));
    begun.clock.advance(0);
    await until(() => begun.clock.pending().includes(30_000));
    expect(begun.mqtt.state()).toMatchObject({ connected: false, error_kind: 'unauthorized' });
    begun.clock.advance(30_000);
    await until(() => begun.clock.pending().includes(30_000));
    expect(begun.log.filter(({ level }) => level === 'warn').length).toBeLessThanOrEqual(2);
    await broker.stop();
    const port = Number(new URL(broker.url).port);
    const { startDemoBroker: startBroker } = await import('../../src/demo/broker.ts');
    const kinder = await startBroker({ username: 'presence', password: 'wrong', port });
    ends.push(kinder.stop);
    begun.clock.advance(30_000);
    await until(() => begun.mqtt.state().connected);
    expect(begun.mqtt.state().error_kind).toBeNull();
  });

  it('knows what does not speak MQTT', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {}).resume();
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    const begun = edge(`mqtt://127.0.0.1:${(server.address() as { port: number }).port}`);
    await nextTry(begun);
    expect(begun.mqtt.state().error_kind).toBe('bad_reply');
  });

  it('notices a double that uses its client id', async () => {
    const broker = await far(aedes());
    const begun = edge(broker.url);
    await until(() => begun.clock.pending().includes(0));
    begun.clock.advance(0);
    for (let turn = 0; turn < 3; turn++) {
      await until(() => begun.mqtt.state().connected);
      const thief = await connectAsync(broker.url, {
        ...credentials,
        clientId: 'mikrotik-presence-home-ab12',
        reconnectPeriod: 0,
      });
      await until(() => !begun.mqtt.state().connected);
      await thief.endAsync(true);
      begun.clock.advance(9000);
    }
    await until(() => begun.mqtt.state().connected);
    expect(begun.mqtt.state()).toMatchObject({ error_kind: 'taken_over' });
    // the broker has acknowledged the subscription
    await until(() => begun.clock.pending().includes(500));
    begun.clock.advance(30_000);
    expect(begun.mqtt.state().error_kind).toBeNull();
  });

  it('takes a broker that goes up and down for no double', async () => {
    const broker = await far(aedes());
    const begun = edge(broker.url);
    // the older protocol is next
    await until(() => begun.clock.pending().includes(0));
    begun.clock.advance(0);
    for (const isMissed of [false, true, false]) {
      await until(() => begun.mqtt.state().connected);
      await broker.stop();
      await until(() => !begun.mqtt.state().connected);
      if (isMissed) {
        // nobody answers, once
        begun.clock.advance(8000);
        await nextTry(begun);
      }
      await broker.start();
      begun.clock.advance(8000);
    }
    await until(() => begun.mqtt.state().connected);
    expect(begun.mqtt.state().error_kind).toBeNull();
  });

  it('believes a broker that says it was taken over', async () => {
    // CONNACK, then DISCONNECT 142: what MQTT 5 has brokers send, though mosquitto 2.0.11 closes without a word
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(Buffer.from([0x20, 3, 0, 0, 0, 0xe0, 1, 142])));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    const begun = edge(`mqtt://127.0.0.1:${(server.address() as { port: number }).port}`);
    await until(() => begun.mqtt.state().error_kind === 'taken_over');
  });

  it('gives up on goodbyes that are not answered', async () => {
    const sockets = new Set<import('node:net').Socket>();
    // accepts everybody and never answers again
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('data', () => socket.write(Buffer.from([0x20, 0x03, 0x00, 0x00, 0x00])));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const begun = startEdge(`mqtt://127.0.0.1:${(server.address() as { port: number }).port}`);
    await until(() => begun.mqtt.state().connected);
    const stopped = begun.mqtt.stop();
    begun.clock.advance(2000);
    await stopped;
    expect(begun.clock.pending()).toEqual([]);
  });
});

describe.skipIf(!hasMosquitto())('with mosquitto', () => {
  it('reports what the access list denies', async () => {
    const acl = 'user anonymous\ntopic readwrite #\n';
    const lines = 'allow_anonymous true\nacl_file %d/acl';
    const broker = await far(
      mosquitto(lines, { acl: `topic readwrite mikrotik-presence/#\n${acl.slice(0, 0)}` }),
    );
    const begun = edge(broker.url, { login: { username: null, password: null } });
    await until(() => begun.clock.pending().includes(500));
    begun.clock.advance(500);
    await until(() => begun.mqtt.state().error_kind === 'refused_topics');
    expect(begun.mqtt.state()).toMatchObject({ connected: true, protocol: '5' });
    expect(begun.mqtt.state().message).toContain('homeassistant/device/');
    expect(begun.mqtt.state().remedy).toContain('mikrotik-presence/#');
  });

  it('is let in when the password file says so', async () => {
    const file = 'allow_anonymous false\npassword_file %d/passwords';
    const broker = await far(mosquitto(file, { passwords: '' }));
    const begun = edge(broker.url);
    await until(() => begun.clock.pending().includes(30_000));
    expect(begun.mqtt.state()).toMatchObject({ connected: false, error_kind: 'unauthorized' });
    await broker.stop();
    await broker.start('allow_anonymous true');
    begun.clock.advance(30_000);
    await until(() => begun.mqtt.state().connected);
    expect(begun.mqtt.state()).toMatchObject({ protocol: '5', error_kind: null });
  });

  it('lets a short gap pass unnoticed: the will waits', async () => {
    const broker = await far(mosquitto());
    const observer = await observe(broker.url);
    ends.push(observer.end);
    const begun = edge(broker.url, { willDelaySeconds: 10 });
    await begun.ready(observer);
    const clientId = 'mikrotik-presence-home-ab12';
    const session = { clientId, protocolVersion: 5, reconnectPeriod: 0, clean: false } as const;
    const thief = await connectAsync(broker.url, session);
    ends.push(() => thief.endAsync(true));
    await until(() => !begun.mqtt.state().connected);
    await observer.roundTrip();
    const states = observer.heard.filter(({ topic }) => topic === 'mikrotik-presence/bridge/state');
    expect(states.map(({ payload }) => payload)).toEqual(['{"state":"online"}']);
  });
});

describe('hours without a broker', () => {
  it.each(['that was never there', 'that was lost'])(
    'pile nothing up: one %s',
    async (which) => {
      const shown = holder(snapshot(manyDevices(100)));
      const broker = await far(aedes());
      const nobody = `mqtt://127.0.0.1:${await freePort()}`;
      const begun = edge(which.endsWith('lost') ? broker.url : nobody, { snapshot: shown });
      if (which.endsWith('lost')) {
        await until(() => begun.clock.pending().includes(0));
        begun.clock.advance(0);
        await until(() => begun.clock.pending().includes(500));
        begun.clock.advance(500);
        await broker.stop();
        await until(() => !begun.mqtt.state().connected);
      } else await nextTry(begun);
      const hour = (round: number) => {
        for (let poll = 0; poll < 180; poll++) {
          const devices = manyDevices(100).map((one, index) => ({
            ...one,
            signal_dbm: -40 - ((poll + index + round) % 40),
            ip_address: `10.0.${poll % 250}.${index}`,
            last_seen_at: new Date(takenAt + poll * 20_000).toISOString(),
          }));
          const events = devices.slice(0, 20).map((one) => event({ device_id: one.device_id }));
          shown.publish(snapshot(devices, { at: takenAt + poll * 20_000 }), events);
        }
        collectGarbage();
        return process.memoryUsage().heapUsed;
      };
      const first = hour(0);
      const second = hour(1);
      console.info(
        `an hour without a broker ${which}: heap ${(first / 1e6).toFixed(0)} MB, another: ${(second / 1e6).toFixed(0)} MB`,
      );
      // 18,000 states, as many signals and 3,600 events went by: kept, they would be 15 MB
      expect(second - first).toBeLessThan(5e6);
    },
    60_000,
  );

  it('hold one text per topic, and no event', () => {
    const topics = createTopics('b', 'h', 'home');
    const clock = createClock();
    const outbox = createOutbox({
      topics,
      mayRemove: () => true,
      onRefused: () => {},
      clock,
    });
    for (let turn = 0; turn < 10_000; turn++) {
      outbox.put({ topic: `b/client/${turn % 10}/state`, payload: `${turn}`, retain: true });
      outbox.put({ topic: 'b/bridge/event', payload: `${turn}`, retain: false });
      outbox.send();
    }
    expect(outbox.size()).toEqual({ topics: 10, waiting: 10 });
    const given: string[] = [];
    const send = async ({ payload }: { payload: string }) => {
      given.push(payload);
      return 'taken' as const;
    };
    outbox.open({ send, inFlight: 100 });
    outbox.sendAll();
    expect(given).toEqual(['9990', '9991', '9992', '9993', '9994', '9995', '9996', '9997', '9998', '9999']);
  });
});

describe('the removal of a component', () => {
  const part = (key: string) => ({
    platform: 'sensor',
    unique_id: `mikrotik_presence_home_bridge_${key}`,
    name: key,
    state_topic: 'b/x',
    qos: 1,
  });
  const payload = (...keys: string[]) =>
    JSON.stringify({
      device: { identifiers: ['x'] },
      origin: { name: 'mikrotik-presence' },
      availability: [{ topic: 'b/bridge/state' }],
      availability_mode: 'all',
      components: Object.fromEntries(keys.map((key) => [key, part(key)])),
    });

  it('takes two payloads, both acceptable', () => {
    const first = supersede(payload('a', 'b'), payload('a'), true);
    expect(first.isFinal).toBe(false);
    expect(JSON.parse(first.payload)).toMatchObject({
      components: { a: part('a'), b: { platform: 'sensor' } },
    });
    expect(validationError(JSON.parse(first.payload))).toBeNull();
    expect(supersede(first.payload, payload('a'), true)).toEqual({ payload: payload('a'), isFinal: true });
  });

  it('waits until all has been read', () => {
    const kept = supersede(payload('a', 'b'), payload('a'), false);
    expect(kept.isFinal).toBe(true);
    expect(JSON.parse(kept.payload)).toMatchObject({ components: { b: part('b') } });
  });

  it('is not needed where there was nothing, or nonsense', () => {
    for (const before of [
      undefined,
      '',
      'x',
      '[]',
      '{}',
      '{"components":7}',
      '{"components":{"b":null}}',
      '{"components":{"b":{"x":1,"y":2}}}',
      '{"components":{"b":{"platform":"tracker","x":1}}}',
      '{"components":{"b c":{"platform":"sensor","x":1}}}',
    ])
      expect(supersede(before, payload('a'), true)).toEqual({ payload: payload('a'), isFinal: true });
  });
});
