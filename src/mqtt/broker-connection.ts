/** One connection to the broker, from the first attempt to its end. It never comes back by itself, and keeps nothing for later. */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Ending } from './broker-failure.ts';
import type { Publish } from './publish.ts';
import type { Delivery, Postman } from './outbox.ts';

export interface Message {
  topic: string;
  payload: string;
  /** It had been retained before we asked for it; false for what is said now. */
  isRetained: boolean;
}

export interface ConnectionOptions {
  url: string;
  username: string | null;
  password: string | null;
  /** PEM text. */
  ca: string | null;
  clientId: string;
  version: 4 | 5;
  /** Null: nobody is to miss us. */
  will: Publish | null;
  /** MQTT 5: how long the broker waits before it publishes the will, so that a short gap goes unnoticed. */
  willDelaySeconds: number;
  onOpen: (connection: Connection) => void;
  onMessage: (message: Message) => void;
  /** Once, whether it was ever open or not. */
  onEnd: (ending: Ending) => void;
}

export interface Connection extends Postman {
  version: 4 | 5;
  /** Resolves when the broker has answered; false when it refused one of them. */
  subscribe: (topics: readonly string[]) => Promise<boolean>;
  unsubscribe: (topics: readonly string[]) => void;
  /** A goodbye, after which the will is void. */
  close: () => Promise<void>;
  /** No goodbye. */
  destroy: () => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_SECONDS = 30;
const MAX_IN_FLIGHT = 64;
// QoS 1 with no subscriber is no refusal
const NO_SUBSCRIBERS = 16;

export function openConnection(options: ConnectionOptions): Pick<Connection, 'destroy'> {
  const client = connect(options.url, clientOptions(options));
  let wasOpen = false;
  let error: Ending['error'] = null;
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
  client.on('error', (complaint: Error & { code?: unknown }) => {
    if (typeof complaint.code === 'number') reason ??= complaint.code;
    error ??= complaint;
    // a certificate that is refused leaves the socket half open
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

function clientOptions(options: ConnectionOptions): IClientOptions {
  const { username, password, ca, clientId, version, will, willDelaySeconds } = options;
  const isNewer = version === 5;
  const properties = { willDelayInterval: willDelaySeconds };
  return {
    clientId,
    protocolVersion: version,
    // the broker keeps the session for as long as it keeps the will back
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

function createConnection(client: MqttClient, version: 4 | 5): Connection {
  const { receiveMaximum, maximumPacketSize, retainAvailable } = client.serverProperties ?? {};
  return {
    version,
    inFlight: Math.min(MAX_IN_FLIGHT, receiveMaximum ?? MAX_IN_FLIGHT),
    send: async ({ topic, payload, retain }) => {
      // told to drop the connection by either of them, a broker does, every time
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
    unsubscribe: (topics) => {
      client.unsubscribe([...topics], () => undefined);
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
