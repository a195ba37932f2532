/** What the broker was found to hold of an earlier run: collected after each log-in, until it falls silent. */
import type { Log } from '../telemetry/log.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Published } from './messages.ts';
import type { Publish } from './publish.ts';
import { offline } from './payload.ts';
import { parseObject } from './parse-object.ts';
import type { MqttSettings, Timers, Overrides } from './settings.ts';
import { planCleanup, nameIn } from './cleanup.ts';
import type { Topics } from './topics.ts';

export interface InventoryOptions {
  settings: () => MqttSettings;
  topics: Topics;
  timers: Timers;
  log: Log;
  onComplete: () => void;
}

/** Retained messages follow the answer to a subscription closely; a broker that goes on for ever is not waited for. */
const SILENCE_MS = 500;
const MAX_MS = 5000;

export type Inventory = ReturnType<typeof createInventory>;

export function createInventory({ settings, topics, timers, log, onComplete }: InventoryOptions) {
  const found = new Map<string, string>();
  const adopted = new Set<string>();
  const names = new Map<string, string>();
  let isForeign = false;
  let silence: unknown = null;
  let deadline: unknown = null;

  function stop(): void {
    if (silence !== null) timers.clearTimeout(silence);
    if (deadline !== null) timers.clearTimeout(deadline);
    silence = deadline = null;
  }

  function complete(): void {
    stop();
    onComplete();
  }

  function listen(): void {
    if (silence !== null) timers.clearTimeout(silence);
    silence = timers.setTimeout(complete, SILENCE_MS);
  }

  return {
    adopted: adopted as ReadonlySet<string>,
    names: names as ReadonlyMap<string, string>,
    start: () => {
      stop();
      found.clear();
    },
    /** The subscriptions stand: what is retained comes now. */
    await: () => {
      listen();
      deadline = timers.setTimeout(complete, MAX_MS);
    },
    stop,
    add: (topic: string, payload: string) => {
      if (silence !== null) listen();
      if (payload === '') return;
      if (topic === topics.bridgeInfo) return meet(payload);
      const discoveryDevice = topics.discoveryDeviceOf(topic);
      if (discoveryDevice === null && topics.ownerOf(topic) === null) return;
      // of a discoveryDevice that stays wanted only the name is of use
      found.set(topic, payload);
      const name = discoveryDevice?.kind === 'client' ? nameIn(payload) : null;
      if (discoveryDevice !== null && name !== null) names.set(discoveryDevice.id, name);
    },
    isEmpty: () => found.size === 0,
    /** An adopted device that has been seen since is judged like any other. */
    seen: ({ devices, meta }: Snapshot) => {
      if (!meta.complete) return;
      for (const id of adopted) if ((devices.get(id)?.last_seen_at ?? null) !== null) adopted.delete(id);
    },
    planCleanup: (
      published: Published,
      overrides: Overrides,
      isSettled: boolean,
      isPurge: boolean,
    ): { adopt: readonly string[]; publishes: Publish[] } => {
      for (const topic of found.keys()) if (published.retained.has(topic)) found.delete(topic);
      const plan = planCleanup({
        found,
        published,
        settings: settings(),
        overrides,
        topics,
        isSettled,
        isPurge,
      });
      const clear = isForeign
        ? plan.clear.filter((topic) => topics.discoveryDeviceOf(topic) !== null)
        : plan.clear;
      for (const id of plan.adopt) {
        adopted.add(id);
        found.delete(topics.discovery({ kind: 'client', id }));
      }
      for (const topic of clear) found.delete(topic);
      return {
        adopt: plan.adopt,
        publishes: [
          ...clear.map((topic) => ({ topic, payload: '', retain: true })),
          ...plan.offline
            .filter((topic) => found.get(topic) !== undefined && found.get(topic) !== offline)
            .map((topic) => ({ topic, payload: offline, retain: true })),
        ],
      };
    },
  };

  function meet(payload: string): void {
    const instance = parseObject(payload)?.['instance'];
    isForeign = typeof instance === 'string' && instance !== settings().instanceId;
    if (isForeign)
      log.warn(
        { instance, remedy: 'Give each instance its own MQTT_BASE_TOPIC.' },
        'another instance uses the same topics',
      );
  }
}
