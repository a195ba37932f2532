/** What earlier runs left retained at the broker, collected after each connect. What to do about it is in `cleanup.ts`. */
import type { Snapshot } from '../record/snapshot.ts';
import type { Log } from '../telemetry/log.ts';
import { isOwnPayload, MOST_ADOPTED, nameIn, planCleanup } from './cleanup.ts';
import { keyOf } from './deletion.ts';
import { lapsedPayload } from './lapse.ts';
import type { Published } from './messages.ts';
import { parseObject } from './parse-object.ts';
import { offline } from './payload.ts';
import type { Publish } from './publish.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

export interface InventoryOptions {
  settings: () => MqttSettings;
  topics: Topics;
  log: Log;
}

export interface CleanupOptions {
  isSettled: boolean;
  /** The user asked for it. */
  isPurge: boolean;
  /** Epoch ms. */
  at: number;
}

/** What a broker may make this program keep: messages of more, and larger ones, are no work of this program. */
const MOST_FOUND = 50_000;
const MOST_BYTES = 64 * 1024;

export function createInventory({ settings, topics, log }: InventoryOptions) {
  /** Topic to payload. */
  const found = new Map<string, string>();
  /** Discovery topics with a payload that this program wrote. */
  const own = new Set<string>();
  const adopted = new Set<string>();
  let loggedExcess = 0;
  const names = new Map<string, string>();
  /** The base topic is shared with another INSTANCE_ID: topics below it may be the other's. */
  let isShared = false;

  function readInfo(payload: string): void {
    const instance = parseObject(payload)?.['instance'];
    isShared = typeof instance === 'string' && instance !== settings().instanceId;
    const remedy = 'Give each instance its own MQTT_BASE_TOPIC.';
    if (isShared) log.warn({ instance, remedy }, 'base topic shared');
  }

  return {
    adopted: adopted as ReadonlySet<string>,
    /** By device_id, as in retained discovery. */
    names: names as ReadonlyMap<string, string>,
    clear: () => {
      found.clear();
      own.clear();
    },
    isEmpty: () => found.size === 0,
    /** Keeps a retained message, if it is about a device of ours or on one of our topics. */
    add: (topic: string, payload: string) => {
      if (payload === '') return;
      if (topic === topics.bridgeInfo) return readInfo(payload);
      const device = topics.discoveryDeviceOf(topic);
      if (device === null && topics.ownerOf(topic) === null) return;
      if (payload.length > MOST_BYTES || found.size >= MOST_FOUND) return;
      found.set(topic, payload);
      if (device === null) return;
      own.delete(topic);
      if (isOwnPayload(device, payload, topics)) own.add(topic);
      const name = device.kind === 'client' && own.has(topic) ? nameIn(payload) : null;
      if (name !== null) names.set(device.id, name);
    },
    /** An adopted device that has been seen since is like any other. */
    release: ({ devices, meta }: Snapshot) => {
      if (!meta.complete) return;
      for (const id of adopted) if ((devices.get(id)?.last_seen_at ?? null) !== null) adopted.delete(id);
    },
    /** Whether a topic was found with a payload that this program wrote. */
    isOwn: (topic: string) => own.has(topic),
    /** Decides about what was found, and forgets what needs no further decision. `adopt` are device_ids. */
    cleanUp: (
      published: Published,
      overrides: Overrides,
      options: CleanupOptions,
    ): {
      adopt: readonly string[];
      publishes: Publish[];
      lapse: readonly DiscoveryDevice[];
      lapsed: readonly string[];
    } => {
      for (const topic of found.keys()) if (published.retained.has(topic)) found.delete(topic);
      const isOwn = (_device: DiscoveryDevice, topic: string) => own.has(topic);
      const input = { found, published, settings: settings(), overrides, topics, isOwn, ...options };
      const plan = planCleanup(input);
      reportExcess(plan.excessCount, plan.adopt.length + adopted.size);
      const clear = isShared
        ? plan.clear.filter((topic) => topics.discoveryDeviceOf(topic) !== null)
        : plan.clear;
      for (const id of plan.adopt) {
        adopted.add(id);
        found.delete(topics.discovery({ kind: 'client', id }));
      }
      for (const topic of clear) found.delete(topic);
      const stale = plan.offline.filter((topic) => found.has(topic) && found.get(topic) !== offline);
      for (const topic of stale) found.set(topic, offline);
      return {
        adopt: plan.adopt,
        lapse: plan.lapse,
        lapsed: plan.lapsed,
        publishes: [
          ...clear.map((topic) => ({ topic, payload: '', retain: true })),
          ...stale.map((topic) => ({ topic, payload: offline, retain: true })),
          ...lapsedPublishes(plan.lapse),
        ],
      };
    },
  };

  /** What the states of things that cease to be turn into. */
  function lapsedPublishes(devices: readonly DiscoveryDevice[]): Publish[] {
    if (devices.length === 0) return [];
    const keys = new Set(devices.map(keyOf));
    const publishes: Publish[] = [];
    for (const [topic, payload] of found) {
      const owner = topics.ownerOf(topic);
      if (owner === null || !keys.has(keyOf(owner))) continue;
      const lapsed = lapsedPayload(topic, payload);
      if (lapsed === payload) continue;
      found.set(topic, lapsed);
      publishes.push({ topic, payload: lapsed, retain: true });
    }
    return publishes;
  }

  function reportExcess(count: number, adoptedCount: number): void {
    const isMore = count > loggedExcess;
    loggedExcess = count;
    if (!isMore) return;
    const remedy = `Remove retained messages below ${topics.allDiscovery} that this service did not publish, or send the request prune.`;
    log.warn({ count, adopted: adoptedCount, most: MOST_ADOPTED, remedy }, 'adoption limited');
  }
}
