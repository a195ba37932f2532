/** All discovery payloads of one snapshot. A payload is built again only when what it describes has changed. */
import type { Device } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import { assemble, type DeviceDescription, display, underscored } from './component.ts';
import { isDeleted } from './deletion.ts';
import { describeClient, describePerson } from './discovery-client.ts';
import { describeAccessPoint, describeBridge, describeRouter } from './discovery-network.ts';
import { createMemo } from './memo.ts';
import type { NetworkView } from './network-view.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

export interface BuiltDiscovery {
  /** What the payload was built from; an equal source means an equal payload. */
  source: string;
  payload: string;
}

/** By topic, in the order in which they are published. `previous` is the last result under the same settings, or empty. */
export function discoveryPayloads(
  view: NetworkView,
  settings: MqttSettings,
  overrides: Overrides,
  topics: Topics,
  version: string,
  previous: ReadonlyMap<string, BuiltDiscovery>,
): Map<string, BuiltDiscovery> {
  const all = new Map<string, BuiltDiscovery>();
  for (const draft of drafts(view, settings, overrides, topics, version)) {
    if (isDeleted(draft.discoveryDevice, overrides.deleted, settings)) continue;
    const { topic, source, describe } = draft;
    const before = previous.get(topic);
    const build = () => ({ source, payload: JSON.stringify(assemble(describe(), topics, version)) });
    all.set(topic, before?.source === source ? before : build());
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

const routerMemo = createMemo<RouterRecord, DiscoveryDraft>();
const accessPointMemo = createMemo<AccessPointRecord, DiscoveryDraft>();
const clientMemo = createMemo<Device, DiscoveryDraft>();

function* drafts(
  view: NetworkView,
  settings: MqttSettings,
  { names }: Overrides,
  topics: Topics,
  version: string,
): Generator<DiscoveryDraft> {
  if (settings.homeassistant.discover === 'none') return;
  const entitySlug = createEntitySlugs();
  const drafted = (description: DeviceDescription): DiscoveryDraft => ({
    discoveryDevice: description.discoveryDevice,
    topic: topics.discovery(description.discoveryDevice),
    source: JSON.stringify(description),
    describe: () => description,
  });
  yield drafted(describeBridge(view.ssids, settings, topics, version));
  for (const person of view.people) {
    const { person_id: id, name } = person;
    yield drafted(describePerson(id, name, entitySlug(person, name, id), settings, topics));
  }
  for (const record of view.routers) {
    const slug = entitySlug(record, record.identity, record.router);
    yield routerMemo(record, [slug, topics], () => drafted(describeRouter(record, slug, topics)));
  }
  for (const record of view.accessPoints) {
    const slug = entitySlug(record, record.name, record.access_point_id);
    const describe = () => drafted(describeAccessPoint(record, slug, settings, topics));
    yield accessPointMemo(record, [slug, settings, topics], describe);
  }
  const { known } = view.snapshot;
  // there may be thousands: described only when one of the inputs below changes
  for (const device of view.clients) {
    const { device_id: id } = device;
    const name = device.name_source === 'mac_address' ? (names.get(id) ?? device.name) : device.name;
    const slug = entitySlug(device, name, id);
    const isKnown = known.has(id);
    const discoveryDevice: DiscoveryDevice = { kind: 'client', id };
    yield clientMemo(device, [slug, isKnown, name, settings, topics], () => ({
      discoveryDevice,
      topic: topics.discovery(discoveryDevice),
      source: `${slug}\n${isKnown}\n${name}`,
      describe: () => describeClient(device, name, slug, isKnown, settings, topics),
    }));
  }
}

const baseMemo = createMemo<object, string>();

// Two devices of one name ask for different entity ids, or Home Assistant would number them in order of arrival.
function createEntitySlugs(): (record: object, name: string | null, id: string) => string {
  const taken = new Set<string>();
  return (record, name, id) => {
    const ownOf = () => underscored(id) || 'x';
    const base = baseMemo(record, [name, id], () => underscored(display(name) ?? '') || ownOf());
    const slug = taken.has(base) ? distinctSlug(base, ownOf(), taken) : base;
    taken.add(slug);
    return slug;
  };
}

function distinctSlug(base: string, own: string, taken: ReadonlySet<string>): string {
  const candidates = [`${base}_${own.slice(-6).replace(/^_+/, '')}`, `${base}_${own}`];
  return candidates.find((candidate) => !taken.has(candidate)) ?? `${base}_${own}_${taken.size}`;
}
