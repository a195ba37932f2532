/** Two installations under one name at one broker: the one that is there stays, the other one waits. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noCounters } from '../../src/telemetry/counters.ts';
import type { MqttOptions } from '../../src/mqtt/options.ts';
import { instanceHash } from '../../src/mqtt/duplicate-guard.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { holder, snapshot } from './house.ts';
import { type FarEnd, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { aedes, type Edge, observe, type Observer, startEdge, until } from './lab.ts';

const topics = createTopics('mikrotik-presence', 'homeassistant', 'home');
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function begin({ url }: FarEnd, clientIdSuffix: string, count?: MqttOptions['counters']): Edge {
  const edge = startEdge(url, {
    clientIdSuffix,
    snapshot: holder(snapshot()),
    ...(count && { counters: count }),
  });
  ends.push(() => end(edge));
  return edge;
}

async function end({ mqtt, clock }: Edge): Promise<void> {
  const stopped = mqtt.stop();
  clock.advance(5000);
  await stopped;
}

async function watch(starting: Promise<FarEnd>): Promise<{ broker: FarEnd; observer: Observer }> {
  const broker = await starting;
  ends.push(broker.stop);
  const observer = await observe(broker.url);
  ends.push(observer.end);
  return { broker, observer };
}

/** Its subscriptions stand; aedes speaks no MQTT 5, so that the first attempt there is in vain. */
async function connected(clock: Edge['clock']): Promise<void> {
  await until(() => {
    if (clock.pending().includes(0)) clock.advance(0);
    return clock.pending().includes(500);
  });
}

/** Connected, and what is retained looked through. */
async function lookAround({ clock }: Edge, observer: Observer): Promise<void> {
  await connected(clock);
  for (let turn = 0; turn < 8; turn++) await observer.roundTrip();
  clock.advance(500);
}

/** It waits a minute, and its DISCONNECT is out: else passing the minute would cut the connection, and the broker would send its will. */
const hasLeft = ({ clock }: Edge) => clock.pending().includes(60_000) && !clock.pending().includes(2000);
const isWaiting = (edge: Edge) => edge.mqtt.state().error_kind === 'taken_over';
const spoken = (observer: Observer, from: number) =>
  observer.heard.slice(from).filter(({ topic }) => topic !== 'test/ping');

describe.each([
  { name: 'aedes', far: aedes, isThere: true },
  { name: 'mosquitto', far: () => mosquitto(), isThere: hasMosquitto() },
])('two installations with one INSTANCE_ID at $name', ({ far, isThere }) => {
  it.runIf(isThere)('the second gives way, says so, and takes over when the first is gone', async () => {
    const { broker, observer } = await watch(far());
    const first = begin(broker, 'aaaa');
    await connected(first.clock);
    await first.ready(observer);
    const before = await observer.retained();
    const from = observer.heard.length;

    let connections = 0;
    const mqttConnection = () => void connections++;
    const second = begin(broker, 'bbbb', { ...noCounters, mqttConnection });
    await lookAround(second, observer);
    await until(() => isWaiting(second));
    expect(second.mqtt.state()).toMatchObject({ connected: false, error_kind: 'taken_over' });
    expect(second.mqtt.state().message).toContain('INSTANCE_ID home');
    expect(first.mqtt.state()).toMatchObject({ connected: true, error_kind: null });

    // a minute later it looks again, and the first is still there
    await until(() => hasLeft(second));
    second.clock.advance(60_000);
    await lookAround(second, observer);
    await until(() => hasLeft(second));
    await observer.roundTrip();
    expect(second.log.filter(({ level }) => level === 'warn').map(({ event }) => event)).toEqual([
      'duplicate instance',
    ]);
    // nor is it news that it looks in
    const told = () =>
      second.log.filter(({ event }) => event === 'broker connected').map(({ level }) => level);
    expect(told()).toEqual(['info', 'debug']);
    expect(connections).toBe(1);
    // a question and its answer each time, and nothing else; nobody was told that anybody is offline
    const info = { topic: topics.bridgeInfo, payload: before.get(topics.bridgeInfo), retain: false };
    const hello = {
      topic: topics.bridgeHello,
      payload: `{"installation":"${instanceHash('bbbb')}"}`,
      retain: false,
    };
    expect(spoken(observer, from)).toEqual([hello, info, hello, info]);
    expect(await observer.retained()).toEqual(before);

    await end(first);
    second.clock.advance(60_000);
    await second.ready(observer);
    await observer.roundTrip();
    expect(second.mqtt.state()).toMatchObject({ connected: true, error_kind: null });
    expect(second.log.map(({ event }) => event)).toContain('topics taken over');
    expect(told()).toEqual(['info', 'debug', 'debug']);
    expect(connections).toBe(2);
    const after = await observer.retained();
    expect(after.get(topics.bridgeState)).toBe('{"state":"online"}');
    expect(after.get(topics.bridgeInfo)).toContain(instanceHash('bbbb'));
  });

  it.runIf(isThere)('one that died without a word is asked, and not waited for', async () => {
    const { broker, observer } = await watch(far());
    const info = JSON.stringify({ instance: 'home', installation: instanceHash('gone') });
    await observer.publish(topics.bridgeInfo, info, true);
    await observer.publish(topics.bridgeState, '{"state":"online"}', true);
    const edge = begin(broker, 'aaaa');
    await lookAround(edge, observer);
    await until(() => observer.heard.some(({ topic }) => topic === topics.bridgeHello));
    expect(observer.heard.filter(({ topic }) => topic === topics.bridgeSummary)).toEqual([]);
    edge.clock.advance(3000);
    await until(() => observer.heard.some(({ topic }) => topic === topics.bridgeSummary));
    expect(edge.mqtt.state()).toMatchObject({ connected: true, error_kind: null });
  });

  it.runIf(isThere)('of two that come at once one stays', async () => {
    const { broker, observer } = await watch(far());
    const both = [begin(broker, 'aaaa'), begin(broker, 'bbbb')];
    for (const { clock } of both) await connected(clock);
    for (let turn = 0; turn < 8; turn++) await observer.roundTrip();
    for (const { clock } of both) clock.advance(500);
    const [stays, leaves] = instanceHash('aaaa') < instanceHash('bbbb') ? both : both.toReversed();
    await until(() => isWaiting(leaves!));
    await until(() => stays!.mqtt.state().connected);
    const mark = instanceHash(stays === both[0] ? 'aaaa' : 'bbbb');
    // what the other one has said meanwhile is put right
    await vi.waitFor(
      async () => {
        const retained = await observer.retained();
        expect(retained.get(topics.bridgeInfo)).toContain(mark);
        expect(retained.get(topics.bridgeState)).toBe('{"state":"online"}');
      },
      { timeout: 30_000 },
    );
    expect(isWaiting(stays!)).toBe(false);
  });

  it.runIf(isThere)('another INSTANCE_ID is no rival, nor is what an older version left', async () => {
    const { broker, observer } = await watch(far());
    await observer.publish(topics.bridgeInfo, '{"version":"0.1.0","instance":"home"}', true);
    await observer.publish(topics.bridgeState, '{"state":"online"}', true);
    const edge = begin(broker, 'aaaa');
    await connected(edge.clock);
    await edge.ready(observer);
    expect(edge.mqtt.state()).toMatchObject({ connected: true, error_kind: null });
    expect(observer.heard.filter(({ topic }) => topic === topics.bridgeHello)).toEqual([]);
  });
});
