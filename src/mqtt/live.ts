/** What of a device moves all the time, on topics of its own: when each is published, and what it holds. */
import type { Device } from '../record/device.ts';
import { clientActivity, clientSignal } from './payload.ts';
import { isActivityDue, isSignalDue, type Sent } from './signal.ts';
import type { Topics } from './topics.ts';

export interface LiveTopic {
  topicOf: (topics: Topics, deviceId: string) => string;
  payloadOf: (device: Device) => unknown;
  /** `at`: epoch ms. */
  isDue: (sent: Sent, device: Device, at: number) => boolean;
}

export const liveTopics: readonly LiveTopic[] = [
  { topicOf: (topics, id) => topics.signal(id), payloadOf: clientSignal, isDue: isSignalDue },
  { topicOf: (topics, id) => topics.activity(id), payloadOf: clientActivity, isDue: isActivityDue },
];

/** By topic: what is to be retained, which is what was sent where nothing is due. `previous` is empty at first. May be interrupted at each `yield`. */
export function* liveOf(
  clients: readonly Device[],
  previous: ReadonlyMap<string, Sent>,
  topics: Topics,
  at: number,
): Generator<void, Map<string, Sent>, void> {
  const found = new Map<string, Sent>();
  for (const { topicOf, payloadOf, isDue } of liveTopics)
    for (const device of clients) {
      const topic = topicOf(topics, device.device_id);
      const sent = previous.get(topic);
      const isCurrent = sent !== undefined && !isDue(sent, device, at);
      found.set(topic, isCurrent ? sent : { device, at, payload: JSON.stringify(payloadOf(device)) });
      yield;
    }
  return found;
}
