/** All retained topics of one snapshot except discovery: topic to payload, in the order in which they are published. */
import type { Device } from '../record/device.ts';
import { areComputed } from '../record/finding.ts';
import { toProblemState } from '../record/problem.ts';
import { toSummary } from '../record/summary.ts';
import { createMemo } from './memo.ts';
import { steadyResources } from './resources.ts';
import type { NetworkView } from './network-view.ts';
import {
  accessPointState,
  bridgeInfo,
  clientState,
  findingsState,
  offline,
  online,
  personState,
  routerResources,
  routerState,
  ssidState,
} from './payload.ts';
import type { MqttSettings } from './settings.ts';
import { type Switching, switchTopics } from './switch.ts';
import type { Topics } from './topics.ts';

/** What a payload was made of, and the payload. */
interface ClientState {
  state: Readonly<Record<string, unknown>>;
  message: readonly [topic: string, payload: string];
}

const clientMemo = createMemo<Device, ClientState>();

/**
 * The state of a client. `before`: its record in the snapshot before, whose payload is taken where it says the same: a record is another
 * one at every poll, and its state rarely is.
 */
function clientTopic(
  device: Device,
  topics: Topics,
  before: Device | null,
): readonly [topic: string, payload: string] {
  return clientMemo(device, [topics], () => {
    const state = clientState(device);
    const last = before === null ? undefined : clientMemo.last(before, [topics]);
    if (last !== undefined && isSameState(last.state, state)) return last;
    return { state, message: [topics.state('client', device.device_id), JSON.stringify(state)] };
  }).message;
}

function isSameState(a: ClientState['state'], b: ClientState['state']): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && (a[key] === b[key] || isSameList(a[key], b[key])))
  );
}

function isSameList(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && JSON.stringify(a) === JSON.stringify(b);
}

/** `previous` is what is retained already. */
export function availabilityTopics(
  view: NetworkView,
  topics: Topics,
  previous: ReadonlyMap<string, string>,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const { router, reachable } of view.routers)
    found.set(topics.availability('router', router), reachable ? online : offline);
  for (const { access_point_id, reachable } of view.accessPoints) {
    const topic = topics.availability('ap', access_point_id);
    // null is unknown: the last value stands, and the availability of its router covers it
    const payload = reachable === null ? previous.get(topic) : reachable ? online : offline;
    if (payload !== undefined) found.set(topic, payload);
  }
  return found;
}

/** What was published with the snapshot before. */
interface Earlier {
  /** In the same order: those that are the same objects are left out. Null: none is. */
  clients: readonly Device[] | null;
  retained: ReadonlyMap<string, string>;
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

/** `at`: epoch ms. `switches`: undefined where there are none. May be interrupted at each `yield`. */
export function* stateTopics(
  view: NetworkView,
  context: PublishContext,
  { at, switches }: { at: number; switches: Switching | undefined },
  before: Earlier,
): Generator<void, Map<string, string>, void> {
  const found = new Map<string, string>();
  const add = (topic: string, payload: unknown) => found.set(topic, JSON.stringify(payload));
  const { topics, settings } = context;
  const ids = settings.routers.map(({ id }) => id);
  add(topics.bridgeInfo, bridgeInfo(context, settings.instanceId, ids));
  for (const record of view.routers) {
    add(topics.state('router', record.router), routerState(record, view));
    const topic = topics.resources(record.router);
    found.set(topic, steadyResources(before.retained.get(topic), routerResources(record)));
  }
  for (const record of view.accessPoints)
    add(topics.state('ap', record.access_point_id), accessPointState(record, view));
  for (const [ssid, slug] of view.ssids) add(topics.ssid(slug), ssidState(ssid, view));
  for (const [index, device] of view.clients.entries()) {
    const last = before.clients?.[index] ?? null;
    if (device === last) continue;
    found.set(...clientTopic(device, topics, last));
    yield;
  }
  for (const person of view.people) add(topics.state('person', person.person_id), personState(person, view));
  if (switches !== undefined)
    for (const [topic, payload] of switchTopics(switches.states, view.clients, view.ssids, topics))
      found.set(topic, payload);
  add(topics.bridgeProblem, toProblemState(view.snapshot, at, switches?.problems));
  const { findings, checks } = view.snapshot;
  // before the first computation nothing is known, except what an earlier run found
  if (findings.length > 0 || areComputed(checks)) add(topics.bridgeFindings, findingsState(findings));
  add(topics.bridgeSummary, toSummary(view.snapshot));
  return found;
}
