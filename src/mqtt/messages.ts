/**
 * From the last snapshot and the next to what must be published: what changed, and nothing else. Pure; time is an argument. Without a
 * previous snapshot that is everything, in the order availability, discovery, state, and last that the bridge is online.
 */
import type { Device } from '../record/device.ts';
import type { EventRecord } from '../record/event.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type BuiltDiscovery, discoveryPayloads } from './discovery.ts';
import { bridgeEvents, clientEvents } from './event.ts';
import { createMemo } from './memo.ts';
import { createNetworkView, type NetworkView } from './network-view.ts';
import { bridgeState, clientSignal } from './payload.ts';
import type { Publish } from './publish.ts';
import { hasSameEntities } from './same-entities.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import { isSignalDue, type SentSignal } from './signal.ts';
import { availabilityTopics, stateTopics } from './state-topics.ts';
import type { Topics } from './topics.ts';

export interface MessagesInput {
  snapshot: Snapshot;
  events: readonly EventRecord[];
  overrides: Overrides;
  /** Epoch ms. */
  at: number;
}

/** What does not change while a configuration is in effect. */
export interface PublishContext {
  settings: MqttSettings;
  topics: Topics;
  version: string;
  /** Of the configuration, for `bridge/info`. */
  digest: string;
  /** `instanceHash` of this installation, for `bridge/info`. */
  installation: string;
}

/** What has been published: a value, to be passed back with the next snapshot. */
export interface Published {
  /** Topic to payload. */
  retained: ReadonlyMap<string, string>;
  view: NetworkView;
  /** By topic. */
  discovery: ReadonlyMap<string, BuiltDiscovery>;
  /** By device_id. */
  signals: ReadonlyMap<string, SentSignal>;
  /** Under which it was published. */
  context: PublishContext;
  /** Equal for equal overrides. */
  overridesKey: string;
}

export interface Messages {
  publishes: readonly Publish[];
  published: Published;
}

const signalMemo = createMemo<Device, readonly [topic: string, text: string]>();

export function messages(
  previous: Published | null,
  { snapshot, events, overrides, at }: MessagesInput,
  context: PublishContext,
): Messages {
  const { settings, topics, version } = context;
  const before = previous?.retained ?? new Map<string, string>();
  const view = createNetworkView(snapshot, previous?.view ?? null, settings, overrides);
  const overridesKey = keyOf(overrides);
  // what lapses ends by the clock alone
  const isSteady = overrides.lapses.size === 0 && overrides.dismissed.size === 0;
  if (isSteady && previous !== null && isComparable(previous, view, overridesKey, context))
    return messagesOfChanges(previous, view, { snapshot, events, overrides, at }, context);
  const built = previous?.discovery ?? new Map<string, BuiltDiscovery>();
  const discovery = discoveryPayloads(view, settings, overrides, topics, version, built);
  const signals = signalsOf(view, previous, at);

  const retained = availabilityTopics(view, topics, before);
  for (const [topic, { payload }] of discovery) retained.set(topic, payload);
  for (const [topic, payload] of stateTopics(view, topics, settings, context, at))
    retained.set(topic, payload);
  for (const { device } of signals.values()) {
    const [topic, text] = signalMemo(device, [topics], () => [
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
  const ofClients = clientEvents(events, view, topics);
  const ofBridge = previous === null ? [] : bridgeEvents(events, previous.view, view, topics);
  return {
    publishes: [...publishes, ...ofClients, ...ofBridge],
    published: { retained, view, discovery, signals, context, overridesKey },
  };
}

function isComparable(
  previous: Published,
  view: NetworkView,
  overridesKey: string,
  context: PublishContext,
): boolean {
  return (
    previous.context === context &&
    previous.overridesKey === overridesKey &&
    hasSameEntities(previous.view, view)
  );
}

function keyOf({ deleted, adopted, lapses, dismissed, names }: Overrides): string {
  return [deleted, adopted, lapses.keys(), dismissed, names.keys()].map((keys) => [...keys].join()).join(';');
}

/** For a snapshot with the same entities: what the network says, and the devices that are other objects than before. */
function messagesOfChanges(
  previous: Published,
  view: NetworkView,
  { events, overrides, at }: MessagesInput,
  context: PublishContext,
): Messages {
  const { settings, topics, version } = context;
  const retained = new Map(previous.retained);
  const publishes: Publish[] = [];
  const put = (topic: string, payload: string) => {
    if (retained.get(topic) === payload) return;
    retained.set(topic, payload);
    publishes.push({ topic, payload, retain: true });
  };
  const clients = view.clients.filter((device, index) => device !== previous.view.clients[index]);
  const changed = { ...view, clients };
  for (const [topic, payload] of availabilityTopics(view, topics, previous.retained)) put(topic, payload);
  const network = { ...view, clients: [] };
  const built = discoveryPayloads(network, settings, overrides, topics, version, previous.discovery);
  for (const [topic, { payload }] of built) put(topic, payload);
  for (const [topic, payload] of stateTopics(changed, topics, settings, context, at)) put(topic, payload);
  const signals = new Map(previous.signals);
  // a signal that was not due when it changed may be due now
  for (const device of view.clients) {
    if (!isSignalDue(signals.get(device.device_id)!, device, at)) continue;
    signals.set(device.device_id, { device, at });
    put(topics.signal(device.device_id), JSON.stringify(clientSignal(device)));
  }
  const discovery = new Map([...previous.discovery, ...built]);
  const ofClients = clientEvents(events, view, topics);
  const ofBridge = bridgeEvents(events, previous.view, view, topics);
  return {
    publishes: [...publishes, ...ofClients, ...ofBridge],
    published: { ...previous, retained, view, discovery, signals },
  };
}

function signalsOf(
  { clients }: NetworkView,
  previous: Published | null,
  at: number,
): Map<string, SentSignal> {
  const signals = new Map<string, SentSignal>();
  for (const device of clients) {
    const sent = previous?.signals.get(device.device_id);
    signals.set(
      device.device_id,
      sent !== undefined && !isSignalDue(sent, device, at) ? sent : { device, at },
    );
  }
  return signals;
}
