/** Tests a broker, for `check`: a log-in, then one message to each kind of topic, read back. Leaves nothing retained. */
import { randomBytes } from 'node:crypto';
import {
  type BrokerConnection,
  type BrokerLimits,
  type ReceivedMessage,
  openBrokerConnection,
} from './broker-connection.ts';
import { subscriptionRemedy } from './broker-health.ts';
import {
  type ConnectionEnd,
  explainEnd,
  explainHangUp,
  isAboutVersion,
  isHangUp,
  refusedOfWill,
} from './broker-failure.ts';
import type { WillManner } from './broker-state.ts';
import { type Reason, remedyOf } from './reason.ts';
import type { MqttSettings } from './settings.ts';
import { adaptWill } from './will.ts';

/** The result of one log-in, or of several if the broker closes the connection after a message. */
export interface BrokerProbe {
  /** Null when the connection failed. */
  protocol: '5' | '3.1.1' | null;
  failure: { kind: string; message: string; remedy: string } | null;
  topics: readonly ProbedTopic[];
  /** Null when the connection failed. */
  limits: BrokerLimits | null;
  /** Why the broker refuses to subscribe, and the remedy; null when it grants it. */
  subscription: { message: string; remedy: string } | null;
}

export interface ProbedTopic {
  topic: string;
  /** `closed`: the broker closed the connection after the message. */
  result: 'well' | 'not_written' | 'closed' | 'not_read';
  /** Why not, and the remedy; null where the broker does not say. */
  reason: { words: string; remedy: string } | null;
}

type Settings = Pick<MqttSettings, 'mqtt' | 'instanceId'>;

interface Trial {
  topic: string;
  payload: string;
}

/** How the next log-in differs from the first. */
interface Manner {
  version: 4 | 5;
  will: WillManner;
}

const READ_BACK_MS = 3000;
const ACKNOWLEDGE_MS = 10_000;

const clock = {
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

export async function probeBroker(settings: Settings): Promise<BrokerProbe> {
  const { baseTopic, discoveryPrefix } = settings.mqtt;
  const token = randomBytes(4).toString('hex');
  // an empty message for a device that does not exist: Home Assistant has nothing to remove
  const device = `mikrotik_presence_${settings.instanceId}_check`;
  let trials: Trial[] = [
    { topic: `${baseTopic}/bridge/check`, payload: token },
    { topic: `${discoveryPrefix}/device/${device}/config`, payload: '' },
  ];
  const topics: ProbedTopic[] = [];
  const manner: Manner = { version: 5, will: { retain: true, qos: 1 } };
  for (;;) {
    const { probe, end } = await logIn(settings, manner, trials);
    topics.push(...probe.topics);
    if (end === null) return { ...probe, topics };
    const will = adaptWill(manner.will, refusedOfWill(end));
    if (will !== manner.will) manner.will = will;
    else if (manner.version === 5 && isAboutVersion(end)) manner.version = 4;
    else if (isHangUp(end)) {
      // the topics that are left are tried with another log-in
      const [topic] = end.inFlight;
      topics.push({ topic: topic!, result: 'closed', reason: said(explainHangUp(end), settings) });
      const done = new Set(topics.map((each) => each.topic));
      trials = trials.filter((trial) => !done.has(trial.topic));
      if (trials.length === 0) return { ...probe, topics };
    } else return { ...probe, topics };
  }
}

/** `end`: how the connection ended before every topic was tried; null when it did not. */
async function logIn(
  settings: Settings,
  { version, will: willManner }: Manner,
  trials: readonly Trial[],
): Promise<{ probe: BrokerProbe; end: ConnectionEnd | null }> {
  const { url, username, password, ca, baseTopic } = settings.mqtt;
  const clientId = `mikrotik-presence-${settings.instanceId}-check-${randomBytes(4).toString('hex')}`;
  const probe: BrokerProbe = { protocol: null, failure: null, topics: [], limits: null, subscription: null };
  const topics: ProbedTopic[] = [];
  /** By topic, to be called when its message is back. */
  const readers = new Map<string, () => void>();
  return new Promise((resolve) => {
    const onOpen = (connection: BrokerConnection) => {
      Object.assign(probe, { protocol: version === 5 ? '5' : '3.1.1', limits: connection.limits, topics });
      void tryTopics(connection).then(() => {
        // before closing, which ends the connection as well
        resolve({ probe, end: null });
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
      // the log-in of the service has one, which a broker may refuse
      will: { topic: `${baseTopic}/bridge/check`, payload: '', retain: true },
      willManner,
      willDelaySeconds: 0,
      acknowledgeMs: ACKNOWLEDGE_MS,
      clock,
      onOpen,
      onMessage: ({ topic, payload }: ReceivedMessage) => {
        if (trials.some((trial) => trial.topic === topic && trial.payload === payload))
          readers.get(topic)?.();
      },
      onEnd: (end) => {
        const failure = isHangUp(end) ? null : explainEnd(end, { ...settings.mqtt, clientId });
        resolve({ probe: { ...probe, failure }, end });
      },
    });
  });

  // one after the other: a message in flight when the connection ends is the cause
  async function tryTopics(connection: BrokerConnection): Promise<void> {
    const refusal = await connection.subscribe(trials.map(({ topic }) => topic));
    if (refusal !== null)
      probe.subscription = { message: refusal.words, remedy: subscriptionRemedy(refusal, settings) };
    const backs = [];
    for (const { topic, payload } of trials) {
      const isBack = readBack(topic);
      const delivery = await connection.send({ topic, payload, retain: false });
      // its end is reported with the connection's
      if (delivery === 'lost') return new Promise(() => {});
      if (delivery === 'taken') backs.push({ topic, isBack });
      else topics.push({ topic, result: 'not_written', reason: said(delivery.refused, settings) });
    }
    for (const { topic, isBack } of backs)
      topics.push({ topic, result: (await isBack) ? 'well' : 'not_read', reason: null });
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

function said({ words, remedy }: Reason, { mqtt }: Settings): { words: string; remedy: string } {
  return { words, remedy: remedyOf(remedy, mqtt) };
}
