/** Brokers that offer less than others, and brokers that are bridged. Each is a mosquitto of this machine. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedNetwork } from '../../src/demo/network.ts';
import type { BrokerHealth } from '../../src/record/health.ts';
import { type FarEnd, mosquitto } from '../mosquitto.ts';
import { type SeenPacket, startPacketWire, topicCount } from '../mqtt/packet-wire.ts';
import { type Outcome, type Report, type Service, serviceFolder, startService, until } from './service.ts';
import { isSame, listen, missingOf, retained, type Topics } from './topics.ts';

/** In which a rival would be suspected, or a connection end again. */
const SETTLE_MS = 5000;
/** AWS IoT takes no more in one SUBSCRIBE. */
const MOST_TOPICS = 8;
/** Topic and header of a packet, with room to spare. */
const HEADER_BYTES = 150;
/** In which a broker that closes the connection for a long message has got all the others. */
const MOST_SECONDS = 180;

const isWell = ({ connected, error_kind }: BrokerHealth) => connected && error_kind === null;
const has = ({ lines }: Service, event: string) => lines().some(({ msg }) => msg === event);
const suspects = (service: Service) =>
  has(service, 'duplicate instance') || has(service, 'base topic shared');
const inWords = ({ error_kind, message }: BrokerHealth) => `${error_kind ?? 'no error'}: ${message ?? '-'}`;

