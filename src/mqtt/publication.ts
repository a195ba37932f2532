/** What is to be published: puts it into the outbox, and remembers it. When it is sent is decided elsewhere. */
import { isDeepStrictEqual } from 'node:util';
import type { EventRecord } from '../record/event.ts';
import { digestOf } from './digest.ts';
import { deletionKey, keyOf } from './deletion.ts';
import { instanceHash } from './duplicate-guard.ts';
import { isExcluded } from './cleanup.ts';
import { type CleanupOptions, createInventory } from './inventory.ts';
import { ceasedSince, entitiesOf, LAPSE_MS, lapsedPayload, MOST_LAPSES } from './lapse.ts';
import {
  type Messages,
  type MessagesInput,
  messages,
  messageWork,
  overridesKeyOf,
  type Published,
} from './messages.ts';
import type { PublishContext } from './state-topics.ts';
import type { MqttOptions } from './options.ts';
import type { Publish } from './publish.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

export interface PublicationOptions
  extends Pick<
    MqttOptions,
    | 'settings'
    | 'snapshot'
    | 'version'
    | 'clientIdSuffix'
    | 'log'
    | 'deletions'
    | 'lapses'
    | 'adopt'
    | 'trace'
    | 'run'
    | 'switches'
  > {
  topics: Topics;
  put: (publish: Publish) => void;
  /** What was emptied by another program and is not decided yet. */
  emptied: () => Iterable<DiscoveryDevice>;
  now: () => number;
}

/** Messages that were computed in advance, and what they rest on. */
interface Prepared {
  before: Published | null;
  context: PublishContext;
  input: MessagesInput;
  result: Messages;
}

/** Of ids in a log line. */
const MOST_LISTED = 20;

