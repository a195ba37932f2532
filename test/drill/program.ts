/** Poll loops, world, memory and the MQTT edge, as serve.ts puts them together, on a time of the test's own. */
import type { Config } from '../../src/config/config.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import type { Mqtt } from '../../src/mqtt/options.ts';
import { startMqtt } from '../../src/mqtt/start.ts';
import type { SnapshotListener } from '../../src/record/snapshot.ts';
import { type Service, startService } from '../../src/service/service.ts';
import type { Time } from './time.ts';

export interface Program {
  service: Service;
  mqtt: Mqtt;
  stop: () => Promise<void>;
}

export function startProgram(config: Config, log: Log, time: Time, witness: SnapshotListener): Program {
  const memory = openStateFile(config.stateDir, time.now());
  const { now, monotonicNow, sleep, timers } = time;
  // a loop for each router, and the tick, which begins asleep
  time.begin(config.routers.length + 1);
  let mqtt: Mqtt | null = null;
  const version = '1.0.0';
  const health = () => mqtt?.state() ?? null;
  const service = startService({ config, version, log, memory, mqtt: health, now, monotonicNow, sleep });
  const { snapshot, deletions, adopt, forget } = service;
  snapshot.subscribe(witness);
  const edge = startMqtt({
    settings: { ...config, mqtt: config.mqtt! },
    snapshot,
    version,
    log,
    clientIdSuffix: 'ab12',
    deletions,
    adopt,
    requests: { forget },
    now,
    random: () => 0,
    timers,
    willDelaySeconds: 0,
  });
  mqtt = edge;
  return {
    service,
    mqtt: edge,
    stop: async () => {
      await time.quiet();
      await Promise.all([edge.stop(), service.stop()]);
    },
  };
}
