/** Somebody at the broker who hears everything, as Home Assistant would. */
import { connectAsync } from 'mqtt';
import { until } from '../mqtt/lab.ts';
import { createTrackers } from './trackers.ts';

export type Listener = ReturnType<typeof createListener>;

const FORGET = 'mikrotik-presence/bridge/request/forget';
const NOT_RETAINED = /\/(?:event|request\/\w+|response\/\w+)$|^homeassistant\/status$/;
const FORGOTTEN = 'mikrotik-presence/bridge/response/forget';

export function createListener(url: string, login: object) {
  const trackers = createTrackers();
  const topics: string[] = [];
  const retained = new Map<string, string>();
  const answers = new Set<string>();
  let questions = 0;
  let client: Awaited<ReturnType<typeof connectAsync>> | null = null;

  return {
    trackers,
    /** Of every message heard, but for our own questions. */
    topics,
    /** Anew after the broker was gone. */
    connect: async () => {
      client?.end(true);
      retained.clear();
      client = await connectAsync(url, { ...login, reconnectPeriod: 0 });
      client.on('error', () => {});
      client.on('message', (topic, payload) => {
        const text = payload.toString();
        trackers.hear(topic, text);
        if (text === '') retained.delete(topic);
        else if (!NOT_RETAINED.test(topic)) retained.set(topic, text);
        if (topic === FORGOTTEN) answers.add((JSON.parse(text) as { transaction: string }).transaction);
        else if (topic !== FORGET) topics.push(topic);
      });
      await client.subscribeAsync('#', { qos: 1 });
    },
    publish: async (topic: string, payload: string, retain = false) => {
      await client!.publishAsync(topic, payload, { qos: 1, retain });
    },
    /** Whether the program answers: whatever it had to say before has then been heard. */
    ask: async (patienceMs: number): Promise<boolean> => {
      const transaction = `${++questions}`;
      await client!.publishAsync(FORGET, JSON.stringify({ transaction, device_id: 'nobody' }), { qos: 1 });
      return until(() => answers.has(transaction), patienceMs).then(
        () => true,
        () => false,
      );
    },
    /** What the broker holds, as far as one who was there from its start can tell. */
    retained: (): ReadonlyMap<string, string> => retained,
    end: async () => {
      await client?.endAsync(true);
    },
  };
}
