/** The service with REST, MCP, MQTT and the history, as serve.ts puts them together, on a time that is told when to pass. */
import { openInstallation } from '../../src/state/installation.ts';
import { plainKey } from '../../src/auth/access-key.ts';
import type { Config } from '../../src/config/config.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { startHistory } from '../../src/history/start.ts';
import { createJournal } from '../../src/world/journal.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { createMcp } from '../../src/mcp/mcp.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { createApp } from '../../src/rest/app.ts';
import { startServer } from '../../src/http/server.ts';
import { createStreams } from '../../src/http/sse.ts';
import { createHealth } from '../../src/service/health.ts';
import { createMqttEdge } from '../../src/service/mqtt-edge.ts';
import { createService } from '../../src/service/service.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import type { Time } from '../drill/time.ts';
import { startSource } from '../history/scene.ts';
import { apiKey as MCP_KEY } from '../mcp/service.ts';

export const KEY = 'a-key-for-the-soak';
const VERSION = '0.0.0';

export async function startProgram(config: Config, log: Log, time: Time) {
  const clock = { ...systemClock, now: time.now };
  const { stateDir, historyMaxBytes: maxBytes } = config;
  const { signingKey, clientIdSuffix } = openInstallation(stateDir);
  const service = createService({
    config,
    log,
    stateFile: openStateFile(stateDir, time.now()),
    clock: time,
  });
  const { snapshot, deletions, lapses, adopt } = service;
  const journal = createJournal({ snapshot, now: time.now });
  const history = startHistory({
    stateDir,
    maxBytes,
    snapshot,
    journal,
    log,
    clock,
    startWorker: startSource,
  });
  const mqtt = createMqttEdge({
    settings: { ...config, mqtt: config.mqtt! },
    snapshot,
    version: VERSION,
    log,
    clientIdSuffix,
    deletions,
    lapses,
    adopt,
    clock: time,
  });
  const health = createHealth({
    version: VERSION,
    service: service.state,
    mqtt: mqtt.state,
    history: history.state,
  });
  const streams = createStreams({ clock });
  const common = { snapshot, health, journal, history, version: VERSION, log, clock };
  const mcp = createMcp({
    ...common,
    authenticator: createAuthenticator({ keys: [plainKey(MCP_KEY)] }),
    signingKey,
    allowedHosts: [],
    allowedOrigins: [],
    publicUrl: null,
  });
  const app = createApp({
    ...common,
    streams,
    further: { '/mcp': mcp.endpoint },
    authenticator: createAuthenticator({ keys: [plainKey(KEY)] }),
  });
  await history.opened;
  const server = await startServer({ app, host: '127.0.0.1', port: 0, log });
  // a loop for each router, and the tick, which begins asleep
  time.begin(config.routers.length + 1);
  service.start();
  mqtt.start();
  return {
    service,
    health,
    url: server.url,
    stop: async () => {
      await time.quiet();
      await mcp.close();
      streams.close();
      await Promise.all([server.close(), mqtt.stop()]);
      await service.stop();
      journal.close();
      await history.stop();
    },
  };
}
