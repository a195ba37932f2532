/** Brokers that answer, and yet leave packets unacknowledged, refuse topics by closing the connection, or offer less than others. */
import { startDemoBroker } from '../../src/demo/broker.ts';
import { freePort, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { type Decide, startPacketWire } from '../mqtt/packet-wire.ts';
import { login } from './observe.ts';
import { LONG_MS, POLL_MS, type Rig, type Scenario } from './scenario.ts';
import { stir } from './stir.ts';
import type { Seen } from './witness.ts';

const complained =
  (sentence: RegExp) =>
  ({ problems }: Seen) =>
    [...problems].some((problem) => sentence.test(problem));

/** The broker of the demo behind a wire that takes packets out of the way. */
function meddled(
  what: string,
  duration: string,
  decide: Decide,
  trouble: (rig: Rig) => Promise<void>,
  changed: Partial<Scenario>,
): Scenario {
  let begin = () => {};
  let end = async () => {};
  return {
    titles: [`broker ${what}`, duration, 'the broker'],
    prepare: async () => {
      const port = await freePort();
      let broker = await startDemoBroker({ ...login, port });
      const wire = await startPacketWire(port);
      begin = () => wire.decide(decide);
      end = async () => {
        wire.decide(() => 'pass');
        // as an operator does who changes the access list
        await broker.stop();
        broker = await startDemoBroker({ ...login, port });
      };
      return {
        env: { MQTT_URL: wire.url },
        brokerUrl: `mqtt://127.0.0.1:${port}`,
        end: async () => {
          await wire.stop();
          await broker.stop();
        },
      };
    },
    trouble: async (rig) => {
      begin();
      await trouble(rig);
      await end();
    },
    ...changed,
  };
}

/** Mosquitto with these lines, until it is restarted without them. */
function limited(what: string, lines: string, shows: Scenario['shows']): Scenario {
  let lift = async () => {};
  return {
    titles: [`broker ${what}`, 'from the start', 'mosquitto'],
    obstacle: hasMosquitto() ? null : 'no mosquitto',
    isBad: 'from the start',
    mayAnswer: ['503'],
    ...(shows === undefined ? {} : { shows }),
    prepare: async () => {
      const broker = await mosquitto(`allow_anonymous true\n${lines}`);
      lift = async () => {
        await broker.stop();
        await broker.start('allow_anonymous true');
      };
      return { brokerUrl: broker.url, end: broker.stop };
    },
    trouble: async (rig) => {
      await stir(rig);
      await lift();
    },
  };
}

export const ailingBrokerScenarios: readonly Scenario[] = [
  meddled(
    'acknowledges nothing',
    '45 s',
    ({ type }) => (type === 'puback' ? 'lose' : 'pass'),
    async (rig) => {
      await stir(rig);
      await rig.during(35 * POLL_MS);
    },
    { shows: complained(/did not acknowledge a PUBLISH within 30 s/), turns: 2 },
  ),
  meddled(
    'hangs up on a topic',
    '60 polls',
    ({ from, topic }) => (from === 'program' && topic?.endsWith('/signal') === true ? 'close' : 'pass'),
    ({ during }) => during(6 * LONG_MS),
    // three ends for each of two topics, until topics of their kind are left alone
    { shows: complained(/signal.*closes the connection after a message/), turns: 6 },
  ),
  limited('takes 2,048 bytes', 'max_packet_size 2048', complained(/at most 2048 bytes/)),
  limited('retains nothing', 'retain_available false', ({ healths }) => healths.has('ok')),
  limited('takes QoS 0 only', 'max_qos 0', ({ healths }) => healths.has('ok')),
];