export function createPublication(options: PublicationOptions) {
  const { snapshot, topics, version, deletions, lapses, log, put, now } = options;
  const installation = instanceHash(options.clientIdSuffix);
  let context = contextOf(options.settings);
  let published: Published | null = null;
  let prepared: Prepared | null = null;
  const dismissed = new Set<string>();
  /** The operator has chosen other devices: those that cease to be are removed at once. */
  let isRechosen = false;
  const inventory = createInventory({ settings: () => context.settings, topics, log });

  function contextOf(settings: MqttSettings): PublishContext {
    const { actions, ...homeassistant } = settings.homeassistant;
    const own =
      options.switches === undefined && actions !== undefined ? { ...settings, homeassistant } : settings;
    return { settings: own, topics, version, digest: digestOf(settings), installation };
  }

  function overrides(): Overrides {
    const emptied = [...options.emptied()].map((device) => deletionKey(device, context.settings));
    const deleted = deletions.current();
    return {
      deleted: emptied.length === 0 ? deleted : new Set([...deleted, ...emptied]),
      adopted: inventory.adopted,
      lapses: lapses.current(),
      dismissed,
      names: inventory.names,
    };
  }

  function inputOf(events: readonly EventRecord[]): MessagesInput | null {
    const current = snapshot.current();
    if (current === null) return null;
    inventory.release(current);
    const switches =
      context.settings.homeassistant.actions === undefined || options.switches === undefined
        ? undefined
        : { states: options.switches.read(current), problems: options.switches.problems() };
    return { snapshot: current, events, overrides: overrides(), switches, at: now() };
  }

  /**
   * Computes what the next `plan` will put, in slices; null where nothing may be interrupted. It puts nothing: if something else changes
   * meanwhile, `plan` computes it anew.
   */
  function prepare(events: readonly EventRecord[]): Promise<void> | null {
    const input = options.run === undefined ? null : inputOf(events);
    if (input === null) return null;
    const from = { before: published, context };
    const keep = (result: Messages) => void (prepared = { ...from, input, result });
    return options.run!(messageWork(published, input, context)).then(keep);
  }

  /** What was prepared, if it is what these inputs lead to. */
  function takePrepared(input: MessagesInput): Messages | null {
    const found = prepared;
    prepared = null;
    const isSame =
      found !== null &&
      found.before === published &&
      found.context === context &&
      found.input.snapshot === input.snapshot &&
      found.input.events === input.events &&
      isDeepStrictEqual(found.input.switches, input.switches) &&
      overridesKeyOf(found.input.overrides) === overridesKeyOf(input.overrides);
    return isSame ? found.result : null;
  }

  /** Puts what has changed since the last snapshot. */
  function plan(events: readonly EventRecord[]): void {
    const input = inputOf(events);
    if (input === null) return;
    const before = published;
    const result = takePrepared(input) ?? messages(before, input, context);
    ({ published } = result);
    options.trace?.note({ 'messaging.batch.message_count': result.publishes.length });
    const lapsing = noteLapses(before, result.published);
    for (const publish of result.publishes) {
      const owner = topics.ownerOf(publish.topic) ?? topics.discoveryDeviceOf(publish.topic);
      if (publish.payload !== '' || owner === null || !lapsing.has(keyOf(owner))) put(publish);
      else lapse(publish.topic, before!.retained.get(publish.topic)!);
    }
  }

  /** The topic stays for an hour, as found at the broker, with nothing known in it. */
  function lapse(topic: string, payload: string): void {
    const lapsed = lapsedPayload(topic, payload);
    inventory.add(topic, lapsed);
    if (lapsed !== payload) put({ topic, payload: lapsed, retain: true });
  }

  /** Keys of the devices and people that cease to be entities, and are not removed at once. Forgets those that are entities again. */
  function noteLapses(before: Published | null, { view }: Published): ReadonlySet<string> {
    const known = lapses.current();
    const isAtOnce = isRechosen;
    isRechosen = false;
    const ceased = isAtOnce
      ? []
      : ceasedSince(before?.view ?? null, view).filter(
          (device) => !isExcluded(device, context.settings, overrides()) && !dismissed.has(device.id),
        );
    const next = new Map(known);
    if (known.size > 0) for (const device of entitiesOf(view)) next.delete(keyOf(device));
    // its topics were found and emptied by then, or never found
    for (const [key, sinceAt] of known) if (Math.abs(now() - sinceAt) >= 2 * LAPSE_MS) next.delete(key);
    const room = Math.max(0, MOST_LAPSES - next.size);
    const keys = ceased.slice(0, room).map(keyOf);
    for (const key of keys) next.set(key, now());
    if (next.size !== known.size || keys.length > 0) lapses.replace(next);
    if (keys.length > 0) reportLapses(keys);
    for (const id of dismissed)
      if (view.clients.some(({ device_id }) => device_id === id)) dismissed.delete(id);
    return new Set(keys);
  }

  function reportLapses(keys: readonly string[]): void {
    const remedy =
      'They are offline for an hour, then removed from Home Assistant. Put their entries back, or write one of these lines into an entry that is the same device or person under another id.';
    const removed = keys.slice(0, MOST_LISTED);
    const lines = removed.map((key) => `id: ${key.replace(/^[a-z]+_/, '')}`);
    log.warn({ count: keys.length, removed, lines, remedy }, 'removal pending');
  }

  return {
    inventory,
    prepare,
    plan,
    /** Puts what earlier runs' topics call for, and adopts their devices; if that takes a while, resolves when they are put too. */
    cleanUp: (cleanup: Omit<CleanupOptions, 'at'>): void | Promise<void> => {
      if (published === null || inventory.isEmpty()) return;
      const found = inventory.cleanUp(published, overrides(), { ...cleanup, at: now() });
      for (const publish of found.publishes) put(publish);
      if (found.lapse.length + found.lapsed.length > 0) {
        const next = new Map(lapses.current());
        for (const device of found.lapse) next.set(keyOf(device), now());
        for (const key of found.lapsed) next.delete(key);
        lapses.replace(next);
      }
      if (found.lapse.length > 0) reportLapses(found.lapse.map(keyOf));
      const { adopt } = found;
      if (adopt.length === 0) return;
      log.info({ count: adopt.length, device_ids: adopt.slice(0, MOST_LISTED) }, 'devices adopted');
      const adopting = options.adopt(adopt);
      if (adopting !== undefined) return adopting.then(() => plan([]));
      plan([]);
    },
    /** The user wants this device gone: its topics are emptied at once. */
    dismiss: (deviceId: string) => void dismissed.add(deviceId),
    /** Number of things that are published: devices, people, access points, routers and the bridge. */
    ownCount: () => published?.discovery.size ?? 0,
    settings: () => context.settings,
    /** SSID to slug, as published. */
    ssids: (): ReadonlyMap<string, string> => published?.view.ssids ?? new Map(),
    installation,
    /** Takes effect with the next `plan`. */
    configure: (next: Omit<MqttSettings, 'mqtt'>) => {
      const { mqtt, instanceId } = context.settings;
      isRechosen ||= next.homeassistant.discover !== context.settings.homeassistant.discover;
      context = contextOf({ ...next, mqtt, instanceId });
      // the source of a built payload does not include the settings
      published = published && { ...published, discovery: new Map() };
    },
  };
}
