/** All retained topics of one snapshot except discovery: topic to payload, in the order in which they are published. */
import type { Device } from '../record/device.ts';
import { areComputed } from '../record/finding.ts';
import { toProblemState } from '../record/problem.ts';
import { toSummary } from '../record/summary.ts';
import { createMemo } from './memo.ts';
import type { NetworkView } from './network-view.ts';
import {
  accessPointState,
  bridgeInfo,
  clientState,
  findingsState,
  offline,
  online,
  personState,
  routerState,
  ssidState,
} from './payload.ts';
import type { MqttSettings } from './settings.ts';
import type { Topics } from './topics.ts';

const clientMemo = createMemo<Device, readonly [topic: string, payload: string]>();

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

/** `at`: epoch ms. */
export function stateTopics(
  view: NetworkView,
  topics: Topics,
  settings: MqttSettings,
  info: { version: string; digest: string; installation: string },
  at: number,
): Map<string, string> {
  const found = new Map<string, string>();
  const add = (topic: string, payload: unknown) => found.set(topic, JSON.stringify(payload));
  const { instanceId, routers } = settings;
  const ids = routers.map(({ id }) => id);
  add(topics.bridgeInfo, bridgeInfo(info, instanceId, ids));
  for (const record of view.routers) add(topics.state('router', record.router), routerState(record, view));
  for (const record of view.accessPoints)
    add(topics.state('ap', record.access_point_id), accessPointState(record, view));
  for (const [ssid, slug] of view.ssids) add(topics.ssid(slug), ssidState(ssid, view));
  for (const device of view.clients) {
    const [topic, payload] = clientMemo(device, [topics], () => [
      topics.state('client', device.device_id),
      JSON.stringify(clientState(device)),
    ]);
    found.set(topic, payload);
  }
  for (const person of view.people) add(topics.state('person', person.person_id), personState(person, view));
  add(topics.bridgeProblem, toProblemState(view.snapshot, at));
  const { findings, checks } = view.snapshot;
  // before the first computation nothing is known, except what an earlier run found
  if (findings.length > 0 || areComputed(checks)) add(topics.bridgeFindings, findingsState(findings));
  add(topics.bridgeSummary, toSummary(view.snapshot));
  return found;
}
