/** The observer that other tests rely on. */
import { afterEach, describe, expect, it } from 'vitest';
import { hasMosquitto, mosquitto } from '../mosquitto.ts';
import { aedes, observe } from './lab.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe.each([
  { name: 'aedes', far: aedes, isThere: true },
  { name: 'mosquitto', far: () => mosquitto(), isThere: hasMosquitto() },
])('an observer of $name', ({ far, isThere }) => {
  it.runIf(isThere)('sees all of a thousand retained messages', async () => {
    const broker = await far();
    ends.push(broker.stop);
    const observer = await observe(broker.url);
    ends.push(observer.end);
    const topics = Array.from({ length: 1000 }, (_, index) => `many/${index}`);
    await Promise.all(topics.map((topic) => observer.publish(topic, topic, true)));
    const retained = await observer.retained();
    expect([...retained.keys()].sort()).toEqual([...topics].sort());
  });
});
