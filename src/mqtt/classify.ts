/** What a message that arrives is about. */
import type { Message } from './broker-connection.ts';
import type { Thing, Topics } from './topics.ts';

export type Meaning =
  /** Home Assistant has started. */
  | { type: 'birth' }
  | { type: 'request'; verb: string }
  /** The broker holds this, of whoever's making. */
  | { type: 'retained' }
  /** Our discovery was emptied, by us or in Home Assistant. */
  | { type: 'emptied'; thing: Thing }
  /** Our own state, by us or as a last will. */
  | { type: 'state' };

/** Null for what needs no answer: the echo of what we say, and what was retained where nothing should be. */
export function meaningOf({ topic, payload, isRetained }: Message, topics: Topics): Meaning | null {
  if (topics.births.includes(topic)) return payload === 'online' && !isRetained ? { type: 'birth' } : null;
  const verb = topics.requested(topic);
  if (verb !== null) return isRetained ? null : { type: 'request', verb };
  if (isRetained) return { type: 'retained' };
  const thing = topics.discovered(topic);
  if (thing !== null) return payload === '' ? { type: 'emptied', thing } : null;
  return topic === topics.bridgeState ? { type: 'state' } : null;
}
