/**
 * What the broker should hold, and what it holds already. One payload per topic, the newest: nothing stale is queued, and a broker that is
 * away for hours costs no memory. Sends in order, a few messages at a time.
 */
import type { Clock } from '../telemetry/clock.ts';
import { createHandovers } from './handover.ts';
import type { Publish } from './publish.ts';
import type { Reason } from './reason.ts';
import { supersede } from './removal.ts';
import type { Topics } from './topics.ts';
import { createWithheld } from './withheld.ts';

export type Delivery = 'taken' | 'lost' | { refused: Reason };

/** The part of an open connection that the outbox uses. */
export interface Publisher {
  send: (publish: Publish) => Promise<Delivery>;
  /** How many messages may be unacknowledged at once. */
  inFlight: number;
}

export interface OutboxOptions {
  topics: Topics;
  /** Whether components of a discovery payload may be removed by now. */
  mayRemove: () => boolean;
  onRefused: (topic: string, reason: string) => void;
  /** Called when a discovery payload takes the place of another one. */
  onReplaced?: (before: string, payload: string) => void;
  /** Everything that is wanted has been acknowledged. */
  onDrained?: () => void;
  /** Called with the fate of each message. */
  onDelivery?: (delivery: 'taken' | 'lost' | 'refused') => void;
  clock: Pick<Clock, 'now' | 'after'>;
}

/** Home Assistant loses components of a payload that arrives while it still processes the one before. */
const DISCOVERY_PAUSE_MS = 2000;
const MAX_EVENTS = 1000;

