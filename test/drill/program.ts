/** Poll loops, world, memory and the MQTT edge, as serve.ts puts them together, on a time of the test's own. */
import type { Config } from '../../src/config/config.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import type { Mqtt } from '../../src/mqtt/options.ts';
import { startMqtt } from '../../src/mqtt/start.ts';
import type { SnapshotListener } from '../../src/record/snapshot.ts';
import type { Health } from '../../src/record/health.ts';
import { createHealth } from '../../src/service/health.ts';
import { createService, type Service } from '../../src/service/service.ts';
import { DAY, type Time } from './time.ts';

export interface Program {
  service: Service & { health: () => Health };
  mqtt: Mqtt;
  stop: () => Promise<void>;
}

export function startProgram(config: Config, log: Log, time: Time, witness: SnapshotListener): Program {
  const stateFile = openStateFile(config.stateDir, time.now());
  // a loop for each router, and the tick, which begins asleep
  time.begin(config.routers.length + 1);
  const version = '1.0.0';
  const service = createService({ config, log, stateFile, clock: time });
  service.start();
  const { snapshot, deletions, lapses, adopt, forget } = service;
  snapshot.subscribe(witness);
  const edge = startMqtt({
    settings: { ...config, mqtt: config.mqtt! },
    snapshot,
    version,
    log,
    clientIdSuffix: 'ab12',
    deletions,
    lapses,
    adopt,
    requests: { forget },
    clock: time,
    random: () => 0,
    willDelaySeconds: 0,
    // the broker answers in real time, of which hours of the test's time take none
    acknowledgeMs: 365 * DAY,
  });
  const health = createHealth({ version, service: service.state, mqtt: edge.state });
  return {
    service: { ...service, health },
    mqtt: edge,
    stop: async () => {
      await time.quiet();
      await Promise.all([edge.stop(), service.stop()]);
    },
  };
}
