/** The MQTT client of the library, set up for one connection. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { WillManner } from './broker-state.ts';
import { limitPackets, MAX_PACKET_BYTES } from './packet-limit.ts';
import type { Publish } from './publish.ts';

export interface ClientOptions {
  url: string;
  username: string | null;
  password: string | null;
  /** PEM text. */
  ca: string | null;
  clientId: string;
  version: 4 | 5;
  /** Published by the broker when the connection is lost; null: nothing is. */
  will: Publish | null;
  /** How the will is to be published; a broker may refuse to retain it, or its quality of service. */
  willManner?: WillManner;
  /** MQTT 5: how long the broker withholds the will, so that a short gap has no effect. */
  willDelaySeconds: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_SECONDS = 30;

/** Starts to connect. The client never reconnects, and cuts packets that are too long. */
export function openClient(options: ClientOptions): MqttClient {
  const client = connect(options.url, { ...clientOptions(options), manualConnect: true });
  const build = client['streamBuilder'];
  client['streamBuilder'] = (given: MqttClient) => {
    const stream: Duplex = build(given);
    // a message is not held back until the one before is acknowledged
    if (stream instanceof Socket) stream.setNoDelay(true);
    // the library reads the stream through a pipe
    const pipe = stream.pipe.bind(stream);
    stream.pipe = (to) => pipe(limitPackets()).pipe(to);
    return stream;
  };
  return client.connect();
}

function clientOptions(options: ClientOptions): IClientOptions {
  const { username, password, ca, clientId, version, will, willDelaySeconds } = options;
  const { retain, qos } = options.willManner ?? { retain: true, qos: 1 };
  const isNewer = version === 5;
  const properties = { willDelayInterval: willDelaySeconds };
  return {
    clientId,
    protocolVersion: version,
    // the broker keeps the session for as long as it withholds the will
    clean: !isNewer || willDelaySeconds === 0,
    ...(isNewer
      ? { properties: { sessionExpiryInterval: willDelaySeconds, maximumPacketSize: MAX_PACKET_BYTES } }
      : {}),
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(ca === null ? {} : { ca }),
    ...(will === null
      ? {}
      : {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos,
            retain,
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
