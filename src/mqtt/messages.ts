/**
 * From the last snapshot and the next to what must be published: what changed, and nothing else. Pure; time is an argument. Without a
 * previous snapshot that is everything, in the order availability, discovery, state, and last that the bridge is online.
 */
import type { EventRecord } from '../record/event.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type BuiltDiscovery, discoveryPayloads } from './discovery.ts';
import { bridgeEvents, clientEvents } from './event.ts';
import { liveOf } from './live.ts';
import { createNetworkView, type NetworkView } from './network-view.ts';
import { bridgeState } from './payload.ts';
import type { Publish } from './publish.ts';
import { hasSameEntities } from './same-entities.ts';
import type { Overrides } from './settings.ts';
import type { Sent } from './signal.ts';
import { availabilityTopics, type PublishContext, stateTopics } from './state-topics.ts';
import type { Switching } from './switch.ts';

export interface MessagesInput {
  snapshot: Snapshot;
  events: readonly EventRecord[];
  overrides: Overrides;
  /** Of Home Assistant; absent: there are none. */
  switches?: Switching | undefined;
  /** Epoch ms. */
  at: number;
}

/** What has been published: a value, to be passed back with the next snapshot. */
export interface Published {
  /** Topic to payload. */
  retained: ReadonlyMap<string, string>;
  view: NetworkView;
  /** By topic. */
  discovery: ReadonlyMap<string, BuiltDiscovery>;
  /** What moves all the time, by topic. */
  live: ReadonlyMap<string, Sent>;
  /** Under which it was published. */
  context: PublishContext;
  /** Equal for equal overrides. */
  overridesKey: string;
}

export interface Messages {
  publishes: readonly Publish[];
  published: Published;
}

/** Runs `messageWork` without a pause. */
export function messages(
  previous: Published | null,
  input: MessagesInput,
  context: PublishContext,
): Messages {
  const work = messageWork(previous, input, context);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** May be interrupted at each `yield`: a first snapshot calls for several messages about each of thousands of devices. */
export function* messageWork(
  previous: Published | null,
  { snapshot, events, overrides, switches, at }: MessagesInput,
  context: PublishContext,
): Generator<void, Messages, void> {
  const { settings, topics, version } = context;
  const before = previous?.retained ?? new Map<string, string>();
  const view = createNetworkView(snapshot, previous?.view ?? null, settings, overrides);
  yield;
  const overridesKey = overridesKeyOf(overrides);
  // what lapses ends by the clock alone
  const isSteady = overrides.lapses.size === 0 && overrides.dismissed.size === 0;
  if (isSteady && previous !== null && isComparable(previous, view, overridesKey, context))
    return yield* messagesOfChanges(previous, view, { snapshot, events, overrides, switches, at }, context);
  const built = previous?.discovery ?? new Map<string, BuiltDiscovery>();
  const discovery = yield* discoveryPayloads(view, settings, overrides, topics, version, built);
  const live = yield* liveOf(view.clients, previous?.live ?? new Map<string, Sent>(), topics, at);

  const retained = availabilityTopics(view, topics, before);
  for (const [topic, { payload }] of discovery) retained.set(topic, payload);
  const states = yield* stateTopics(view, context, { at, switches }, { clients: null, retained: before });
  for (const [topic, payload] of states) retained.set(topic, payload);
  for (const [topic, { payload }] of live) retained.set(topic, payload);
  retained.set(topics.bridgeState, JSON.stringify(bridgeState('online')));

  const publishes: Publish[] = [];
  for (const [topic, payload] of retained)
    if (before.get(topic) !== payload) publishes.push({ topic, payload, retain: true });
  for (const topic of before.keys())
    if (!retained.has(topic)) publishes.push({ topic, payload: '', retain: true });
  const ofClients = clientEvents(events, view, topics);
  const ofBridge = bridgeEvents(events, view, topics);
  return {
    publishes: [...publishes, ...ofClients, ...ofBridge],
    published: { retained, view, discovery, live, context, overridesKey },
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

/** Equal for equal overrides. */
export function overridesKeyOf({ deleted, adopted, lapses, dismissed, names }: Overrides): string {
  return [deleted, adopted, lapses.keys(), dismissed, names].map((keys) => [...keys].join()).join(';');
}

/** For a snapshot with the same entities: what the network says, and the devices that are other objects than before. */
function* messagesOfChanges(
  previous: Published,
  view: NetworkView,
  { events, overrides, switches, at }: MessagesInput,
  context: PublishContext,
): Generator<void, Messages, void> {
  const { settings, topics, version } = context;
  const retained = new Map(previous.retained);
  yield;
  const publishes: Publish[] = [];
  const put = (topic: string, payload: string) => {
    if (retained.get(topic) === payload) return;
    retained.set(topic, payload);
    publishes.push({ topic, payload, retain: true });
  };
  for (const [topic, payload] of availabilityTopics(view, topics, previous.retained)) put(topic, payload);
  const network = { ...view, clients: [] };
  const built = yield* discoveryPayloads(network, settings, overrides, topics, version, previous.discovery);
  for (const [topic, { payload }] of built) put(topic, payload);
  const earlier = { clients: previous.view.clients, retained: previous.retained };
  const states = yield* stateTopics(view, context, { at, switches }, earlier);
  for (const [topic, payload] of states) put(topic, payload);
  // one that was not due when it changed may be due now
  const live = yield* liveOf(view.clients, previous.live, topics, at);
  for (const [topic, { payload }] of live) put(topic, payload);
  const discovery = new Map([...previous.discovery, ...built]);
  const ofClients = clientEvents(events, view, topics);
  const ofBridge = bridgeEvents(events, view, topics);
  return {
    publishes: [...publishes, ...ofClients, ...ofBridge],
    published: { ...previous, retained, view, discovery, live },
  };
}
