/** Messages about many devices are made in slices, between which snapshots and connections come and go. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MqttOptions } from '../../src/mqtt/options.ts';
import { device, event, settings, snapshot } from './house.ts';
import { aedes, type Edge, type Observer, observe, startEdge, until } from './lab.ts';
import type { FarEnd } from '../mosquitto.ts';

const id = '48a98a123456';
const state = `mikrotik-presence/client/${id}/state`;
const config = `homeassistant/device/mikrotik_presence_home_client_${id}/config`;

let broker: FarEnd;
let observer: Observer;
let edge: Edge;
/** Works that are interrupted at their first place to pause. */
let waiting: (() => void)[] = [];
let runCount = 0;

const run: MqttOptions['run'] = async (work) => {
  runCount++;
  let step = work.next();
  await new Promise<void>((resolve) => waiting.push(resolve));
  while (step.done !== true) step = work.next();
  return step.value;
};
const letGo = () => {
  for (const resume of waiting.splice(0)) resume();
};
const told = (topic: string) => observer.heard.filter((heard) => heard.topic === topic);

beforeEach(async () => {
  waiting = [];
  runCount = 0;
  broker = await aedes();
  observer = await observe(broker.url);
  edge = startEdge(broker.url, { run });
  await until(() => edge.clock.pending().includes(0));
  edge.clock.advance(0);
  await edge.ready(observer);
});
afterEach(async () => {
  const stopped = edge.mqtt.stop();
  edge.clock.advance(5000);
  await stopped;
  await observer.end();
  await broker.stop();
});

it('nothing is published before all of it is made; of snapshots that come meanwhile the newest is, with the events of all', async () => {
  edge.snapshot.publish(snapshot());
  edge.snapshot.publish(snapshot([device({ presence: 'away', connected: false })]), [
    event({ event_type: 'left' }),
  ]);
  edge.snapshot.publish(snapshot([device({ presence: 'home' })]), [event({ event_type: 'arrived' })]);
  await observer.roundTrip();
  expect(told(state)).toEqual([]);
  letGo();
  await until(() => told(state).length > 0);
  // the other two are one
  expect(runCount).toBe(2);
  letGo();
  await until(() => told(`mikrotik-presence/client/${id}/event`).length === 2);
  expect(told(state).map(({ payload }) => payload.includes('"presence":"home"'))).toEqual([true]);
});

it('what is made for a configuration that is over by then is made anew', async () => {
  edge.snapshot.publish(snapshot());
  await until(() => waiting.length > 0);
  edge.mqtt.configure({ ...settings(), homeassistant: { ...settings().homeassistant, discover: 'none' } });
  letGo();
  await until(() => told('mikrotik-presence/bridge/summary').length > 0);
  await observer.roundTrip();
  expect([told(config), told(state)]).toEqual([[], []]);
});

it('a request to publish everything again meanwhile takes nothing away', async () => {
  edge.snapshot.publish(snapshot());
  await until(() => waiting.length > 0);
  edge.mqtt.republish();
  letGo();
  await until(() => told(state).length > 0 && told(config).length > 0);
});
