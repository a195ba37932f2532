/** All discovery payloads of one snapshot. A payload is built again only when what it describes has changed. */
import type { Device } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import { boxesOf } from './box.ts';
import { assemble, type DeviceDescription } from './component.ts';
import { isDeleted } from './deletion.ts';
import { describeClient, describePerson } from './discovery-client.ts';
import { bridgeName, describeBridge } from './discovery-bridge.ts';
import { describeAccessPoint, describeRouter } from './discovery-network.ts';
import { createLabels } from './label.ts';
import { createMemo } from './memo.ts';
import type { NetworkView } from './network-view.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

export interface BuiltDiscovery {
  /** What the payload was built from; an equal source means an equal payload. */
  source: string;
  payload: string;
}

/**
 * By topic, in the order in which they are published. `previous` is the last result under the same settings, or empty. May be interrupted at
 * each `yield`.
 */
export function* discoveryPayloads(
  view: NetworkView,
  settings: MqttSettings,
  overrides: Overrides,
  topics: Topics,
  version: string,
  previous: ReadonlyMap<string, BuiltDiscovery>,
): Generator<void, Map<string, BuiltDiscovery>, void> {
  const all = new Map<string, BuiltDiscovery>();
  for (const draft of drafts(view, settings, overrides, topics, version)) {
    if (isDeleted(draft.discoveryDevice, overrides.deleted, settings)) continue;
    const { topic, source, describe } = draft;
    const before = previous.get(topic);
    const build = () => ({ source, payload: JSON.stringify(assemble(describe(), topics, version)) });
    all.set(topic, before?.source === source ? before : builtMemo(draft, [topics, version], build));
    yield;
  }
  return all;
}

/** What to describe, and everything the description depends on. */
interface DiscoveryDraft {
  discoveryDevice: DiscoveryDevice;
  topic: string;
  source: string;
  describe: () => DeviceDescription;
}

const builtMemo = createMemo<DiscoveryDraft, BuiltDiscovery>();
const routerMemo = createMemo<RouterRecord, DiscoveryDraft>();
const accessPointMemo = createMemo<AccessPointRecord, DiscoveryDraft>();
const clientMemo = createMemo<Device, DiscoveryDraft>();

function* drafts(
  view: NetworkView,
  settings: MqttSettings,
  { names, deleted }: Overrides,
  topics: Topics,
  version: string,
): Generator<DiscoveryDraft> {
  if (settings.homeassistant.discover === 'none') return;
  const labelsOf = createLabels();
  const drafted = (description: DeviceDescription): DiscoveryDraft => ({
    discoveryDevice: description.discoveryDevice,
    topic: topics.discovery(description.discoveryDevice),
    source: JSON.stringify(description),
    describe: () => description,
  });
  const bridge = { record: settings, id: '', name: bridgeName(settings.instanceId) };
  yield drafted(describeBridge(view.ssids, labelsOf([bridge])[0]!, settings, topics, version));
  const { people } = view;
  const ofPeople = labelsOf(people.map((record) => ({ record, id: record.person_id, name: record.name })));
  for (const [index, { person_id: id }] of people.entries())
    yield drafted(describePerson(id, ofPeople[index]!, settings, topics));

  const { boxes, others } = boxesOf(view, settings, (device) => isDeleted(device, deleted, settings));
  const ofRouters = labelsOf(
    boxes.map(({ router, own }) => ({
      record: own ?? router,
      id: router.router,
      name: own?.name ?? router.identity,
    })),
  );
  for (const [index, { router, own }] of boxes.entries()) {
    const label = ofRouters[index]!;
    const describe = () => drafted(describeRouter(router, own, label, settings, topics));
    yield routerMemo(router, [own, label.name, label.slug, settings, topics], describe);
  }
  const ofOthers = labelsOf(
    others.map((record) => ({ record, id: record.access_point_id, name: record.name })),
  );
  for (const [index, record] of others.entries()) {
    const label = ofOthers[index]!;
    const describe = () => drafted(describeAccessPoint(record, label, settings, topics));
    yield accessPointMemo(record, [label.name, label.slug, settings, topics], describe);
  }
  const { known } = view.snapshot;
  const ofClients = labelsOf(
    view.clients.map((device) => ({ record: device, id: device.device_id, name: nameOf(device, names) })),
  );
  // there may be thousands: described only when one of the inputs below changes
  for (const [index, device] of view.clients.entries()) {
    const { device_id: id, vendor } = device;
    const label = ofClients[index]!;
    const isKnown = known.has(id);
    const discoveryDevice: DiscoveryDevice = { kind: 'client', id };
    yield clientMemo(device, [label.name, label.slug, isKnown, settings, topics], () => ({
      discoveryDevice,
      topic: topics.discovery(discoveryDevice),
      source: `${label.slug}\n${isKnown}\n${vendor}\n${label.name}`,
      describe: () => describeClient(device, label, isKnown, settings, topics),
    }));
  }
}

function nameOf({ device_id, name, name_source }: Device, names: ReadonlyMap<string, string>): string {
  return name_source === 'mac_address' ? (names.get(device_id) ?? name) : name;
}
