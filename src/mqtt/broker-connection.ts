/** One connection to the broker, from the attempt to its end. It never reconnects, and queues nothing. */
import type { MqttClient } from 'mqtt';
import type { Clock } from '../telemetry/clock.ts';
import type { ConnectionEnd } from './broker-failure.ts';
import { createFlight } from './flight.ts';
import type { Delivery, Publisher } from './outbox.ts';
import { type ClientOptions, openClient } from './open-client.ts';
import { type Reason, reasonOf } from './reason.ts';

export interface ReceivedMessage {
  topic: string;
  payload: string;
  /** The broker held it before the subscription; false for a message published now. */
  isRetained: boolean;
}

export interface BrokerConnectionOptions extends ClientOptions {
  /** Sends one message at a time, to learn which of them makes the broker close the connection. */
  isCareful?: boolean;
  /** The broker must acknowledge a packet within this time. */
  acknowledgeMs?: number | undefined;
  clock: Pick<Clock, 'after'>;
  onOpen: (connection: BrokerConnection) => void;
  onMessage: (message: ReceivedMessage) => void;
  /** Called once, whether the connection was ever open or not. */
  onEnd: (ending: ConnectionEnd) => void;
}

export interface BrokerConnection extends Publisher {
  version: 4 | 5;
  /** What the broker said when it accepted the connection. */
  limits: BrokerLimits;
  /**
   * Null, or why the broker refused one of the topics. `commands`: over MQTT 5 a message that is to be retained there arrives as retained,
   * even if it is published now.
   */
  subscribe: (topics: readonly string[], commands?: readonly string[]) => Promise<Reason | null>;
  /** From here on only messages of other programs on these topics are received; over MQTT 3.1.1 none. */
  watch: (topics: readonly string[]) => void;
  /** With a DISCONNECT, after which the broker drops the will. */
  close: () => Promise<void>;
  /** Without a DISCONNECT. */
  destroy: () => void;
}

/** What a broker of MQTT 5 does not offer. */
export interface BrokerLimits {
  /** It keeps messages for later subscribers. */
  retain: boolean;
  /** The highest quality of service. */
  qos: 0 | 1;
  /** The largest packet that it accepts, in bytes; null without a limit. */
  packetBytes: number | null;
}

const ACKNOWLEDGE_MS = 30_000;
const MAX_IN_FLIGHT = 64;
/** In one packet: AWS IoT closes the connection after a SUBSCRIBE or UNSUBSCRIBE with more. */
const MAX_TOPICS = 8;
// no subscriber: not a refusal
const NO_SUBSCRIBERS = 16;

export function openBrokerConnection(options: BrokerConnectionOptions): Pick<BrokerConnection, 'destroy'> {
  const client = openClient(options);
  let wasOpen = false;
  let error: ConnectionEnd['error'] = null;
  let reason: number | null = null;
  let overdue: ConnectionEnd['overdue'] = null;
  let hasEnded = false;

  const deadlineMs = options.acknowledgeMs ?? ACKNOWLEDGE_MS;
  const flight = createFlight({
    deadlineMs,
    onOverdue: (packet) => {
      overdue = { packet, deadlineMs };
      end();
    },
    clock: options.clock,
  });
  function end(): void {
    if (hasEnded) return;
    hasEnded = true;
    flight.end();
    client.end(true);
    options.onEnd({ wasOpen, error, reason, inFlight: flight.topics(), overdue });
  }
  client.on('connect', () => {
    if (hasEnded) return;
    wasOpen = true;
    options.onOpen(createConnection(client, options, flight));
  });
  client.on('message', (topic, payload, { retain }) => {
    if (!hasEnded) options.onMessage({ topic, payload: payload.toString('utf8'), isRetained: retain });
  });
  client.on('disconnect', ({ reasonCode }) => {
    reason = reasonCode ?? null;
  });
  client.on('error', (problem: Error & { code?: unknown }) => {
    if (typeof problem.code === 'number') reason ??= problem.code;
    error ??= problem;
    // a refused certificate leaves the socket half open, and bytes that are no MQTT leave it open
    setImmediate(end);
  });
  client.on('close', end);
  return {
    destroy: () => {
      hasEnded = true;
      flight.end();
      client.end(true);
    },
  };
}

