/** What earlier runs left retained at the broker, collected after each connect. What to do about it is in `cleanup.ts`. */
import type { Snapshot } from '../record/snapshot.ts';
import type { Log } from '../telemetry/log.ts';
import { nameIn, planCleanup } from './cleanup.ts';
import type { Published } from './messages.ts';
import { parseObject } from './parse-object.ts';
import { offline } from './payload.ts';
import type { Publish } from './publish.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { Topics } from './topics.ts';

export interface InventoryOptions {
  settings: () => MqttSettings;
  topics: Topics;
  log: Log;
}

export interface CleanupOptions {
  isSettled: boolean;
  /** The user asked for it. */
  isPurge: boolean;
}

export function createInventory({ settings, topics, log }: InventoryOptions) {
  /** Topic to payload. */
  const found = new Map<string, string>();
  const adopted = new Set<string>();
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
    clear: () => found.clear(),
    isEmpty: () => found.size === 0,
    /** Keeps a retained message, if it is about a device of ours or on one of our topics. */
    add: (topic: string, payload: string) => {
      if (payload === '') return;
      if (topic === topics.bridgeInfo) return readInfo(payload);
      const device = topics.discoveryDeviceOf(topic);
      if (device === null && topics.ownerOf(topic) === null) return;
      found.set(topic, payload);
      const name = device?.kind === 'client' ? nameIn(payload) : null;
      if (device !== null && name !== null) names.set(device.id, name);
    },
    /** An adopted device that has been seen since is like any other. */
    release: ({ devices, meta }: Snapshot) => {
      if (!meta.complete) return;
      for (const id of adopted) if ((devices.get(id)?.last_seen_at ?? null) !== null) adopted.delete(id);
    },
    /** Decides about what was found, and forgets what needs no further decision. `adopt` are device_ids. */
    cleanUp: (
      published: Published,
      overrides: Overrides,
      options: CleanupOptions,
    ): { adopt: readonly string[]; publishes: Publish[] } => {
      for (const topic of found.keys()) if (published.retained.has(topic)) found.delete(topic);
      const plan = planCleanup({ found, published, settings: settings(), overrides, topics, ...options });
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
        publishes: [
          ...clear.map((topic) => ({ topic, payload: '', retain: true })),
          ...stale.map((topic) => ({ topic, payload: offline, retain: true })),
        ],
      };
    },
  };
}
