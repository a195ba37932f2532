/**
 * From the snapshot before and the next to what must be published: what changed, and nothing else. Pure; time is an argument. With no
 * snapshot before it is everything, in the order availability, discovery, state, and last that the bridge is online.
 */
import type { Device } from '../record/device.ts';
import type { EventRecord } from '../record/event.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Discovered, discoveries } from './discovery.ts';
import { bridgeEvents, clientEvents } from './event.ts';
import { createOnce } from './memo.ts';
import { bridgeState, clientSignal } from './payload.ts';
import type { Publish } from './publish.ts';
import { createScene, type Scene } from './network-view.ts';
import type { MqttSettings, Wishes } from './settings.ts';
import { isDue, type Told } from './signal.ts';
import { availabilities, states } from './state-topics.ts';
import type { Topics } from './topics.ts';

export interface Next {
  snapshot: Snapshot;
  events: readonly EventRecord[];
  wishes: Wishes;
  /** Epoch ms. */
  at: number;
}

/** What does not change while a configuration holds. */
export interface Frame {
  settings: MqttSettings;
  topics: Topics;
  version: string;
  /** Of the configuration, for `bridge/info`. */
  digest: string;
  /** Tells this installation from others, for `bridge/info`. */
  installation: string;
}

/** What has been told: a value, to be handed back with the next snapshot. */
export interface Shown {
  retained: ReadonlyMap<string, string>;
  scene: Scene;
  discoveries: ReadonlyMap<string, Discovered>;
  /** By device_id. */
  signals: ReadonlyMap<string, Told>;
}

export interface Messages {
  publishes: readonly Publish[];
  shown: Shown;
}

const signalOnce = createOnce<Device, readonly [topic: string, text: string]>();

export function messages(previous: Shown | null, next: Next, frame: Frame): Messages {
  const { snapshot, events, wishes, at } = next;
  const { settings, topics, version } = frame;
  const before = previous?.retained ?? new Map<string, string>();
  const scene = createScene(snapshot, previous?.scene ?? null, settings, wishes);
  const found = discoveries(scene, settings, wishes, topics, version, previous?.discoveries ?? new Map());
  const signals = signalsOf(scene, previous, at);

  const retained = availabilities(scene, topics, before);
  for (const [topic, { payload }] of found) retained.set(topic, payload);
  for (const [topic, payload] of states(scene, topics, settings, frame)) retained.set(topic, payload);
  for (const { device } of signals.values()) {
    const [topic, text] = signalOnce(device, [topics], () => [
      topics.signal(device.device_id),
      JSON.stringify(clientSignal(device)),
    ]);
    retained.set(topic, text);
  }
  retained.set(topics.bridgeState, JSON.stringify(bridgeState('online')));

  const publishes: Publish[] = [];
  for (const [topic, payload] of retained)
    if (before.get(topic) !== payload) publishes.push({ topic, payload, retain: true });
  for (const topic of before.keys())
    if (!retained.has(topic)) publishes.push({ topic, payload: '', retain: true });
  publishes.push(...clientEvents(events, scene, topics));
  if (previous !== null)
    publishes.push(...bridgeEvents(events, previous.scene, scene, settings.guestSsids, topics));
  return { publishes, shown: { retained, scene, discoveries: found, signals } };
}

function signalsOf({ clients }: Scene, previous: Shown | null, at: number): Map<string, Told> {
  const signals = new Map<string, Told>();
  for (const device of clients) {
    const told = previous?.signals.get(device.device_id);
    signals.set(device.device_id, told !== undefined && !isDue(told, device, at) ? told : { device, at });
  }
  return signals;
}
