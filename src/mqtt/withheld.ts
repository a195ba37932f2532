/** Topics on which nothing is sent, because the broker closes the connection after each message on them; and messages that are too long for it. */
import type { Clock } from '../telemetry/clock.ts';
import type { Publish } from './publish.ts';
import type { Reason } from './reason.ts';
import type { Topics } from './topics.ts';

export interface WithheldOptions {
  topics: Topics;
  /** Messages may be tried again. */
  onRelease: (includes: (message: Message) => boolean) => void;
  clock: Pick<Clock, 'after'>;
}

type Message = Pick<Publish, 'topic' | 'payload'>;

/** A topic is tried again after so long; sooner if the connection ended for another reason, as when the broker was restarted. */
const WITHHELD_MS = 3_600_000;
/** What any broker takes: a shorter message is refused for something else. */
const LEAST_LIMIT_BYTES = 256;
const TOO_LONG: Reason = { words: 'shorter messages already ended the connection', remedy: 'size' };

export function createWithheld({ topics, onRelease, clock }: WithheldOptions) {
  /** By topic, or by kind of topic. */
  const withheld = new Map<string, { topic: string; bytes: number; reason: Reason; stop: () => void }>();

  /** An access list allows or denies topics of one kind together. */
  function kindOf(topic: string): string {
    if (topics.discoveryDeviceOf(topic) !== null) return 'kind discovery';
    const owner = topics.ownerOf(topic);
    return owner === null ? topic : `kind ${owner.kind} ${topic.split('/').at(-1)}`;
  }

  /** Two messages that were too long say what is: the shorter of them, and longer ones. */
  function tooLongBytes(): number {
    const sizes = [...withheld.values()]
      .filter(({ reason }) => reason.remedy === 'size')
      .map(({ bytes }) => bytes)
      .filter((bytes) => bytes >= LEAST_LIMIT_BYTES);
    return sizes.length < 2 ? Infinity : Math.min(...sizes);
  }

  /** Why a message is withheld; null when it is not. */
  function reasonOf({ topic, payload }: Message): Reason | null {
    if (withheld.size === 0) return null;
    const entry = withheld.get(topic) ?? withheld.get(kindOf(topic));
    if (entry !== undefined) return entry.reason;
    return Buffer.byteLength(payload) < tooLongBytes() ? null : TOO_LONG;
  }

  function release(key: string): void {
    const bytes = tooLongBytes();
    withheld.get(key)?.stop();
    withheld.delete(key);
    onRelease(
      ({ topic, payload }) => topic === key || kindOf(topic) === key || Buffer.byteLength(payload) >= bytes,
    );
  }

  return {
    has: (message: Message) => reasonOf(message) !== null,
    reasonOf,
    add: ({ topic, payload }: Message, reason: Reason) => {
      // one topic may be refused for what is in it; two of a kind are refused for what they are, unless for their length
      const isSecond = [...withheld.values()].some((other) => kindOf(other.topic) === kindOf(topic));
      const key = reason.remedy !== 'size' && isSecond ? kindOf(topic) : topic;
      withheld.get(key)?.stop();
      const bytes = Buffer.byteLength(payload);
      withheld.set(key, { topic, bytes, reason, stop: clock.after(WITHHELD_MS, () => release(key)) });
    },
    release: () => {
      for (const key of withheld.keys()) release(key);
    },
    entries: () => [...withheld.values()].map(({ topic, reason }) => [topic, reason] as const),
  };
}
