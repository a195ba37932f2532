/** The radios of a router were a device of their own up to 0.1.0: how their entities move to the device of the router. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTopics } from '../../src/mqtt/topics.ts';
import { validationError } from '../homeassistant/discovery-schema.ts';
import type { FarEnd } from '../mosquitto.ts';
import { accessPoint, device, snapshot } from './house.ts';
import { aedes, type Edge, type Observer, observe, startEdge, until } from './lab.ts';

const topics = createTopics('mikrotik-presence', 'homeassistant', 'home');
const former = topics.discovery({ kind: 'ap', id: 'router' });
const present = topics.discovery({ kind: 'router', id: 'router' });
const own = snapshot([device()], {
  accessPoints: [accessPoint({ access_point_id: 'router', name: 'Gateway', address: null })],
});
const old = JSON.stringify({
  device: { identifiers: [topics.identifier({ kind: 'ap', id: 'router' })], name: 'Gateway' },
  origin: { name: 'mikrotik-presence' },
  components: {
    connected: { platform: 'sensor', unique_id: 'mikrotik_presence_home_ap_router_connected' },
  },
});

let broker: FarEnd;
let observer: Observer;
let edge: Edge;
beforeEach(async () => {
  broker = await aedes();
  observer = await observe(broker.url);
});
afterEach(async () => {
  await edge.mqtt.stop();
  await observer.end();
  await broker.stop();
});

async function begin(): Promise<void> {
  edge = startEdge(broker.url);
  await until(() => edge.clock.pending().includes(0));
  edge.clock.advance(0);
  edge.snapshot.publish(own);
  await edge.ready(observer);
}
/** What was published on the two topics since, by step. */
async function steps(from: number): Promise<string[]> {
  await observer.roundTrip();
  return observer.heard.slice(from).flatMap(({ topic, payload }) => {
    if (topic === present) return ['router'];
    if (topic !== former) return [];
    return [
      payload === ''
        ? 'empty'
        : Object.keys(JSON.parse(payload) as object).includes('components')
          ? 'last'
          : payload,
    ];
  });
}

describe('the radios of a router', () => {
  it('are entities of the router, under the unique ids that they had', async () => {
    await begin();
    const { components } = JSON.parse((await observer.retained()).get(present)!) as {
      components: Record<string, { unique_id: string; name: string }>;
    };
    expect(components['ap_connected']).toMatchObject({
      unique_id: 'mikrotik_presence_home_ap_router_connected',
      name: 'Connected devices (own radios)',
    });
    expect((await observer.retained()).has(former)).toBe(false);
  });

  it('move in steps, and the old device goes last', async () => {
    await observer.publish(former, old, true);
    await observer.roundTrip();
    const from = observer.heard.length;
    await begin();
    expect(await steps(from)).toEqual(['{"migrate_discovery":true}']);
    // further snapshots do not hurry it
    edge.snapshot.publish(own);
    expect(await steps(from)).toHaveLength(1);
    expect((await observer.retained()).get(former)).toBe(old);
    edge.clock.advance(2000);
    await until(() => observer.heard.slice(from).some(({ topic }) => topic === present));
    edge.clock.advance(9999);
    edge.snapshot.publish(own);
    expect(await steps(from)).toEqual(['{"migrate_discovery":true}', 'router']);
    edge.clock.advance(1);
    await until(() => observer.heard.slice(from).some(({ payload }) => payload.includes('"moved"')));
    edge.clock.advance(2000);
    await until(() =>
      observer.heard.slice(from).some(({ topic, payload }) => topic === former && payload === ''),
    );
    expect(await steps(from)).toEqual(['{"migrate_discovery":true}', 'router', 'last', 'empty']);
    expect((await observer.retained()).has(former)).toBe(false);
    expect(edge.deletions.current().size).toBe(0);
    const last = observer.heard.find(({ payload }) => payload.includes('"moved"'))!;
    expect(
      validationError({
        ...JSON.parse(last.payload),
        availability: [{ topic: 'x' }],
        availability_mode: 'all',
      }),
    ).toBeNull();
  });

  it('begin their move again after an interruption', async () => {
    await observer.publish(former, old, true);
    await begin();
    edge.clock.advance(2000);
    await until(() => observer.heard.some(({ topic }) => topic === present));
    await edge.mqtt.stop();
    const from = observer.heard.length;
    await begin();
    expect(await steps(from)).toEqual(['{"migrate_discovery":true}']);
    expect((await observer.retained()).get(former)).toBe(old);
  });
});
