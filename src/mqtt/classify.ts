/** What a received message means to this edge. */
import type { ReceivedMessage } from './broker-connection.ts';
import { askerIn, evidenceIn, type Instance, installationIn } from './duplicate-guard.ts';
import type { EdgeInput } from './edge-state.ts';
import type { Topics } from './topics.ts';

export interface ClassifyContext {
  topics: Topics;
  own: Instance;
  /** What is wanted on a topic. */
  desired: (topic: string) => string;
  /** Asked about each live and empty message on a discovery topic: whether another program emptied what is ours. */
  isDeletion: (topic: string) => boolean;
  /** 0 to 1. */
  random: () => number;
}

/** Null for messages that need no reaction: our own, and retained ones on topics where nothing is retained. */
export function classify(message: ReceivedMessage, context: ClassifyContext): EdgeInput | null {
  const { topic, payload, isRetained } = message;
  const { topics, own } = context;
  if (topics.birthTopics.includes(topic))
    return payload === 'online' && !isRetained ? { type: 'birth', jitter: context.random() } : null;
  const verb = topics.requestVerbOf(topic);
  if (verb !== null) return isRetained ? null : { type: 'requested', verb, payload };
  // one that the broker keeps was meant for another time
  const command = topics.commandOf(topic);
  if (command !== null) return isRetained ? null : { type: 'commanded', command, payload };
  if (isRetained)
    return { type: 'retained', topic, payload, evidence: evidenceIn(topic, payload, topics, own) };
  const device = topics.discoveryDeviceOf(topic);
  if (payload === '' && device === null && context.desired(topic) !== '')
    return { type: 'overwritten', topic };
  if (topic === topics.bridgeInfo) {
    const other = installationIn(payload, own);
    if (other === null || other === own.installation) return null;
    return { type: 'duplicate', isSenior: other < own.installation };
  }
  if (topic === topics.bridgeHello) {
    const asker = askerIn(payload);
    return asker === null || asker === own.installation ? null : { type: 'challenged' };
  }
  if (topic === topics.bridgeState)
    return payload === context.desired(topic) ? null : { type: 'overwritten', topic };
  if (device === null || payload !== '' || !context.isDeletion(topic)) return null;
  return { type: 'deleted', topic, device };
}