export function brokerReports(network: SimulatedNetwork): Report[] {
  /** What a broker without limits retains in the end. */
  let whole: Topics = new Map();

  /** A service at a broker with these lines of configuration, and what passes between the two. */
  async function at(
    lines: string,
    look: (all: {
      service: Service;
      broker: FarEnd;
      heard: ReadonlySet<string>;
      packets: readonly SeenPacket[];
    }) => Promise<Outcome>,
  ): Promise<Outcome> {
    const broker = await mosquitto(`allow_anonymous true\n${lines}`);
    const packets: SeenPacket[] = [];
    const wire = await startPacketWire(broker.port, (packet) => {
      if (packet.from === 'program') packets.push(packet);
      return 'pass';
    });
    const { heard, listener } = await listen(broker.url);
    const service = await startService(serviceFolder(network), { MQTT_URL: wire.url });
    try {
      return await look({ service, broker, heard, packets });
    } finally {
      await service.stop();
      await listener.endAsync(true);
      await wire.stop();
      await broker.stop();
    }
  }

  const unlimited: Report = [
    'a broker without limits retains every topic; a SUBSCRIBE names at most 8 topics',
    () =>
      at('', async ({ service, broker, packets }) => {
        const isSettled = async () => {
          whole = await retained(broker.url);
          await sleep(SETTLE_MS);
          return whole.size > 0 && isSame(whole, await retained(broker.url));
        };
        const holds = (await until(isSettled)) && isWell(await service.broker());
        const counts = packets
          .filter(({ type }) => type === 'subscribe')
          .map((packet) => topicCount(packet, 5));
        const seen = `${whole.size} topics; topics in each SUBSCRIBE: ${counts.join(', ')}`;
        return [holds && counts.length > 0 && Math.max(...counts) <= MOST_TOPICS, seen];
      }),
  ];

  const slow: Report = [
    'max_inflight_messages 1 and max_keepalive 10: every topic, one connection',
    () =>
      at('max_inflight_messages 1\nmax_keepalive 10', async ({ service, broker, packets }) => {
        const isWhole = await until(async () => isSame(whole, await retained(broker.url)));
        await sleep(2 * 10_000);
        const connects = packets.filter(({ type }) => type === 'connect').length;
        const health = await service.broker();
        const seen = `${(await retained(broker.url)).size} topics, ${connects} connections, ${inWords(health)}`;
        return [isWhole && connects === 1 && isWell(health), seen];
      }),
  ];

  /** What does not fit is named, and the rest is there. */
  const small = (setting: string, bytes: number, named: RegExp): Report => [
    `${setting} ${bytes}: what fits is published, the rest is named in /health`,
    () =>
      at(`${setting} ${bytes}`, async ({ service, broker }) => {
        const isShort = ([, length]: readonly [string, number]) => length <= bytes - HEADER_BYTES;
        const short = new Map([...whole].filter(isShort));
        const begin = performance.now();
        const isThere = await until(
          async () => missingOf(short, await retained(broker.url)).length === 0,
          MOST_SECONDS,
        );
        const seconds = Math.round((performance.now() - begin) / 1000);
        await sleep(SETTLE_MS);
        const [health, { size }] = [await service.broker(), await retained(broker.url)];
        const isNamed = named.test(health.message ?? '') && health.remedy !== null;
        const seen = `${size} of ${whole.size} topics after ${seconds} s, ${inWords(health)} ${health.remedy ?? ''}`;
        return [isThere && size < whole.size && isNamed && health.connected, seen];
      }),
  ];

  /** Everything is published in the way that is left, and the log says so. */
  const lesser = (line: string, event: string): Report => [
    `${line}: every topic is published, the log says what the broker lacks`,
    () =>
      at(line, async ({ service, heard }) => {
        const isWhole = await until(() => missingOf(whole, heard).length === 0);
        const health = await service.broker();
        const said = service.lines().find(({ msg }) => msg === event);
        const seen = `${whole.size - missingOf(whole, heard).length} of ${whole.size} topics, ${inWords(health)}, log: ${said?.msg ?? 'nothing'}`;
        return [isWhole && isWell(health) && said !== undefined, seen];
      }),
  ];

  const bridged: Report = [
    'bridged brokers (topic # both), a third with try_private false: the same topics, and the own echo is no rival',
    async () => {
      const bridge = (name: string, to: number, more = '') =>
        mosquitto(
          `allow_anonymous true\nconnection ${name}\naddress 127.0.0.1:${to}\n${more}\ntopic # both 1`,
        );
      const a = await mosquitto();
      const b = await bridge('second', a.port);
      const c = await bridge('third', a.port, 'try_private false');
      const { heard, listener } = await listen(c.url);
      const folder = serviceFolder(network);
      const seen: string[] = [];
      let holds = true;
      const check = async (stage: string, service: Service) => {
        const isEqual = await until(async () => {
          const [onA, onB] = await Promise.all([retained(a.url), retained(b.url)]);
          return isSame(onA, onB) && missingOf(whole, onA).length === 0 && isWell(await service.broker());
        });
        await sleep(SETTLE_MS);
        const health = await service.broker();
        const isRival = suspects(service);
        const counts = (await Promise.all([a, b].map(({ url }) => retained(url)))).map(({ size }) => size);
        if (!isEqual || !isWell(health) || isRival) holds = false;
        seen.push(`${stage} ${counts.join('/')} topics, ${isRival ? 'a rival, ' : ''}${inWords(health)}`);
      };
      let service = await startService(folder, { MQTT_URL: a.url });
      await check('start', service);
      await service.kill();
      service = await startService(folder, { MQTT_URL: a.url });
      await check('kill -9', service);
      await service.stop();
      service = await startService(folder, { MQTT_URL: b.url });
      await check('at the other broker', service);
      await b.stop();
      await b.start();
      await check('that broker restarted without persistence', service);
      await service.stop();
      await listener.endAsync(true);
      for (const broker of [c, b, a]) await broker.stop();
      const there = whole.size - missingOf(whole, heard).length;
      return [holds && there === whole.size, `${seen.join('; ')}; ${there} topics heard at the third`];
    },
  ];

  return [
    unlimited,
    slow,
    small('max_packet_size', 2048, /at most 2048 bytes/),
    small('message_size_limit', 1000, /refuses .*homeassistant\/device\//),
    lesser('retain_available false', 'broker retains nothing'),
    lesser('max_qos 0', 'quality of service lowered'),
    bridged,
  ];
}
