/** What can go wrong with the broker. REST and the house must not notice. */
import { startDemoBroker } from '../../src/demo/broker.ts';
import { freePort } from '../mosquitto.ts';
import { login } from './observe.ts';
import { LONG_MS, POLL_MS, type Rig, type Scenario } from './scenario.ts';
import { stir } from './stir.ts';
import { startWire } from './wire.ts';

type FarBroker = Awaited<ReturnType<typeof startFarBroker>>;

/** A broker without a memory, and the wire that leads to it. */
async function startFarBroker() {
  const port = await freePort();
  const wire = await startWire(port);
  let running: Awaited<ReturnType<typeof startDemoBroker>> | null = await startDemoBroker({ ...login, port });
  const stop = async () => {
    await running?.stop();
    running = null;
  };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    wire,
    stop,
    start: async (password = login.password) => {
      running = await startDemoBroker({ ...login, password, port });
    },
    end: async () => {
      wire.stop();
      await stop();
    },
  };
}

function broker(
  what: string,
  duration: string,
  trouble: (broker: FarBroker, rig: Rig) => Promise<void>,
  changed: Partial<Scenario> = {},
): Scenario {
  let far: FarBroker;
  return {
    titles: [`broker ${what}`, duration, 'the broker'],
    prepare: async () => {
      far = await startFarBroker();
      const env = { MQTT_URL: `mqtt://127.0.0.1:${far.wire.port}` };
      return { env, brokerUrl: far.url, end: far.end };
    },
    trouble: (rig) => trouble(far, rig),
    ...changed,
  };
}

const FLAPS = 5;

export const brokerScenarios: readonly Scenario[] = [
  broker('down', '10 polls', async ({ stop, start }, { during }) => {
    await stop();
    await during(LONG_MS);
    await start();
  }),
  broker('restarts', 'at once', async ({ stop, start }, { during }) => {
    await stop();
    await start();
    await during(POLL_MS);
  }),
  broker(
    'down',
    'flapping',
    async ({ stop, start }, { during }) => {
      for (let turn = 0; turn < FLAPS; turn++) {
        await stop();
        await during(POLL_MS);
        await start();
        await during(POLL_MS);
      }
    },
    { turns: FLAPS },
  ),
  broker('refuses', '10 polls', async ({ stop, start }, { during }) => {
    await stop();
    await start('another word');
    await during(LONG_MS);
    await stop();
    await start();
  }),
  // what was on its way is lost, and nobody is told so: what happened meanwhile must be told again
  broker(
    'hangs',
    '10 polls',
    async ({ wire }, rig) => {
      wire.die();
      await stir(rig);
      wire.revive();
    },
    { shows: ({ mostUntold }) => mostUntold > 0 },
  ),
  // long enough for both ends to notice
  broker('hangs', '60 s', async ({ wire }, rig) => {
    wire.die();
    await rig.during(60 * POLL_MS);
    wire.revive();
  }),
];
