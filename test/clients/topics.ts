/** What a broker holds, and what it passes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';

/** In which a new subscriber has got all that is retained. */
const RETAINED_MS = 1000;

/** Topics, and the length of what is retained on them. */
export type Topics = ReadonlyMap<string, number>;

export async function retained(url: string): Promise<Topics> {
  const client = await connectAsync(url);
  const topics = new Map<string, number>();
  client.on('message', (topic, payload, { retain }) => {
    if (retain) topics.set(topic, payload.length);
  });
  await client.subscribeAsync('#');
  await sleep(RETAINED_MS);
  await client.endAsync(true);
  return topics;
}

/** From now on, all topics with a message. */
export async function listen(url: string) {
  const listener = await connectAsync(url);
  const heard = new Set<string>();
  listener.on('message', (topic, payload) => {
    if (payload.length > 0) heard.add(topic);
  });
  await listener.subscribeAsync('#');
  return { heard, listener };
}

export const missingOf = (all: Topics, some: { has: (topic: string) => boolean }) =>
  [...all.keys()].filter((topic) => !some.has(topic));
export const isSame = (a: Topics, b: Topics) => a.size === b.size && missingOf(a, b).length === 0;
