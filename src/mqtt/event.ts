/** Messages that are not retained: events of devices that are entities, and events of the network. */
import type { Device } from '../record/device.ts';
import type { EventRecord } from '../record/event.ts';
import { isOnAir } from '../record/count.ts';
import { isStranger } from '../record/summary.ts';
import type { Publish } from './publish.ts';
import type { NetworkView } from './network-view.ts';
import type { Topics } from './topics.ts';

export const bridgeEventTypes = ['new_stranger', 'router_up', 'router_down'] as const;

export function clientEvents(events: readonly EventRecord[], view: NetworkView, topics: Topics): Publish[] {
  const entities = new Set(view.clients.map(({ device_id }) => device_id));
  return events
    .filter(({ device_id }) => entities.has(device_id))
    .map((event) => publish(topics.event(event.device_id), event));
}

/** A stranger is new when it arrives and `previous` does not list it. */
export function bridgeEvents(
  events: readonly EventRecord[],
  previous: NetworkView,
  view: NetworkView,
  topics: Topics,
): Publish[] {
  const { snapshot } = view;
  const found: unknown[] = [];
  for (const { event_type, at, device_id } of events) {
    const device = snapshot.devices.get(device_id);
    const isNew = event_type === 'arrived' && !previous.snapshot.devices.has(device_id);
    if (!isNew || device === undefined || !isOnAir(device)) continue;
    if (isStranger(device)) found.push(newStranger(device, at));
  }
  for (const { router, reachable } of view.routers) {
    const before = previous.routers.find((record) => record.router === router);
    if (before === undefined || before.reachable === reachable) continue;
    found.push({ event_type: reachable ? 'router_up' : 'router_down', at: snapshot.meta.taken_at, router });
  }
  return found.map((event) => publish(topics.bridgeEvent, event));
}

// With the lines of YAML that make it known. The name is untrusted, so it is quoted as JSON, which is valid YAML.
function newStranger(device: Device, at: string) {
  const { device_id, mac_address, mac_randomized, name, ssid, access_point, access_point_id } = device;
  const configuration = `devices:\n  - mac: ${JSON.stringify(mac_address)}\n    name: ${JSON.stringify(name)}\n`;
  return {
    event_type: 'new_stranger',
    at,
    device_id,
    name,
    mac_address,
    mac_randomized,
    ssid,
    access_point,
    access_point_id,
    configuration,
  };
}

function publish(topic: string, payload: unknown): Publish {
  return { topic, payload: JSON.stringify(payload), retain: false };
}