export function createOutbox(options: OutboxOptions) {
  const { topics, mayRemove, onRefused, onReplaced, onDrained, onDelivery, clock } = options;
  const wanted = new Map<string, string>();
  const held = new Map<string, string>();
  const refused = new Map<string, Reason>();
  const withheld = createWithheld({
    topics,
    onRelease: (includes) => {
      for (const [topic, payload] of wanted) if (includes({ topic, payload })) queue.set(topic, null);
      pump();
    },
    clock,
  });
  // in order: topics whose wanted payload is to be sent (null), and events
  const queue = new Map<string, Publish | null>();
  const sent = new Map<string, { payload: string; at: number }>();
  const clears = new Map<string, number>();
  const pauses = new Map<string, () => void>();
  const handovers = createHandovers({
    topics,
    wanted: (topic) => wanted.get(topic) ?? '',
    held: (topic) => held.get(topic) ?? '',
  });
  let publisher: Publisher | null = null;
  let inFlight = 0;
  let eventCount = 0;
  let waitingEvents = 0;

  function put({ topic, payload, retain }: Publish): void {
    if (!retain) return putEvent({ topic, payload, retain });
    wanted.set(topic, payload);
    refused.delete(topic);
    queue.set(topic, null);
  }

  // an event that could not be sent when it happened is outdated later
  function putEvent(event: Publish): void {
    if (publisher === null || waitingEvents >= MAX_EVENTS) return;
    waitingEvents++;
    queue.set(`event ${eventCount++}`, event);
  }

  function pump(): void {
    while (publisher !== null && inFlight < publisher.inFlight && queue.size > 0) {
      const [key, event] = queue.entries().next().value!;
      queue.delete(key);
      if (event !== null) waitingEvents--;
      const publish = event ?? next(key);
      if (publish !== null && !withheld.has(publish)) void deliver(publish, publisher);
    }
  }

  /** What to send for a topic; null when it has to wait, or is no longer wanted. */
  function next(topic: string): Publish | null {
    const handover = handovers.stepOf(topic, pauses.has(topic));
    if (handover !== null) {
      const { publish, next: following } = handover;
      if (following !== null) pause(following.topic, following.ms);
      if (publish !== 'wanted') return publish;
    }
    const payload = wanted.get(topic);
    if (payload === undefined || withheld.has({ topic, payload })) return null;
    if (topics.discoveryDeviceOf(topic) === null) return { topic, payload, retain: true };
    // Home Assistant logs a warning for each time that nothing is removed
    if (payload === '' && (heldOf(topic) ?? '') === '') {
      forget(topic);
      return null;
    }
    const step = payload === '' ? { payload, isFinal: true } : supersede(heldOf(topic), payload, mayRemove());
    const last = sent.get(topic);
    const waitMs =
      last === undefined || last.payload === step.payload ? 0 : last.at + DISCOVERY_PAUSE_MS - clock.now();
    if (waitMs > 0) {
      pause(topic, Math.min(waitMs, DISCOVERY_PAUSE_MS));
      return null;
    }
    if (!step.isFinal) pause(topic, DISCOVERY_PAUSE_MS);
    const before = heldOf(topic) ?? '';
    if (before !== '' && before !== payload && step.isFinal && payload !== '') onReplaced?.(before, payload);
    sent.set(topic, { payload: step.payload, at: clock.now() });
    return { topic, payload: step.payload, retain: true };
  }

  /** What the broker holds, or is about to; undefined when unknown. */
  function heldOf(topic: string): string | undefined {
    return sent.get(topic)?.payload ?? held.get(topic);
  }

  function pause(topic: string, ms: number): void {
    if (pauses.has(topic)) return;
    const cancel = clock.after(ms, () => {
      pauses.delete(topic);
      if (publisher === null) return;
      queue.set(topic, null);
      pump();
    });
    pauses.set(topic, cancel);
  }

  async function deliver(publish: Publish, by: Publisher): Promise<void> {
    const { topic, payload, retain } = publish;
    inFlight++;
    if (payload === '' && topics.discoveryDeviceOf(topic) !== null)
      clears.set(topic, (clears.get(topic) ?? 0) + 1);
    const delivery = await by.send(publish);
    onDelivery?.(typeof delivery === 'object' ? 'refused' : delivery);
    if (by !== publisher) return;
    inFlight--;
    if (delivery === 'taken' && retain) {
      held.set(topic, payload);
      refused.delete(topic);
      if (payload === '' && wanted.get(topic) === '') forget(topic);
    } else if (typeof delivery === 'object') {
      if (payload === '') isOwnClear(topic);
      if (!refused.has(topic)) onRefused(topic, delivery.refused.words);
      if (retain) refused.set(topic, delivery.refused);
    }
    pump();
    if (delivery === 'taken' && inFlight === 0 && queue.size === 0) onDrained?.();
  }

  function forget(topic: string): void {
    wanted.delete(topic);
    held.delete(topic);
    if (!pauses.has(topic)) sent.delete(topic);
  }

  /** Whether an empty message on a topic is the echo of our own. Counts it as received. */
  function isOwnClear(topic: string): boolean {
    const count = clears.get(topic) ?? 0;
    if (count > 1) clears.set(topic, count - 1);
    else clears.delete(topic);
    return count > 0;
  }

  return {
    /** Adds a message; it leaves with the next `send`. */
    put,
    send: pump,
    /** Sends everything again: availability, discovery, states. */
    sendAll: () => {
      const order = [...wanted.keys()].map((topic) => ({ topic, rank: topics.rank(topic) }));
      for (const { topic } of order.sort((a, b) => a.rank - b.rank)) {
        queue.delete(topic);
        queue.set(topic, null);
      }
      pump();
    },
    /** Adds discovery that had to keep a component, because it may be removed now. */
    review: () => {
      for (const [topic, payload] of wanted)
        if (topics.discoveryDeviceOf(topic) !== null && heldOf(topic) !== payload) queue.set(topic, null);
    },
    open: (by: Publisher) => {
      publisher = by;
      inFlight = 0;
      sent.clear();
      handovers.clear();
      clears.clear();
      refused.clear();
    },
    close: () => {
      publisher = null;
      inFlight = 0;
      waitingEvents = 0;
      queue.clear();
      for (const cancel of pauses.values()) cancel();
      pauses.clear();
    },
    /**
     * Sends nothing on a topic after which the broker closes the connection; nor on any of discovery if that is what it denies, nor what is
     * as long if that is why.
     */
    withhold: (topic: string, reason: Reason) => {
      withheld.add({ topic, payload: sent.get(topic)?.payload ?? wanted.get(topic) ?? '' }, reason);
      onRefused(topic, reason.words);
    },
    /** Tries again what is withheld. */
    release: withheld.release,
    /** The broker was seen to hold this. */
    recordHeld: (topic: string, payload: string) => {
      sent.delete(topic);
      if (payload === '') held.delete(topic);
      else held.set(topic, payload);
    },
    /** Sends what is wanted on this topic again, if anything is. */
    resend: (topic: string) => {
      const payload = wanted.get(topic);
      if (payload === undefined) return;
      put({ topic, payload, retain: true });
      pump();
    },
    /** Empty when nothing is wanted there. */
    desired: (topic: string) => wanted.get(topic) ?? '',
    /** Empty when the broker holds nothing there. */
    held: (topic: string) => heldOf(topic) ?? '',
    isOwnClear,
    /** By topic: what the broker refused, and what is withheld and it does not hold; first those that showed why. */
    refused: (): ReadonlyMap<string, Reason> => {
      const all = new Map([...refused, ...withheld.entries()]);
      for (const [topic, payload] of wanted) {
        if (all.has(topic) || (held.get(topic) ?? '') === payload) continue;
        const reason = withheld.reasonOf({ topic, payload });
        if (reason !== null) all.set(topic, reason);
      }
      return all;
    },
    /** To prove that nothing accumulates. */
    size: () => ({ topics: wanted.size, waiting: queue.size }),
  };
}
