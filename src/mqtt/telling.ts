/** All retained topics of one scene but discovery: topic to text, in the order in which everything is told. */
import { toSummary } from '../record/summary.ts';
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
import type { Scene } from './scene.ts';
import type { MqttSettings } from './settings.ts';
import type { Topics } from './topics.ts';

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
  info: { version: string; digest: string },
): Map<string, string> {
  const told = new Map<string, string>();
  const tell = (topic: string, payload: unknown) => told.set(topic, JSON.stringify(payload));
  const { instanceId, routers, guestSsids } = settings;
  const ids = routers.map(({ id }) => id);
  tell(topics.bridgeInfo, bridgeInfo(info.version, instanceId, ids, info.digest));
  for (const record of scene.routers) tell(topics.state('router', record.router), routerState(record, scene));
  for (const record of scene.accessPoints)
    tell(topics.state('ap', record.access_point_id), accessPointState(record, scene));
  for (const [ssid, slug] of scene.ssids) tell(topics.ssid(slug), ssidState(ssid, scene));
  for (const device of scene.clients)
    tell(topics.state('client', device.device_id), clientState(device, guestSsids));
  for (const { slug, person } of scene.people) tell(topics.state('person', slug), personState(person, scene));
  tell(topics.bridgeSummary, toSummary(scene.snapshot, guestSsids));
  return told;
}
