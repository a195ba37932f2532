/** What the outbox keeps, and the order in which it sends. */
import { describe, expect, it } from 'vitest';
import { createOutbox, type Delivery } from '../../src/mqtt/outbox.ts';
import type { Publish } from '../../src/mqtt/publish.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { createClock } from './clock.ts';

const topics = createTopics('b', 'h', 'home');
const config = topics.discovery({ kind: 'client', id: '48a98a123456' });

/** A publisher that takes every message at once. */
function open() {
  const clock = createClock();
  const sent: Publish[] = [];
  const outbox = createOutbox({
    topics,
    mayRemove: () => true,
    onRefused: () => {},
    clock,
  });
  const send = async (publish: Publish): Promise<Delivery> => {
    sent.push(publish);
    return 'taken';
  };
  outbox.open({ send, inFlight: 100 });
  const put = (topic: string, payload: string) => {
    outbox.put({ topic, payload, retain: true });
    outbox.send();
  };
  const acknowledged = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, outbox, put, sent, acknowledged };
}

describe('the outbox', () => {
  it('sends everything as availability, discovery, state, and last that the bridge is online', () => {
    const { outbox, put, sent } = open();
    put(topics.bridgeState, 'online');
    // added after the first start, as a device or a router is
    put(topics.state('client', '48a98a123456'), '{}');
    put(config, '{"components":{}}');
    put(topics.availability('router', 'attic'), 'online');
    put(topics.ssid('home'), '{}');
    sent.length = 0;
    outbox.sendAll();
    expect(sent.map(({ topic }) => topic)).toEqual([
      'b/router/attic/availability',
      config,
      'b/client/48a98a123456/state',
      'b/ssid/home',
      'b/bridge/state',
    ]);
  });

  it('forgets a topic once the broker has emptied it', async () => {
    const { clock, outbox, put, acknowledged } = open();
    for (let index = 0; index < 1000; index++) {
      const id = index.toString(16).padStart(12, '0');
      const ownConfig = topics.discovery({ kind: 'client', id });
      for (const topic of [ownConfig, topics.state('client', id)]) put(topic, '{"components":{}}');
      await acknowledged();
      clock.advance(2000);
      for (const topic of [ownConfig, topics.state('client', id)]) put(topic, '');
      await acknowledged();
    }
    expect(outbox.size()).toEqual({ topics: 0, waiting: 0 });
    expect([outbox.desired(config), outbox.held(config)]).toEqual(['', '']);
  });

  it('sends nothing that is as long as two messages after which the broker closed the connection', () => {
    const { clock, outbox, put, sent } = open();
    const long = JSON.stringify({ components: {}, name: 'x'.repeat(1000) });
    const configs = ['aa', 'bb', 'cc'].map((id) => topics.discovery({ kind: 'client', id }));
    for (const topic of configs) put(topic, long);
    for (const topic of configs.slice(0, 2))
      outbox.withhold(topic, { words: 'an answer that MQTT does not allow', remedy: 'size' });
    outbox.open({ send: async (publish) => (sent.push(publish), 'taken' as const), inFlight: 100 });
    sent.length = 0;
    put(topics.state('client', 'cc'), '{}');
    outbox.sendAll();
    expect(new Set(sent.map(({ topic }) => topic))).toEqual(new Set([topics.state('client', 'cc')]));
    expect([...outbox.refused().keys()]).toEqual(configs);
    sent.length = 0;
    clock.advance(3_600_000);
    expect(new Set(sent.map(({ topic }) => topic))).toEqual(new Set(configs));
  });

  it('sends nothing for a topic that nothing is wanted on', () => {
    const { outbox, sent } = open();
    outbox.resend(topics.bridgeInfo);
    expect(sent).toEqual([]);
  });
});
