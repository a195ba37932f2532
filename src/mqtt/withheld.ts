/** Topics on which nothing is sent, because the broker closes the connection after each message on them. */
import type { Clock } from '../telemetry/clock.ts';
import type { Reason } from './reason.ts';
import type { Topics } from './topics.ts';

export interface WithheldOptions {
  topics: Topics;
  /** Topics may be tried again. */
  onRelease: (includes: (topic: string) => boolean) => void;
  clock: Pick<Clock, 'after'>;
}

/** A topic is tried again after so long; sooner if the connection ended for another reason, as when the broker was restarted. */
const WITHHELD_MS = 3_600_000;
/** Stands for the topics of discovery, which an access list allows or denies together. */
const DISCOVERY = 'discovery';

export function createWithheld({ topics, onRelease, clock }: WithheldOptions) {
  /** By topic, or `DISCOVERY`. */
  const withheld = new Map<string, { topic: string; reason: Reason; stop: () => void }>();
  const isDiscovery = (topic: string) => topics.discoveryDeviceOf(topic) !== null;

  function release(key: string): void {
    withheld.get(key)?.stop();
    withheld.delete(key);
    onRelease(key === DISCOVERY ? isDiscovery : (topic) => topic === key);
  }

  return {
    has: (topic: string) =>
      withheld.size > 0 && (withheld.has(topic) || (withheld.has(DISCOVERY) && isDiscovery(topic))),
    add: (topic: string, reason: Reason) => {
      const key = reason.remedy === 'access list' && isDiscovery(topic) ? DISCOVERY : topic;
      withheld.get(key)?.stop();
      withheld.set(key, { topic, reason, stop: clock.after(WITHHELD_MS, () => release(key)) });
    },
    release: () => {
      for (const key of withheld.keys()) release(key);
    },
    entries: () => [...withheld.values()].map(({ topic, reason }) => [topic, reason] as const),
  };
}
