/** What is to be published: puts it into the outbox, and remembers it. When it is sent is decided elsewhere. */
import type { EventRecord } from '../record/event.ts';
import { digestOf } from './digest.ts';
import { instanceHash } from './duplicate-guard.ts';
import { type CleanupOptions, createInventory } from './inventory.ts';
import { messages, type Published, type PublishContext } from './messages.ts';
import type { MqttOptions } from './options.ts';
import type { Publish } from './publish.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { Topics } from './topics.ts';

export interface PublicationOptions
  extends Pick<
    MqttOptions,
    'settings' | 'snapshot' | 'version' | 'clientIdSuffix' | 'log' | 'deletions' | 'adopt' | 'trace'
  > {
  topics: Topics;
  put: (publish: Publish) => void;
  now: () => number;
}

export function createPublication(options: PublicationOptions) {
  const { snapshot, topics, version, deletions, log, put, now } = options;
  const installation = instanceHash(options.clientIdSuffix);
  let context = contextOf(options.settings);
  let published: Published | null = null;
  const inventory = createInventory({ settings: () => context.settings, topics, log });

  function contextOf(settings: MqttSettings): PublishContext {
    return { settings, topics, version, digest: digestOf(settings), installation };
  }

  function overrides(): Overrides {
    return { deleted: deletions.current(), adopted: inventory.adopted, names: inventory.names };
  }

  /** Puts what has changed since the last snapshot. */
  function plan(events: readonly EventRecord[]): void {
    const current = snapshot.current();
    if (current === null) return;
    inventory.release(current);
    const input = { snapshot: current, events, overrides: overrides(), at: now() };
    const result = messages(published, input, context);
    ({ published } = result);
    options.trace?.note({ 'messaging.batch.message_count': result.publishes.length });
    for (const publish of result.publishes) put(publish);
  }

  return {
    inventory,
    plan,
    /** Puts what earlier runs' topics call for, and adopts their devices. */
    cleanUp: (cleanup: CleanupOptions) => {
      if (published === null || inventory.isEmpty()) return;
      const { adopt, publishes } = inventory.cleanUp(published, overrides(), cleanup);
      for (const publish of publishes) put(publish);
      for (const deviceId of adopt) {
        log.info({ device_id: deviceId }, 'device adopted');
        options.adopt(deviceId);
      }
      if (adopt.length > 0) plan([]);
    },
    settings: () => context.settings,
    installation,
    /** Takes effect with the next `plan`. */
    configure: (next: Omit<MqttSettings, 'mqtt'>) => {
      const { mqtt, instanceId } = context.settings;
      context = contextOf({ ...next, mqtt, instanceId });
      // the source of a built payload does not include the settings
      published = published && { ...published, discovery: new Map() };
    },
  };
}
