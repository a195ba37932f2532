/** Messages that are not retained: events of devices that are entities, and events of the network. */
import type { Device } from '../record/device.ts';
import { deviceEventTypes, type EventRecord } from '../record/event.ts';
import type { Publish } from './publish.ts';
import type { NetworkView } from './network-view.ts';
import type { Topics } from './topics.ts';

/** The event entity of a device knows these and no others. */
const ofDevices: ReadonlySet<string> = new Set(deviceEventTypes);

export function clientEvents(events: readonly EventRecord[], view: NetworkView, topics: Topics): Publish[] {
  const entities = new Set(view.clients.map(({ device_id }) => device_id));
  return events.flatMap((event) => {
    const { device_id: id, event_type } = event;
    return id !== null && ofDevices.has(event_type) && entities.has(id)
      ? [publish(topics.event(id), event)]
      : [];
  });
}

/** A refused device is no entity, or its own event entity does not know the type. */
export function bridgeEvents(events: readonly EventRecord[], view: NetworkView, topics: Topics): Publish[] {
  return events
    .filter(({ event_type }) => !ofDevices.has(event_type))
    .map((event) => publish(topics.bridgeEvent, withDetails(event, view)));
}

function withDetails(event: EventRecord, { snapshot }: NetworkView): object {
  const device =
    event.event_type === 'new_stranger' ? snapshot.devices.get(event.device_id ?? '') : undefined;
  return device === undefined ? event : newStranger(device, event);
}

// With the lines of YAML that make it known. The name is untrusted, so it is quoted as JSON, which is valid YAML.
function newStranger(device: Device, event: EventRecord) {
  const { mac_address, mac_randomized, name, ssid, access_point, access_point_id } = device;
  const configuration = `devices:\n  - mac: ${JSON.stringify(mac_address)}\n    name: ${JSON.stringify(name)}\n`;
  return {
    ...event,
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
