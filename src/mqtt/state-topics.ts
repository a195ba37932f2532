/** All retained topics of one scene but discovery: topic to text, in the order in which everything is told. */
import type { Device } from '../record/device.ts';
import { toSummary } from '../record/summary.ts';
import { createOnce } from './memo.ts';
import {
  accessPointState,
  bridgeInfo,
  clientState,
  offline,
  online,
  personState,
  routerState,
  ssidState,
} from './payload.ts';
import type { Scene } from './network-view.ts';
import type { MqttSettings } from './settings.ts';
import type { Topics } from './topics.ts';

/** A topic and its text. */
type Line = readonly [topic: string, text: string];

const clientOnce = createOnce<Device, Line>();

export function availabilities(
  scene: Scene,
  topics: Topics,
  previous: ReadonlyMap<string, string>,
): Map<string, string> {
  const told = new Map<string, string>();
  for (const { router, reachable } of scene.routers)
    told.set(topics.availability('router', router), reachable ? online : offline);
  for (const { access_point_id, reachable } of scene.accessPoints) {
    const topic = topics.availability('ap', access_point_id);
    // null is nobody's word: what was said last stands, and the router's own availability covers it
    const text = reachable === null ? previous.get(topic) : reachable ? online : offline;
    if (text !== undefined) told.set(topic, text);
  }
  return told;
}

export function states(
  scene: Scene,
  topics: Topics,
  settings: MqttSettings,
  info: { version: string; digest: string; installation: string },
): Map<string, string> {
  const told = new Map<string, string>();
  const tell = (topic: string, payload: unknown) => told.set(topic, JSON.stringify(payload));
  const { instanceId, routers, guestSsids } = settings;
  const ids = routers.map(({ id }) => id);
  tell(topics.bridgeInfo, bridgeInfo(info, instanceId, ids));
  for (const record of scene.routers) tell(topics.state('router', record.router), routerState(record, scene));
  for (const record of scene.accessPoints)
    tell(topics.state('ap', record.access_point_id), accessPointState(record, scene));
  for (const [ssid, slug] of scene.ssids) tell(topics.ssid(slug), ssidState(ssid, scene));
  for (const device of scene.clients) {
    const [topic, text] = clientOnce(device, [topics, guestSsids], () => [
      topics.state('client', device.device_id),
      JSON.stringify(clientState(device, guestSsids)),
    ]);
    told.set(topic, text);
  }
  for (const { slug, person } of scene.people) tell(topics.state('person', slug), personState(person, scene));
  tell(topics.bridgeSummary, toSummary(scene.snapshot, guestSsids));
  return told;
}
