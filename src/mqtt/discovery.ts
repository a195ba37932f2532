/** Every discovery payload of a scene. */
import { assemble, type Described, display, underscored } from './component.ts';
import type { Device } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import { describeClient, describePerson } from './discovery-client.ts';
import { describeAccessPoint, describeBridge, describeRouter } from './discovery-network.ts';
import type { Scene } from './network-view.ts';
import { createOnce } from './memo.ts';
import type { MqttSettings, Wishes } from './settings.ts';
import { isDeleted } from './deletion.ts';
import type { Topics } from './topics.ts';

export interface Discovered {
  /** Of what the payload was made: the same description is not assembled again. */
  source: string;
  payload: string;
}

/** Topic to payload, in the order in which Home Assistant should meet them. */
export function discoveries(
  scene: Scene,
  settings: MqttSettings,
  wishes: Wishes,
  topics: Topics,
  version: string,
  previous: ReadonlyMap<string, Discovered>,
): Map<string, Discovered> {
  const all = new Map<string, Discovered>();
  for (const draft of drafts(scene, settings, wishes, topics, version)) {
    if (isDeleted(draft.thing, wishes.deleted, settings)) continue;
    const { topic } = draft;
    const before = previous.get(topic);
    all.set(topic, before?.source === draft.source ? before : discover(draft, topics, version));
  }
  return all;
}

/** What is to be described, and all that the description depends on. */
interface Draft {
  thing: Described['thing'];
  topic: string;
  source: string;
  describe: () => Described;
}

function discover({ source, describe }: Draft, topics: Topics, version: string): Discovered {
  return { source, payload: JSON.stringify(assemble(describe(), topics, version)) };
}

const routerOnce = createOnce<RouterRecord, Draft>();
const accessPointOnce = createOnce<AccessPointRecord, Draft>();
const clientOnce = createOnce<Device, Draft>();

function* drafts(
  scene: Scene,
  settings: MqttSettings,
  { names }: Wishes,
  topics: Topics,
  version: string,
): Generator<Draft> {
  if (settings.homeassistant.discover === 'none') return;
  const entitySlug = createEntitySlugs();
  const drafted = (described: Described): Draft => ({
    thing: described.thing,
    topic: topics.discovery(described.thing),
    source: JSON.stringify(described),
    describe: () => described,
  });
  yield drafted(describeBridge(scene.ssids, settings, topics, version));
  for (const { slug, person } of scene.people)
    yield drafted(describePerson(slug, person.name, entitySlug(person, person.name, slug), settings, topics));
  for (const record of scene.routers) {
    const slug = entitySlug(record, record.identity, record.router);
    yield routerOnce(record, [slug, topics], () => drafted(describeRouter(record, slug, topics)));
  }
  for (const record of scene.accessPoints) {
    const slug = entitySlug(record, record.name, record.access_point_id);
    const describe = () => drafted(describeAccessPoint(record, slug, settings, topics));
    yield accessPointOnce(record, [slug, settings, topics], describe);
  }
  const { known } = scene.snapshot;
  // by far the most, and described anew only when one of these differs
  for (const device of scene.clients) {
    const { device_id: id } = device;
    const name = device.name_source === 'mac_address' ? (names.get(id) ?? device.name) : device.name;
    const slug = entitySlug(device, name, id);
    const isKnown = known.has(id);
    const thing: Described['thing'] = { kind: 'client', id };
    yield clientOnce(device, [slug, isKnown, name, settings, topics], () => ({
      thing,
      topic: topics.discovery(thing),
      source: `${slug}\n${isKnown}\n${name}`,
      describe: () => describeClient(device, name, slug, isKnown, settings, topics),
    }));
  }
}

const baseOnce = createOnce<object, string>();

// Two things of one name ask for different entity ids, lest Home Assistant number them in the order of the day.
function createEntitySlugs(): (record: object, name: string | null, id: string) => string {
  const taken = new Set<string>();
  return (record, name, id) => {
    const ownOf = () => underscored(id) || 'x';
    const base = baseOnce(record, [name, id], () => underscored(display(name) ?? '') || ownOf());
    const slug = taken.has(base) ? another(base, ownOf(), taken) : base;
    taken.add(slug);
    return slug;
  };
}

function another(base: string, own: string, taken: ReadonlySet<string>): string {
  const candidates = [`${base}_${own.slice(-6).replace(/^_+/, '')}`, `${base}_${own}`];
  return candidates.find((candidate) => !taken.has(candidate)) ?? `${base}_${own}_${taken.size}`;
}
