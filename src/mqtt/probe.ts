/** Tests a broker, for `check`: one log-in, then one message to each kind of topic, read back. Leaves nothing retained. */
import { randomBytes } from 'node:crypto';
import { type BrokerConnection, type ReceivedMessage, openBrokerConnection } from './broker-connection.ts';
import { explainEnd, isAboutVersion } from './broker-failure.ts';
import type { MqttSettings } from './settings.ts';

/** The result of one log-in. */
export interface BrokerProbe {
  /** Null when the connection failed. */
  protocol: '5' | '3.1.1' | null;
  failure: { kind: string; message: string; remedy: string } | null;
  topics: readonly { topic: string; result: 'well' | 'not_written' | 'not_read' }[];
}

const READ_BACK_MS = 3000;

export async function probeBroker(settings: Pick<MqttSettings, 'mqtt' | 'instanceId'>): Promise<BrokerProbe> {
  const newer = await probe(settings, 5);
  return newer.mayBeOlder ? probe(settings, 4) : newer;
}

async function probe(
  { mqtt, instanceId }: Pick<MqttSettings, 'mqtt' | 'instanceId'>,
  version: 4 | 5,
): Promise<BrokerProbe & { mayBeOlder: boolean }> {
  const { url, username, password, ca, baseTopic, discoveryPrefix } = mqtt;
  const token = randomBytes(4).toString('hex');
  const clientId = `mikrotik-presence-${instanceId}-check-${token}`;
  // an empty message for a device that does not exist: Home Assistant has nothing to remove
  const trials = [
    { topic: `${baseTopic}/bridge/check`, payload: token },
    { topic: `${discoveryPrefix}/device/mikrotik_presence_${instanceId}_check/config`, payload: '' },
  ];
  /** By topic, to be called when its message is back. */
  const readers = new Map<string, () => void>();
  return new Promise((resolve) => {
    const onMessage = ({ topic, payload }: ReceivedMessage) => {
      if (trials.some((trial) => trial.topic === topic && trial.payload === payload)) readers.get(topic)?.();
    };
    const onOpen = (connection: BrokerConnection) => {
      void tryTopics(connection).then((topics) => {
        // before closing, which ends the connection as well
        resolve({ protocol: version === 5 ? '5' : '3.1.1', failure: null, topics, mayBeOlder: false });
        connection.close().catch(() => undefined);
      });
    };
    openBrokerConnection({
      url,
      username,
      password,
      ca,
      clientId,
      version,
      will: null,
      willDelaySeconds: 0,
      onOpen,
      onMessage,
      onEnd: (ending) =>
        resolve({
          protocol: null,
          failure: explainEnd(ending, url, clientId),
          topics: [],
          mayBeOlder: version === 5 && isAboutVersion(ending),
        }),
    });
  });

  async function tryTopics(connection: BrokerConnection): Promise<BrokerProbe['topics']> {
    await connection.subscribe(trials.map(({ topic }) => topic));
    return Promise.all(
      trials.map(async ({ topic, payload }) => {
        const isBack = readBack(topic);
        const delivery = await connection.send({ topic, payload, retain: false });
        if (delivery !== 'taken') return { topic, result: 'not_written' as const };
        return { topic, result: (await isBack) ? ('well' as const) : ('not_read' as const) };
      }),
    );
  }

  function readBack(topic: string): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), READ_BACK_MS);
      timer.unref();
      readers.set(topic, () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}
