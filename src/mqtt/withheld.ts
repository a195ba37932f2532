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

export function createWithheld({ topics, onRelease, clock }: WithheldOptions) {
  /** By topic, or by kind of topic. */
  const withheld = new Map<string, { topic: string; reason: Reason; stop: () => void }>();

  /** An access list allows or denies topics of one kind together. */
  function kindOf(topic: string): string {
    if (topics.discoveryDeviceOf(topic) !== null) return 'kind discovery';
    const owner = topics.ownerOf(topic);
    return owner === null ? topic : `kind ${owner.kind} ${topic.split('/').at(-1)}`;
  }

  function release(key: string): void {
    withheld.get(key)?.stop();
    withheld.delete(key);
    onRelease((topic) => topic === key || kindOf(topic) === key);
  }

  return {
    has: (topic: string) => withheld.size > 0 && (withheld.has(topic) || withheld.has(kindOf(topic))),
    add: (topic: string, reason: Reason) => {
      // one topic may be refused for what is in it; two of a kind are refused for what they are
      const isSecond = [...withheld.values()].some((other) => kindOf(other.topic) === kindOf(topic));
      const key = reason.remedy === 'access list' && isSecond ? kindOf(topic) : topic;
      withheld.get(key)?.stop();
      withheld.set(key, { topic, reason, stop: clock.after(WITHHELD_MS, () => release(key)) });
    },
    release: () => {
      for (const key of withheld.keys()) release(key);
    },
    entries: () => [...withheld.values()].map(({ topic, reason }) => [topic, reason] as const),
  };
}
