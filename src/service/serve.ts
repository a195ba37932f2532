/** The service with all its edges: wired, started and stopped in order. */
import type { ConfigResult } from '../config/read.ts';
import type { Config } from '../config/config.ts';
import { createDoors } from './doors.ts';
import { follow } from '../config/watch-config.ts';
import { startHistory } from '../history/start.ts';
import { openInstallation } from '../state/installation.ts';
import { createJournal } from '../world/journal.ts';
import type { RootLog } from '../telemetry/log.ts';
import { openMemory } from '../state/memory-file.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { mount } from './mount.ts';
import { notConnected } from '../mqtt/broker-health.ts';
import type { Mqtt } from '../mqtt/options.ts';
import { startMqtt } from '../mqtt/start.ts';
import { createReload } from '../config/reload.ts';
import { startServer } from '../http/server.ts';
import { createService } from './service.ts';
import { startSyslog, type Syslog } from '../syslog/start.ts';
import { startTrace } from '../telemetry/start-trace.ts';

export interface Running {
  url: string;
  /** Where log lines are taken; null when none are. */
  syslogPort: number | null;
  stop: () => Promise<void>;
}

/** Where the configuration was read, and will be again. */
export interface Source {
  read: () => ConfigResult;
  /** The files it was last read from, and those that were looked for. */
  paths: ReadonlySet<string>;
}

export interface ServeOptions {
  config: Config;
  version: string;
  log: RootLog;
  /** The configuration follows it, if there is one. */
  source?: Source;
}

/** Rejects with a sentence when a port cannot be had, and then nothing runs. */
export async function serve({ version, log, source, ...options }: ServeOptions): Promise<Running> {
  let { config } = options;
  const { host, port, maxConnections, stateDir, historyMaxBytes: maxBytes, syslogPort } = config;
  const installation = openInstallation(stateDir);
  const memory = openMemory(stateDir, Date.now());
  for (const problem of [installation.problem, memory.problem()]) {
    if (problem !== null) log.warn({ problem }, 'state not kept');
  }
  let mqtt: Mqtt | null = null;
  let syslog: Syslog | null = null;
  const reload =
    source &&
    createReload({
      config,
      read: source.read,
      apply: (next) => {
        config = next;
        syslog?.configure(next.routers);
        // the service tells of its new snapshot, by which time the broker's side must know
        mqtt?.configure(next);
        metrics.configure(next.routers);
        service.configure(next);
      },
      log,
    });
  const doors = createDoors(config);
  const metrics = createMetrics({
    ...config,
    door: doors.metrics,
    snapshot: () => snapshot.current(),
    health: () => health(),
    open: () => http.open(),
  });
  const { count } = metrics;
  // what follows no configuration, the demo, is told to nobody either
  const recording = await startTrace(source === undefined ? {} : process.env, { version, log });
  const common = { version, log, count, trace: recording.isOn ? recording : undefined };
  const service = createService({
    ...common,
    config,
    memory,
    ...(reload && { configuration: reload.state }),
    mqtt: () => (config.mqtt === null ? null : (mqtt?.state() ?? notConnected)),
    syslog: () => syslog?.state() ?? null,
    history: () => history?.state() ?? null,
  });
  const { snapshot, health } = service;
  const onError = (error: unknown) => log.error({ error }, 'event listener failed');
  const journal = createJournal({ snapshot, now: Date.now, store: () => history?.store ?? null, onError });
  const history = maxBytes === 0 ? null : startHistory({ ...common, stateDir, maxBytes, snapshot, journal });
  const { signingKey, clientIdSuffix } = installation;
  const http = mount({ ...common, config, doors, metrics, snapshot, health, journal, history, signingKey });
  const stopFollowing = source && reload && follow(reload.again, source.paths);
  const closePast = async () => {
    stopFollowing?.();
    journal.close();
    await history?.stop();
  };
  // who asks for what he missed must be told of earlier runs too
  await history?.opened;
  const server = await startServer({
    app: http.app,
    host,
    port,
    maxConnections,
    addressOf: doors.addressOf,
    log,
  }).catch(async (error: unknown) => {
    await closePast();
    throw error;
  });
  if (syslogPort !== null) {
    const { syslogAllow: allow, routers } = config;
    const taking = startSyslog({ host, port: syslogPort, allow, routers, onLine: service.hear, log });
    syslog = await taking.catch(async (error: unknown) => {
      await Promise.all([server.close(), closePast()]);
      throw error;
    });
    // it may have changed while their names were looked up
    if (config.routers !== routers) syslog.configure(config.routers);
  }
  service.start();
  if (config.mqtt !== null) {
    const { deletions, adopt, forget } = service;
    mqtt = startMqtt({
      ...common,
      settings: { ...config, mqtt: config.mqtt },
      snapshot,
      clientIdSuffix,
      deletions,
      adopt,
      ...(config.mqtt.requests ? { requests: { forget } } : {}),
    });
  }
  log.info({ url: server.url, routers: config.routers.map(({ id }) => id) }, 'serving');
  return {
    url: server.url,
    syslogPort: syslog?.port ?? null,
    stop: async () => {
      stopFollowing?.();
      await Promise.all([syslog?.close(), server.close(), http.close(), mqtt?.stop(), service.stop()]);
      await closePast();
      await recording.stop();
      log.info({}, 'stopped');
    },
  };
}
