/** Brokers that leave packets unanswered, close the connection after a message, or offer less than MQTT allows. */
import { connectAsync } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { type FarEnd, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { holder, snapshot } from './house.ts';
import { aedes, type Edge, observe, startEdge, until } from './lab.ts';
import { type Decide, startPacketWire, topicCount } from './packet-wire.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const DEADLINE_MS = 30_000;
const SILENCE_MS = 500;
const isDiscovery = (topic: string | null) => topic?.startsWith('homeassistant/') === true;

async function begin(starting: Promise<FarEnd>, decide?: Decide, login?: object) {
  const broker = await starting;
  ends.push(broker.stop);
  const wire = await startPacketWire(broker.port, decide);
  ends.push(wire.stop);
  const edge = startEdge(wire.url, { snapshot: holder(snapshot()), ...(login ? { login } : {}) });
  ends.push(async () => {
    const stopped = edge.mqtt.stop();
    edge.clock.advance(5000);
    await stopped;
  });
  return { broker, wire, edge };
}

const anonymous = { username: null, password: null };
const isPending = ({ clock }: Edge, ms: number) => clock.pending().includes(ms);

/** Lets the timers that are due run until the condition holds. */
async function drive({ clock }: Edge, condition: () => boolean | undefined): Promise<void> {
  await until(() => {
    if (condition() === true) return true;
    // waits of the connection and the end of retained messages, never the deadline of an acknowledgement
    clock.advance(SILENCE_MS);
    return false;
  });
}

/** Connected by MQTT 3.1.1, and everything is published as far as the broker lets it. */
async function publish(edge: Edge): Promise<void> {
  await drive(edge, () => edge.mqtt.state().connected);
  await until(() => isPending(edge, SILENCE_MS));
  edge.clock.advance(SILENCE_MS);
}

describe('a broker that does not acknowledge', () => {
  it.each([
    ['puback', 'PUBLISH'],
    ['suback', 'SUBSCRIBE'],
  ] as const)(
    'a %s within 30 s: the connection is given up, health says why until it is over',
    async (type, what) => {
      const { wire, edge } = await begin(aedes(), (packet) => (packet.type === type ? 'lose' : 'pass'));
      if (type === 'puback') await publish(edge);
      else await drive(edge, () => edge.mqtt.state().connected);
      await until(() => isPending(edge, DEADLINE_MS));
      expect(edge.mqtt.state().error_kind).toBeNull();
      edge.clock.advance(DEADLINE_MS);
      expect(edge.mqtt.state()).toMatchObject({ connected: false, error_kind: 'unacknowledged' });
      expect(edge.mqtt.state().message).toContain(`acknowledge a ${what} within 30 s`);
      expect(edge.log.filter(({ event }) => event === 'broker lost')).toHaveLength(1);
      // a new connection is no proof
      await drive(edge, () => edge.mqtt.state().connected);
      expect(edge.mqtt.state().error_kind).toBe('unacknowledged');
      wire.decide(() => 'pass');
      edge.clock.advance(DEADLINE_MS);
      await drive(edge, () => edge.mqtt.state().connected && edge.mqtt.state().error_kind === null);
    },
  );
});

describe('a broker that takes 8 topics in a packet', () => {
  it.each([
    ['aedes, MQTT 3.1.1', aedes, undefined, 4],
    ...(hasMosquitto() ? [['mosquitto, MQTT 5', mosquitto, anonymous, 5] as const] : []),
  ] as const)('is asked for no more in one: %s', async (_, start, login, version) => {
    const counts: number[] = [];
    const count: Decide = (packet) => {
      if (packet.type === 'subscribe' || packet.type === 'unsubscribe')
        counts.push(topicCount(packet, version));
      return 'pass';
    };
    const { edge } = await begin(start(), count, login);
    await publish(edge);
    const protocol = version === 5 ? '5' : '3.1.1';
    expect(edge.mqtt.state()).toMatchObject({ protocol, error_kind: null });
    // those that last and those that are only looked through, and then the end of the latter
    await until(() => counts.length >= 4);
    expect(Math.max(...counts)).toBeLessThanOrEqual(8);
  });
});

describe('a broker that closes the connection after a message', () => {
  it('is reported as one that refuses its topic, not as a second program, and gets everything else', async () => {
    const { wire, broker, edge } = await begin(aedes(), ({ topic }) =>
      isDiscovery(topic) ? 'close' : 'pass',
    );
    await drive(edge, () => edge.mqtt.state().error_kind === 'refused_topics');
    const { message, remedy } = edge.mqtt.state();
    expect(message).toMatch(/homeassistant\/device\/\S+: it closes the connection after a message on it\./);
    expect(remedy).toContain('write mikrotik-presence/# and homeassistant/device/+/config');
    expect(edge.log.some(({ event }) => event === 'topic refused')).toBe(true);
    const observer = await observe(broker.url);
    ends.push(observer.end);
    const isOnline = () =>
      observer.heard.some(
        ({ topic, payload }) => topic.endsWith('bridge/state') && payload.includes('online'),
      );
    await drive(edge, isOnline);
    expect(edge.mqtt.state()).toMatchObject({ connected: true, error_kind: 'refused_topics' });
    const warned = edge.log.flatMap(({ fields }) => ('kind' in fields ? [fields.kind] : []));
    expect(warned).not.toContain('taken_over');
    // after a restart of the broker it is tried again
    wire.decide(() => 'pass');
    await broker.stop();
    await until(() => !edge.mqtt.state().connected);
    await broker.start();
    await drive(edge, () => edge.mqtt.state().connected && edge.mqtt.state().error_kind === null);
    const later = await observe(broker.url);
    ends.push(later.end);
    await drive(edge, () => later.heard.some(({ topic }) => isDiscovery(topic)));
  });

  it('is tried again after an hour, and named again if nothing has changed', async () => {
    const { edge } = await begin(aedes(), ({ topic }) => (topic?.endsWith('/signal') ? 'close' : 'pass'));
    const isNamed = () => edge.mqtt.state().connected && edge.mqtt.state().error_kind === 'refused_topics';
    await drive(edge, isNamed);
    expect(edge.mqtt.state().message).toContain('/signal');
    await publish(edge).catch(() => undefined);
    edge.clock.advance(3_600_000);
    await until(() => !edge.mqtt.state().connected);
    await drive(edge, isNamed);
  });
});

describe.skipIf(!hasMosquitto())('mosquitto', () => {
  const run = async (lines: string, decide?: Decide) => {
    const started = await begin(mosquitto(`allow_anonymous true\n${lines}`), decide, anonymous);
    const observer = await observe(started.broker.url, {});
    ends.push(observer.end);
    return { ...started, observer };
  };
  const isPublished = (observer: Awaited<ReturnType<typeof observe>>, name: string) =>
    observer.heard.some(({ topic }) => topic.endsWith(name));

  it('without retained messages gets them all, without `retain` and without a will that asks for it', async () => {
    const { edge, observer } = await run('retain_available false');
    await drive(edge, () => edge.mqtt.state().connected && isPublished(observer, 'bridge/state'));
    expect(edge.mqtt.state()).toMatchObject({ protocol: '5', error_kind: null });
    expect(edge.log.map(({ event }) => event)).toContain('broker retains nothing');
    expect([...(await observer.retained())]).toEqual([]);
  });

  it('with quality of service 0 only gets everything at 0', async () => {
    const { edge, broker } = await begin(mosquitto('allow_anonymous true\nmax_qos 0'), undefined, anonymous);
    const observer = await connectAsync(broker.url, { reconnectPeriod: 0 });
    ends.push(() => observer.endAsync(true));
    const topics: string[] = [];
    observer.on('message', (topic) => void topics.push(topic));
    await observer.subscribeAsync('#');
    await drive(
      edge,
      () => edge.mqtt.state().connected && topics.some((topic) => topic.endsWith('bridge/state')),
    );
    expect(edge.mqtt.state()).toMatchObject({ protocol: '5', error_kind: null });
    expect(edge.log.map(({ event }) => event)).toContain('quality of service lowered');
  });

  it('with a packet limit of 2,048 bytes gets what fits, and the remedy names the limit', async () => {
    const { edge, observer } = await run('max_packet_size 2048');
    await drive(edge, () => edge.mqtt.state().connected && isPublished(observer, 'bridge/state'));
    expect(edge.mqtt.state()).toMatchObject({ error_kind: 'refused_topics' });
    expect(edge.mqtt.state().message).toContain('2048 bytes');
    expect(edge.mqtt.state().remedy).toContain('largest packet');
  });

  it('with a message limit that it reports against the rules is named, and gets the rest', async () => {
    const { edge, observer } = await run('message_size_limit 1000');
    await drive(edge, () => edge.mqtt.state().error_kind === 'refused_topics');
    expect(edge.mqtt.state().message).toContain('homeassistant/device/');
    expect(edge.mqtt.state().remedy).toContain('largest packet');
    await drive(edge, () => edge.mqtt.state().connected && isPublished(observer, 'bridge/state'));
  });
});

describe('a message of 20 MB', () => {
  it.each([
    ['aedes, MQTT 3.1.1', aedes],
    ...(hasMosquitto() ? [['mosquitto, MQTT 5', () => mosquitto('allow_anonymous true')] as const] : []),
  ] as const)('is neither kept nor echoed, and what follows is understood: %s', async (_, start) => {
    const broker = await start();
    ends.push(broker.stop);
    const edge = startEdge(broker.url, { snapshot: holder(snapshot()), requests: { forget: () => false } });
    ends.push(() => edge.mqtt.stop());
    await drive(edge, () => edge.mqtt.state().connected);
    const observer = await observe(broker.url);
    ends.push(observer.end);
    await edge.ready(observer);
    const replies = () =>
      observer.heard.filter(({ topic }) => topic.endsWith('response/forget')).map(({ payload }) => payload);
    for (const length of [20_000_000, 100_000, 10])
      await observer.publish(
        'mikrotik-presence/bridge/request/forget',
        JSON.stringify({ transaction: 'x'.repeat(length) }),
      );
    await until(() => replies().some((reply) => reply.includes('xxxxxxxxxx')));
    expect(replies().every((reply) => reply.length < 300)).toBe(true);
    expect(edge.mqtt.state().connected).toBe(true);
  });
});
