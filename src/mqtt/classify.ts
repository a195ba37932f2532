/** What a message that arrives is about. */
import type { ReceivedMessage } from './broker-connection.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

export type Classified =
  /** Home Assistant has started. */
  | { type: 'birth' }
  | { type: 'request'; verb: string }
  /** The broker holds this, of whoever's making. */
  | { type: 'retained' }
  /** Our discovery was emptied, by us or in Home Assistant. */
  | { type: 'emptied'; discoveryDevice: DiscoveryDevice }
  /** Our own state, by us or as a last will. */
  | { type: 'state' };

/** Null for what needs no answer: the echo of what we say, and what was retained where nothing should be. */
export function classify({ topic, payload, isRetained }: ReceivedMessage, topics: Topics): Classified | null {
  if (topics.birthTopics.includes(topic))
    return payload === 'online' && !isRetained ? { type: 'birth' } : null;
  const verb = topics.requestVerbOf(topic);
  if (verb !== null) return isRetained ? null : { type: 'request', verb };
  if (isRetained) return { type: 'retained' };
  const discoveryDevice = topics.discoveryDeviceOf(topic);
  if (discoveryDevice !== null) return payload === '' ? { type: 'emptied', discoveryDevice } : null;
  return topic === topics.bridgeState ? { type: 'state' } : null;
}
