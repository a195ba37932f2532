/** One connection to the broker, from the attempt to its end. It never reconnects, and queues nothing. */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { ConnectionEnd } from './broker-failure.ts';
import type { Publish } from './publish.ts';
import type { Delivery, Publisher } from './outbox.ts';

export interface ReceivedMessage {
  topic: string;
  payload: string;
  /** The broker held it before the subscription; false for a message published now. */
  isRetained: boolean;
}

export interface BrokerConnectionOptions {
  url: string;
  username: string | null;
  password: string | null;
  /** PEM text. */
  ca: string | null;
  clientId: string;
  version: 4 | 5;
  /** Published by the broker when the connection is lost; null: nothing is. */
  will: Publish | null;
  /** MQTT 5: how long the broker withholds the will, so that a short gap has no effect. */
  willDelaySeconds: number;
  onOpen: (connection: BrokerConnection) => void;
  onMessage: (message: ReceivedMessage) => void;
  /** Called once, whether the connection was ever open or not. */
  onEnd: (ending: ConnectionEnd) => void;
}

export interface BrokerConnection extends Publisher {
  version: 4 | 5;
  /** False when the broker refused one of the topics. */
  subscribe: (topics: readonly string[]) => Promise<boolean>;
  /** From here on only messages of other programs on these topics are received; over MQTT 3.1.1 none. */
  watch: (topics: readonly string[]) => void;
  /** With a DISCONNECT, after which the broker drops the will. */
  close: () => Promise<void>;
  /** Without a DISCONNECT. */
  destroy: () => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_SECONDS = 30;
const MAX_IN_FLIGHT = 64;
// no subscriber: not a refusal
const NO_SUBSCRIBERS = 16;

export function openBrokerConnection(options: BrokerConnectionOptions): Pick<BrokerConnection, 'destroy'> {
  const client = connect(options.url, clientOptions(options));
  let wasOpen = false;
  let error: ConnectionEnd['error'] = null;
  let reason: number | null = null;
  let hasEnded = false;

  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    client.end(true);
    options.onEnd({ wasOpen, error, reason });
  };
  client.on('connect', () => {
    if (hasEnded) return;
    wasOpen = true;
    options.onOpen(createConnection(client, options.version));
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
    // a refused certificate leaves the socket half open
    if (!wasOpen) setImmediate(end);
  });
  client.on('close', end);
  return {
    destroy: () => {
      hasEnded = true;
      client.end(true);
    },
  };
}

function clientOptions(options: BrokerConnectionOptions): IClientOptions {
  const { username, password, ca, clientId, version, will, willDelaySeconds } = options;
  const isNewer = version === 5;
  const properties = { willDelayInterval: willDelaySeconds };
  return {
    clientId,
    protocolVersion: version,
    // the broker keeps the session for as long as it withholds the will
    clean: !isNewer || willDelaySeconds === 0,
    ...(isNewer ? { properties: { sessionExpiryInterval: willDelaySeconds } } : {}),
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(ca === null ? {} : { ca }),
    ...(will === null
      ? {}
      : {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos: 1,
            retain: true,
            ...(isNewer && willDelaySeconds > 0 ? { properties } : {}),
          },
        }),
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
  };
}

function createConnection(client: MqttClient, version: 4 | 5): BrokerConnection {
  const { receiveMaximum, maximumPacketSize, retainAvailable } = client.serverProperties ?? {};
  return {
    version,
    inFlight: Math.min(MAX_IN_FLIGHT, receiveMaximum ?? MAX_IN_FLIGHT),
    send: async ({ topic, payload, retain }) => {
      // a broker drops the connection for a packet above its limit, and for `retain` where it has none
      if (maximumPacketSize !== undefined && sizeOf(topic, payload) > maximumPacketSize)
        return { refused: `the broker takes at most ${maximumPacketSize} bytes` };
      if (!client.connected) return 'lost';
      return client
        .publishAsync(topic, payload, { qos: 1, retain: retain && retainAvailable !== false })
        .then(
          (): Delivery => 'taken',
          (error: unknown): Delivery => deliveryOf(error),
        );
    },
    subscribe: (topics) =>
      client.subscribeAsync([...topics], { qos: 1 }).then(
        () => true,
        () => false,
      ),
    watch: (topics) => {
      // without "no local", every message of ours would come back
      if (version === 5) client.subscribe([...topics], { qos: 1, nl: true, rh: 2 }, () => undefined);
      else client.unsubscribe([...topics], () => undefined);
    },
    close: () => client.endAsync(),
    destroy: () => client.end(true),
  };
}

function deliveryOf(error: unknown): Delivery {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (typeof code !== 'number' || code === NO_SUBSCRIBERS) return 'lost';
  return { refused: code === 135 ? 'not authorized' : `code ${code}` };
}

// topic and payload, with room for the header
function sizeOf(topic: string, payload: string): number {
  return Buffer.byteLength(topic) + Buffer.byteLength(payload) + 16;
}
