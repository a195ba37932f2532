/** The whole edge against real brokers: the demo's in process, and mosquitto where there is one. */
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAPSE_MS } from '../../src/mqtt/lapse.ts';
import { device, event, holder, manyDevices, settings, snapshot } from './house.ts';
import { type FarEnd, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { aedes, type Edge, type Observer, observe, startEdge, until } from './lab.ts';

const id = '48a98a123456';
const client = `mikrotik-presence/client/${id}/state`;
const config = `homeassistant/device/mikrotik_presence_home_client_${id}/config`;
const bridge = 'mikrotik-presence/bridge/state';

const brokers: [string, () => Promise<FarEnd>][] = [['aedes', aedes]];
if (hasMosquitto()) brokers.push(['mosquitto', () => mosquitto()]);
else console.warn('mosquitto is not on the PATH: its tests are skipped');

describe.each(brokers)('with %s', (name, startBroker) => {
  let broker: FarEnd;
  let observer: Observer;
  const edges: Edge[] = [];

  const edge = (...args: Parameters<typeof startEdge> extends [string, ...infer Rest] ? Rest : never) => {
    const started = startEdge(broker.url, ...args);
    edges.push(started);
    return started;
  };
  const told = (topic: string) =>
    observer.heard.filter((heard) => heard.topic === topic).map(({ payload }) => payload);
  const presences = () =>
    told(client).map((payload) => (JSON.parse(payload) as { presence: string }).presence);

  beforeEach(async () => {
    broker = await startBroker();
    observer = await observe(broker.url);
  });
  afterEach(async () => {
    await Promise.all(
      edges.splice(0).map(({ mqtt, clock }) => {
        const stopped = mqtt.stop();
        clock.advance(5000);
        return stopped;
      }),
    );
    await observer.end();
    await broker.stop();
  });

  it('speaks the version the broker speaks', async () => {
    const { mqtt, ready, log } = edge({ snapshot: holder(snapshot()) });
    // an old broker refuses MQTT 5; the next attempt follows at once
    await until(() => mqtt.state().connected || edges[0]!.clock.pending().includes(0));
    edges[0]!.clock.advance(0);
    await ready(observer);
    expect(mqtt.state()).toEqual({
      connected: true,
      protocol: name === 'aedes' ? '3.1.1' : '5',
      error_kind: null,
      message: null,
      remedy: null,
      deletion_count: 0,
      deletions: [],
    });
    expect(log.filter(({ event: line }) => line === 'broker connected').length).toBe(1);
  });

  async function started(options: Parameters<typeof edge>[0] = {}): Promise<Edge> {
    // these tests advance the clock by hours while the broker answers in real time
    const begun = edge({ snapshot: holder(snapshot()), acknowledgeMs: 365 * 86_400_000, ...options });
    if (name === 'aedes') {
      await until(() => begun.clock.pending().includes(0));
      begun.clock.advance(0);
    }
    await begun.ready(observer);
    return begun;
  }

  it('says nothing before there is something to say, then everything in order', async () => {
    const begun = await started({ snapshot: holder() });
    expect(
      observer.heard.filter(({ topic }) => topic.startsWith('mikrotik') || topic.startsWith('home')),
    ).toEqual([]);
    begun.snapshot.publish(snapshot());
    await until(() => told(`mikrotik-presence/client/${id}/signal`).length === 1);
    const order = [config, client, bridge].map((topic) =>
      observer.heard.findIndex((heard) => heard.topic === topic),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect((await observer.retained()).get(bridge)).toBe('{"state":"online"}');
  });

  it('publishes a change, and nothing when nothing changed', async () => {
    const begun = await started();
    const before = observer.heard.length;
    begun.snapshot.publish(snapshot());
    await observer.roundTrip();
    expect(observer.heard.slice(before).map(({ topic }) => topic)).toEqual(['test/ping']);
    begun.snapshot.publish(snapshot([device({ presence: 'away', zone: null, connected: false })]), [
      event({ event_type: 'left' }),
    ]);
    await until(() => told(`mikrotik-presence/client/${id}/event`).length === 1);
    expect(presences()).toEqual(['home', 'away']);
    expect((await observer.retained()).has(`mikrotik-presence/client/${id}/event`)).toBe(false);
  });

  it('shows what ceased to be an entity as unavailable for an hour, then empties it', async () => {
    const begun = await started();
    const gone = snapshot([device()], { known: new Set() });
    begun.snapshot.publish(gone);
    await until(() => told(client).at(-1)?.includes('"presence":"unknown"'));
    expect([...begun.lapses.current().keys()]).toEqual([`client_${id}`]);
    expect(begun.log.filter(({ event }) => event === 'removal pending')).toMatchObject([
      { fields: { removed: [`client_${id}`], lines: [`id: ${id}`] } },
    ]);
    begun.clock.advance(LAPSE_MS - 1);
    begun.snapshot.publish({ ...gone });
    await observer.roundTrip();
    expect(told(config)).toHaveLength(1);
    expect((await observer.retained()).get(config)).not.toBe('');
    begun.clock.advance(1);
    begun.snapshot.publish({ ...gone });
    await until(() => told(client).at(-1) === '' && told(config).at(-1) === '');
    expect(begun.lapses.current().size).toBe(0);
    const retained = await observer.retained();
    expect([...retained.keys()].filter((topic) => topic.includes(id))).toEqual([]);
  });

  it('shows what comes back within the hour as if it had never gone', async () => {
    const begun = await started();
    const before = await observer.retained();
    begun.snapshot.publish(snapshot([device()], { known: new Set() }));
    await until(() => told(client).at(-1)?.includes('"presence":"unknown"'));
    begun.clock.advance(LAPSE_MS / 2);
    begun.snapshot.publish(snapshot());
    await until(() => told(client).at(-1)?.includes('"presence":"home"'));
    expect(begun.lapses.current().size).toBe(0);
    expect(told(config)).not.toContain('');
    const after = await observer.retained();
    expect([after.get(config), after.get(client)]).toEqual([before.get(config), before.get(client)]);
  });

  it('empties at once what the operator does not want', async () => {
    const begun = await started();
    begun.mqtt.configure(
      settings({ devices: [{ macs: [device().mac_address], name: null, awayDelayMs: null, track: false }] }),
    );
    begun.snapshot.publish(snapshot());
    begun.clock.advance(2000);
    await until(() => told(client).at(-1) === '' && told(config).at(-1) === '');
    expect(begun.lapses.current().size).toBe(0);
  });

  it('publishes a cleaned tree again, and deletes nothing', async () => {
    const begun = await started();
    const before = await observer.retained();
    for (const topic of before.keys()) await observer.publish(topic, '', true);
    await until(() => begun.clock.pending().includes(30_000));
    await observer.roundTrip();
    begun.clock.advance(30_000);
    await until(() => told(bridge).at(-1) !== '' && told(config).at(-1) !== '' && told(client).at(-1) !== '');
    await observer.roundTrip();
    expect([...(await observer.retained()).keys()].sort()).toEqual([...before.keys()].sort());
    expect(begun.deletions.current().size).toBe(0);
    expect(begun.log.map(({ event }) => event)).toContain('emptied topics published again');
  });

  it('takes no topics of other programs for deletions', async () => {
    const begun = await started();
    const forged = `homeassistant/device/mikrotik_presence_home_client_${'a'.repeat(64)}/config`;
    await observer.publish(forged, 'garbage', true);
    await observer.publish(forged, '', true);
    await observer.roundTrip();
    expect(begun.clock.pending()).not.toContain(30_000);
    begun.clock.advance(30_000);
    expect(begun.deletions.current().size).toBe(0);
  });

  it('says goodbye', async () => {
    const { mqtt, log } = await started();
    await mqtt.stop();
    await until(() => told(bridge).at(-1) === '{"state":"offline"}');
    expect(mqtt.state().connected).toBe(false);
    expect(log.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('is missed when it dies without a word', async () => {
    // a second log-in with its client id is as sudden an end as kill -9, and leaves nothing to clean up
    const { clock } = await started();
    const clientId = 'mikrotik-presence-home-ab12';
    const login = { username: 'presence', password: 'open sesame', reconnectPeriod: 0 };
    const thief = await connectAsync(broker.url, { ...login, clientId });
    await until(() => told(bridge).at(-1) === '{"state":"offline"}');
    await thief.endAsync();
    expect(clock.pending()).toEqual([1000 / 2]);
  });

  it('brings everything back after the broker lost it all', async () => {
    const begun = await started();
    const before = await observer.retained();
    await observer.end();
    await broker.stop();
    await until(() => !begun.mqtt.state().connected);
    expect(begun.mqtt.state().error_kind).toBe('unreachable');
    begun.snapshot.publish(snapshot([device({ presence: 'away', zone: null, connected: false })]));
    begun.snapshot.publish(snapshot([device({ ip_address: '192.168.88.99' })]), [event()]);
    await broker.start();
    observer = await observe(broker.url);
    begun.clock.advance(1000);
    await begun.ready(observer);
    // the state in between, and the event, are history
    expect(presences()).toEqual(['home']);
    expect(told(`mikrotik-presence/client/${id}/event`)).toEqual([]);
    expect([...(await observer.retained()).keys()].sort()).toEqual([...before.keys()].sort());
  });

  it('answers the birth of Home Assistant, a little later, once', async () => {
    const { clock } = await started();
    await observer.publish('homeassistant/status', 'online');
    await observer.publish('homeassistant/status', 'online');
    await until(() => clock.pending().includes(2000));
    const before = observer.heard.length;
    clock.advance(2000);
    await until(
      () => told(client).length === 2 && told(`mikrotik-presence/client/${id}/signal`).length === 2,
    );
    const topics = observer.heard.slice(before).map(({ topic }) => topic);
    expect(topics.indexOf(config)).toBeLessThan(topics.indexOf(client));
    expect(topics.indexOf(client)).toBeLessThan(topics.indexOf(bridge));
    expect(told(config).length).toBe(2);
  });

  it('honours a deletion made in Home Assistant, until it is undone', async () => {
    const { mqtt, deletions, snapshot: shown, clock } = await started();
    await observer.publish(config, '', true);
    await until(() => clock.pending().includes(30_000));
    expect(deletions.current().size).toBe(0);
    clock.advance(30_000);
    await until(() => deletions.current().has(`client_${id}`));
    await until(() => told(client).at(-1) === '');
    expect(mqtt.deletions()).toEqual([
      { deletion_id: `client_${id}`, kind: 'client', id, name: 'Phone of a parent' },
    ]);
    expect(mqtt.state()).toMatchObject({ deletion_count: 1, deletions: mqtt.deletions() });
    shown.publish(snapshot([device({ ip_address: '192.168.88.23' })]));
    await observer.publish('homeassistant/status', 'online');
    await until(() => clock.pending().includes(2000));
    clock.advance(2000);
    await observer.roundTrip();
    expect((await observer.retained()).has(config)).toBe(false);
    // Home Assistant emptied it, and would warn of a second time
    expect(told(config).filter((payload) => payload === '')).toHaveLength(1);
    mqtt.republish();
    clock.advance(2000);
    await until(() => told(config).at(-1) !== '');
    expect(deletions.current().size).toBe(0);
    await until(() => told(client).at(-1) !== '');
  });

  it('takes its own emptying for no deletion', async () => {
    const begun = await started();
    begun.clock.advance(2000);
    begun.snapshot.publish(snapshot([device()], { known: new Set() }));
    begun.clock.advance(LAPSE_MS);
    begun.snapshot.publish(snapshot([device()], { known: new Set() }));
    begun.snapshot.publish(snapshot());
    begun.clock.advance(2000);
    begun.snapshot.publish(snapshot([device()], { known: new Set() }));
    begun.clock.advance(LAPSE_MS);
    begun.snapshot.publish(snapshot([device()], { known: new Set() }));
    await until(() => told(config).at(-1) === '');
    begun.snapshot.publish(snapshot());
    begun.clock.advance(2000);
    await until(() => told(config).at(-1) !== '');
    await observer.roundTrip();
    expect(begun.deletions.current().size).toBe(0);
  });

  it('never sends two versions of one device within two seconds, and the newest in the end', async () => {
    const begun = await started();
    for (const name of ['One', 'Two', 'Three']) begun.snapshot.publish(snapshot([device({ name })]));
    await observer.roundTrip();
    expect(told(config).length).toBe(1);
    begun.clock.advance(2000);
    await until(() => told(config).length === 2);
    expect(told(config).at(-1)).toContain('"name":"Three"');
  });

  it('removes a component in two steps', async () => {
    const bridgeConfig = 'homeassistant/device/mikrotik_presence_home_bridge/config';
    const begun = await started();
    begun.clock.advance(2000);
    begun.snapshot.publish(snapshot([device()], { interfaces: [] }));
    await until(() => told(bridgeConfig).length === 2);
    expect(told(bridgeConfig)[1]).toContain('"ssid_home":{"platform":"sensor"}');
    begun.clock.advance(2000);
    await until(() => told(bridgeConfig).length === 3);
    expect(told(bridgeConfig)[2]).not.toContain('ssid_home');
  });

  describe('finds what an earlier run left', () => {
    const other = '3c22fb000001';
    const otherConfig = `homeassistant/device/mikrotik_presence_home_client_${other}/config`;
    const otherState = `mikrotik-presence/client/${other}/state`;
    const stranger = device({ mac_address: '3C:22:FB:00:00:01', name: 'Pa\u202Enel\u200B' });

    beforeEach(async () => {
      const earlier = await started({ snapshot: holder(snapshot([device(), stranger])) });
      await earlier.mqtt.stop();
      edges.pop();
      observer.heard.length = 0;
    });

    it('and takes in again a device that is not remembered', async () => {
      const begun = await started();
      expect(begun.adopted).toEqual([other]);
      expect((await observer.retained()).has(otherConfig)).toBe(true);
      const unseen = { presence: 'unknown', zone: null, connected: null, last_seen_at: null } as const;
      const adopted = device({
        ...stranger,
        ...unseen,
        name: '3C:22:FB:00:00:01',
        name_source: 'mac_address',
      });
      begun.snapshot.publish(snapshot([device(), adopted], { known: new Set([id]) }));
      await until(() => told(otherState).some((payload) => payload.includes('"presence":"unknown"')));
      expect((await observer.retained()).get(otherConfig)).toContain('"name":"Panel"');
    });

    it('and removes, once all has been read, what is not wanted any more', async () => {
      const both = [device(), stranger];
      const only = { known: new Set([id]) };
      const begun = await started({ snapshot: holder(snapshot(both, { ...only, complete: false })) });
      expect(begun.adopted).toEqual([]);
      expect((await observer.retained()).has(otherConfig)).toBe(true);
      begun.snapshot.publish(snapshot(both, only));
      await until(() => told(otherState).at(-1)?.includes('"presence":"unknown"'));
      begun.clock.advance(LAPSE_MS);
      begun.snapshot.publish(snapshot(both, only));
      await until(() => told(otherConfig).at(-1) === '' && told(otherState).at(-1) === '');
      expect([...(await observer.retained()).keys()].filter((topic) => topic.includes(other))).toEqual([]);
    });

    it('and sets a missing access point to offline, once', async () => {
      const absent = { accessPoints: [], interfaces: [] };
      const availability = 'mikrotik-presence/ap/d4ca6d000001/availability';
      const begun = await started({ snapshot: holder(snapshot([device()], absent)) });
      await until(() => told(availability).at(-1) === 'offline');
      const before = observer.heard.length;
      for (const ip_address of ['192.168.88.21', '192.168.88.22', '192.168.88.23'])
        begun.snapshot.publish(snapshot([device({ ip_address })], absent));
      await until(() => told(client).at(-1)?.includes('192.168.88.23'));
      const again = observer.heard.slice(before).map(({ topic }) => topic);
      expect(again.filter((topic) => topic === availability)).toEqual([]);
    });

    it('and keeps components until all has been read', async () => {
      const bridgeConfig = 'homeassistant/device/mikrotik_presence_home_bridge/config';
      const begun = await started({
        snapshot: holder(snapshot([device()], { interfaces: [], complete: false })),
      });
      expect(told(bridgeConfig).at(-1)).toContain('"ssid_home":{"platform":"sensor","unique_id"');
      begun.clock.advance(2000);
      begun.snapshot.publish(snapshot([device()], { interfaces: [] }));
      await until(() => told(bridgeConfig).at(-1)!.includes('"ssid_home":{"platform":"sensor"}'));
    });

    it('but touches nothing of another program', async () => {
      const foreign = [
        'homeassistant/device/zigbee/config',
        'homeassistant/device/mikrotik_presence_home-2_client_3c22fb000001/config',
        'homeassistant/device/mikrotik_presence_home_client_3c22fb000009/config',
      ];
      for (const topic of foreign) await observer.publish(topic, '{"origin":{"name":"somebody"}}', true);
      const begun = await started();
      begun.snapshot.publish(snapshot());
      await observer.roundTrip();
      const retained = await observer.retained();
      expect(foreign.every((topic) => retained.has(topic))).toBe(true);
    });
  });

  it('answers requests only when that is enabled', async () => {
    const ask = 'mikrotik-presence/bridge/request/';
    const { mqtt } = await started();
    await observer.publish(`${ask}refresh`, '{"transaction":7}');
    await observer.roundTrip();
    expect(told('mikrotik-presence/bridge/response/refresh')).toEqual([]);
    await mqtt.stop();
    edges.pop();
    const begun = await started({ requests: { forget: (deviceId) => deviceId === id } });
    await observer.publish(`${ask}forget`, `{"transaction":8,"device_id":"${id}"}`);
    await observer.publish(`${ask}forget`, '{"transaction":9,"device_id":"x"}');
    await observer.publish(`${ask}reboot`, '{}');
    await until(() => told('mikrotik-presence/bridge/response/forget').length === 2);
    expect(told('mikrotik-presence/bridge/response/forget')).toEqual([
      '{"transaction":8,"status":"ok"}',
      '{"transaction":9,"status":"error","error":"There is no such device."}',
    ]);
    const asked = begun.log.filter(({ event: line }) => line === 'requested over MQTT');
    expect(asked.map(({ fields }) => fields)).toEqual([
      { verb: 'forget', target: id, outcome: 'done', correlation_id: '8' },
      { verb: 'forget', target: 'x', outcome: 'There is no such device.', correlation_id: '9' },
    ]);
  });

  it('starts with a thousand devices', async () => {
    const crowd = snapshot(manyDevices(1000));
    const begun = edge({ snapshot: holder(crowd) });
    if (name === 'aedes') {
      await until(() => begun.clock.pending().includes(0));
      begun.clock.advance(0);
    }
    await begun.ready(observer);
    await until(() => observer.heard.filter(({ topic }) => topic.endsWith('/signal')).length === 1000);
    const ours = observer.heard.filter(({ topic }) => topic !== 'test/ping');
    const bytes = ours.reduce(
      (sum, { topic, payload }) => sum + topic.length + Buffer.byteLength(payload),
      0,
    );
    console.info(`${name}: 1,000 devices, start to complete: ${ours.length} messages, ${bytes} bytes`);
    expect(ours.length).toBe(new Set(ours.map(({ topic }) => topic)).size);
  });
});

describe('a broker that speaks MQTT 3.1.1 only', () => {
  it('is spoken to as it speaks: that is news, and no trouble', async () => {
    const broker = await aedes();
    const begun = startEdge(broker.url, { snapshot: holder(snapshot()) });
    await until(() => begun.clock.pending().includes(0));
    expect(begun.log).toEqual([
      {
        level: 'info',
        event: 'protocol not supported',
        fields: { url: broker.url, protocol: '5', next: '3.1.1' },
      },
    ]);
    begun.clock.advance(0);
    await until(() => begun.mqtt.state().connected);
    expect(begun.log.some(({ level }) => level !== 'info')).toBe(false);
    const stopped = begun.mqtt.stop();
    begun.clock.advance(5000);
    await stopped;
    await broker.stop();
  });
});