function createConnection(
  client: MqttClient,
  { version, isCareful = false }: BrokerConnectionOptions,
  flight: ReturnType<typeof createFlight>,
): BrokerConnection {
  const { receiveMaximum, maximumPacketSize, retainAvailable, maximumQoS } = client.serverProperties ?? {};
  const limits: BrokerLimits = {
    retain: retainAvailable !== false,
    qos: maximumQoS === 0 ? 0 : 1,
    packetBytes: maximumPacketSize ?? null,
  };
  return {
    version,
    limits,
    inFlight: isCareful ? 1 : Math.min(MAX_IN_FLIGHT, receiveMaximum ?? MAX_IN_FLIGHT),
    send: async ({ topic, payload, retain }) => {
      // a broker drops the connection for a packet above its limit, and for `retain` where it has none
      if (limits.packetBytes !== null && sizeOf(topic, payload) > limits.packetBytes)
        return {
          refused: { words: `the broker accepts at most ${limits.packetBytes} bytes`, remedy: 'size' },
        };
      if (!client.connected) return 'lost';
      const acknowledge = flight.add('PUBLISH', topic);
      const { qos } = limits;
      return client.publishAsync(topic, payload, { qos, retain: retain && limits.retain }).then(
        (): Delivery => {
          acknowledge();
          return 'taken';
        },
        (error: unknown): Delivery => {
          const delivery = deliveryOf(error);
          if (delivery !== 'lost') acknowledge();
          return delivery;
        },
      );
    },
    subscribe: async (topics, commands = []) => {
      const { qos } = limits;
      const wanted = [
        ...topics.map((topic) => [topic, { qos }] as const),
        ...commands.map((topic) => [topic, version === 5 ? { qos, rap: true } : { qos }] as const),
      ];
      const refusals = inPackets(wanted).map((some) => {
        const acknowledge = flight.add('SUBSCRIBE');
        return client.subscribeAsync(Object.fromEntries(some)).then(
          () => {
            acknowledge();
            return null;
          },
          (error: unknown): Reason => {
            const code = codeOf(error);
            if (code !== null) acknowledge();
            return code === null ? { words: 'no answer', remedy: 'wait' } : reasonOf(code);
          },
        );
      });
      return (await Promise.all(refusals)).find((refusal) => refusal !== null) ?? null;
    },
    watch: (topics) => {
      for (const some of inPackets(topics)) {
        // without "no local", every message of ours would come back
        if (version === 5) client.subscribe(some, { qos: limits.qos, nl: true, rh: 2 }, () => undefined);
        else client.unsubscribe(some, () => undefined);
      }
    },
    close: () => {
      flight.end();
      return client.endAsync();
    },
    destroy: () => {
      flight.end();
      client.end(true);
    },
  };
}

/** As many in each as a packet may name. */
function inPackets<T>(all: readonly T[]): T[][] {
  const packets: T[][] = [];
  for (let at = 0; at < all.length; at += MAX_TOPICS) packets.push(all.slice(at, at + MAX_TOPICS));
  return packets;
}

function deliveryOf(error: unknown): Delivery {
  const code = codeOf(error);
  if (code === null || code === NO_SUBSCRIBERS) return 'lost';
  return { refused: reasonOf(code) };
}

/** The reason code of the broker; null when it gave none. */
function codeOf(error: unknown): number | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'number' ? code : null;
}

// topic and payload, with room for the header
function sizeOf(topic: string, payload: string): number {
  return Buffer.byteLength(topic) + Buffer.byteLength(payload) + 16;
}
