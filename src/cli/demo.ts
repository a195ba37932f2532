/** `mikrotik-presence demo`: a simulated network, a broker and the service, on this machine only, until a signal. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explain } from '../config/problem.ts';
import { readSettings } from '../config/read.ts';
import { secretsOf } from '../config/secret.ts';
import { startDemoBroker } from '../demo/broker.ts';
import { startNativeApi } from '../demo/native-api.ts';
import { startMosquitto } from '../demo/mosquitto.ts';
import { startNetwork } from '../demo/network.ts';
import { welcome } from '../demo/welcome.ts';
import { type Running, serve } from '../service/serve.ts';
import { createLog } from '../telemetry/log.ts';
import { demoConfig } from './demo-config.ts';
import { writePast } from './demo-past.ts';
import { EXIT } from './exit-code.ts';
import { type Stopping, untilStopped } from './until-stopped.ts';

/** Of the configuration only the port and the logging apply. */
export async function runDemo(version: string, asked: DemoCommand, stopping: Stopping): Promise<number> {
  const settings = readSettings(['PORT', 'LOG_LEVEL', 'LOG_FORMAT'], process.env);
  if ('problems' in settings) {
    process.stderr.write(explain(settings.problems, { isEmpty: false, newKey: '' }));
    return EXIT.configuration;
  }
  return untilStopped(startDemo(settings.values, version, asked), stopping);
}

interface Settings {
  PORT: number;
  LOG_LEVEL: 'debug' | 'info' | 'warn' | 'error';
  LOG_FORMAT: 'json' | 'pretty' | null;
}

/** Of the command line; null is the default. */
type DemoCommand = { host: string | null; port: number | null };

async function startDemo(settings: Settings, version: string, asked: DemoCommand): Promise<Running> {
  const login = { username: 'demo', password: randomBytes(8).toString('hex') };
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-demo-'));
  // however the process ends
  process.on('exit', () => rmSync(stateDir, { recursive: true, force: true }));
  const asking = { username: 'ask', password: randomBytes(8).toString('hex') };
  const policies = ['read', 'test', 'api', 'rest-api'];
  const network = await startNetwork({
    air: true,
    workshopVersion: '6.49.18',
    users: [{ ...asking, policies }],
  });
  // RouterOS 6 has no REST
  const workshop = await startNativeApi(network.routers[1]!, { lines: network.house.routers[1]!.onLog });
  const broker = (await startMosquitto(login)) ?? (await startDemoBroker(login));
  const [apiKey, mcpApiKey] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const config = demoConfig({
    routers: [network.routers[0]!, { ...network.routers[1]!, url: workshop.url, push: workshop.url }],
    asking,
    people: network.house.people(),
    broker: { url: broker.url, ...login },
    apiKey,
    mcpApiKey,
    host: asked.host ?? '127.0.0.1',
    port: asked.port ?? settings.PORT,
    stateDir,
  });
  const { life, past, plans } = network.house;
  if (life !== null && past !== null)
    writePast(stateDir, { past, plans, dwellers: life.dwellers, ports: life.ports });
  const log = createLog({
    level: settings.LOG_LEVEL,
    format: settings.LOG_FORMAT,
    secrets: secretsOf(config),
  });
  const isPortChosen = asked.port !== null || (process.env['PORT'] ?? '') !== '';
  const stopRest = async () => {
    await workshop.stop();
    await Promise.all([network.stop(), broker.stop()]);
  };
  const running = await serve({ config, version, log })
    .catch((error: unknown) => {
      // the default port is taken: any other one will do
      if (isPortChosen) throw error;
      return serve({ config: { ...config, port: 0 }, version, log });
    })
    .catch(async (error: unknown) => {
      await stopRest();
      throw error;
    });
  if (running.syslogPort !== null)
    network.routers[0]!.setRemoteLog({ host: '127.0.0.1', port: running.syslogPort });
  process.stdout.write(
    welcome({
      url: running.url,
      apiKey,
      mcpApiKey,
      brokerUrl: broker.url,
      brokerVersion: broker.version,
      brokerPort: Number(new URL(broker.url).port),
      ...login,
      baseTopic: config.mqtt!.baseTopic,
      routers: config.routers.map((router) => router.url),
    }),
  );
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await stopRest();
    },
  };
}
