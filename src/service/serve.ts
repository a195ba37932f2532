/**
 * The service with all its edges. Each part is given only parts that exist already. MQTT, MCP, OAuth and changes load only where they are
 * configured.
 */
import { createAddressList } from '../auth/address-list.ts';
import type { ConfigResult } from '../config/read.ts';
import type { Config } from '../config/config.ts';
import { oauthOf } from '../config/oauth.ts';
import { createReload } from '../config/reload.ts';
import { watchConfig } from '../config/watch-config.ts';
import { lockFile } from '../history/file-lock.ts';
import { startHistory } from '../history/start.ts';
import { startServer } from '../http/server.ts';
import { createMeter } from '../metrics/metrics.ts';
import { createDecoder } from '../parse/charset.ts';
import { claimStateDir } from '../state/claim.ts';
import { openInstallation } from '../state/installation.ts';
import { stateDirProblem } from '../state/state-dir.ts';
import { openStateFile } from '../state/state-file.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { OperatorActs } from '../rest/operator.ts';
import { startPush } from './push.ts';
import { startSyslog } from '../syslog/start.ts';
import { systemClock } from '../telemetry/clock.ts';
import { demoting, type RootLog } from '../telemetry/log.ts';
import { inSlices } from '../telemetry/slices.ts';
import { startTrace } from '../telemetry/start-trace.ts';
import { createJournal } from '../world/journal.ts';
import { createSnapshotHolder } from '../world/snapshot-holder.ts';
import { createAuthenticators } from './authenticators.ts';
import { startAsking } from './asking.ts';
import { createFindings } from './findings.ts';
import { createHealth } from './health.ts';
import { createHttpApp } from './http-app.ts';
import { createService } from './service.ts';
import { type Shutdown, startOrStop } from './shutdown.ts';
import { createSwitches } from './switches.ts';

export interface Running {
  url: string;
  /** Where log lines are received; null when they are not. */
  syslogPort: number | null;
  stop: () => Promise<void>;
  /** How long a change in flight may still take; 0 without one. */
  busyMs: () => number;
  snapshot: SnapshotHolder;
}

/** Where the configuration was read, and how it is read again. */
export interface Source {
  /** The files that the reading at the start looked at, existing or not. */
  paths: ReadonlySet<string>;
  read: () => { result: ConfigResult; paths: ReadonlySet<string> };
}

export interface ServeOptions {
  config: Config;
  version: string;
  log: RootLog;
  /** Without it the configuration stays as it is, and no spans are recorded. */
  source?: Source;
}

/** For changes in flight to reach their end; then the guard at the router settles them. */
const CHANGES_END_MS = 90_000;

/** Rejects if a port is not available, with an error whose message says what to do. What was started is stopped by then. */
export async function serve(options: ServeOptions): Promise<Running> {
  const { log } = options;
  const { started, stop } = await startOrStop((shutdown) => start(options, shutdown), log);
  return {
    ...started,
    stop: async () => {
      await stop();
      log.info({}, 'stopped');
    },
  };
}

async function start({ config, version, log, source }: ServeOptions, shutdown: Shutdown) {
  const { host, port, maxConnections, stateDir, historyMaxBytes: maxBytes, routers } = config;
  const watch = source && watchConfig(source.paths);
  if (watch) shutdown.add('watch', watch.stop);

  const unwritable = stateDirProblem(stateDir);
  const claim = claimStateDir(stateDir, lockFile);
  shutdown.add('claim', claim.release);
  const installation = openInstallation(stateDir);
  const stateFile = openStateFile(stateDir, systemClock.now(), inSlices);
  // one cause is one line
  const keeperLog = unwritable === null ? log : demoting(log, ['history unavailable', 'state not saved']);
  if (unwritable !== null) log.warn({ problem: unwritable }, 'state not kept');
  if (unwritable === null && claim.problem !== null) log.warn({ problem: claim.problem }, 'state not locked');
  for (const problem of [installation.problem, stateFile.problem()]) {
    if (unwritable === null && problem !== null) log.warn({ problem }, 'state not kept');
  }

  const oauth = oauthOf(config) && (await import('./oauth.ts')).startOAuth(config, log);
  const authenticators = createAuthenticators(config, oauth?.check);
  const meter = authenticators.metrics && createMeter(routers);
  const counters = meter?.counters;
  const recording = await startTrace(source === undefined ? {} : process.env, { version, log });
  shutdown.add('trace', recording.stop);
  const trace = recording.isOn ? recording : undefined;

  const snapshot = createSnapshotHolder((error) => log.error({ error }, 'snapshot listener failed'));
  const onError = (error: unknown) => log.error({ error }, 'event listener failed');
  const journal = createJournal({ snapshot, now: systemClock.now, onError });
  const pastOptions = { stateDir, maxBytes, snapshot, journal, log: keeperLog, counters, clock: systemClock };
  const history = maxBytes === 0 ? null : startHistory(pastOptions);
  shutdown.add('history', async () => {
    journal.close();
    await history?.stop();
  });
  // readers that ask for missed events expect those of earlier runs too
  await history?.opened;

  const service = createService({ config, log: keeperLog, stateFile, holder: snapshot, counters, trace });
  shutdown.add('edges', service.stop);
  const { deletions, lapses, adopt, forget, takeLine } = service;

  const opened = config.changes
    ? (await import('./changes.ts')).tryChanges({
        config,
        snapshot,
        isPolling: service.isPolling,
        onReach: service.reach,
        onTouched: service.readRules,
        announce: service.announce,
        history,
        log,
        clock: systemClock,
      })
    : null;
  const changes = opened?.running ?? null;
  if (changes !== null) shutdown.add('edges', () => changes.stop(CHANGES_END_MS));

  const switches =
    changes === null
      ? undefined
      : createSwitches({
          config,
          changes: changes.changes,
          snapshot,
          atRouter: service.atRouter,
          log,
          clock: systemClock,
        });

  if (switches !== undefined) shutdown.add('edges', switches.stop);

  const asking = config.routerQueries
    ? startAsking({ config, isPolling: service.isPolling, clock: systemClock })
    : null;
  if (asking !== null) shutdown.add('edges', async () => asking.close());
  const isAllowed = createAddressList(config.syslogAllow);
  const syslogOptions = { host, isAllowed, routers, createDecoder, onLine: takeLine, log };
  const syslog =
    config.syslogPort === null ? null : await startSyslog({ ...syslogOptions, port: config.syslogPort });
  if (syslog !== null) shutdown.add('edges', syslog.close);

  const push = startPush({ routers, createDecoder, onLine: takeLine, log, now: systemClock.now });
  shutdown.add('edges', async () => push.close());

  const findings = createFindings({
    snapshot,
    history,
    journal,
    hearsLog: () => syslog !== null || push.state() !== null,
    findings: service.findings,
    take: service.takeFindings,
    log,
    clock: systemClock,
  });
  shutdown.add('edges', findings.stop);

  const mqtt =
    config.mqtt &&
    (await import('./mqtt-edge.ts')).createMqttEdge({
      settings: { ...config, mqtt: config.mqtt },
      version,
      log,
      counters,
      trace,
      snapshot,
      clientIdSuffix: installation.clientIdSuffix,
      deletions,
      lapses,
      adopt,
      clock: systemClock,
      run: inSlices,
      switches,
      ...(config.mqtt.requests ? { requests: { forget } } : {}),
    });
  if (mqtt !== null) shutdown.add('edges', mqtt.stop);

  const apply = (next: Config) => {
    syslog?.configure(next.routers);
    push.configure(next.routers);
    meter?.configure(next.routers);
    // after the last snapshot of the configuration before, and before the first of this one
    service.configure(next, () => {
      switches?.configure(next);
      mqtt?.configure(next);
    });
    changes?.configure(next);
    asking?.configure(next);
    const { isNarrower, closed } = authenticators.configure(next);
    if (isNarrower) http.endStreams();
    if (closed.length > 0)
      log.warn(
        { names: ['keys'], doors: closed, remedy: 'These doors open after a restart.' },
        'restart required',
      );
  };
  const reload = source && createReload({ config, apply, log });

  const health = createHealth({
    version,
    service: service.state,
    configuration: reload?.state,
    mqtt: mqtt?.state,
    syslog: syslog?.state,
    push: push.state,
    history: history?.state,
    changesProblem: () => opened?.problem ?? changes?.problem() ?? null,
  });

  const { signingKey } = installation;
  const shared = { snapshot, health, journal, history, version, log, trace };
  const operator: OperatorActs = {
    name: async (deviceId, name) => {
      await service.name(deviceId, name);
      if (name !== null) mqtt?.named(deviceId);
    },
    homeassistant: mqtt,
  };
  const http = await createHttpApp({
    ...shared,
    config,
    authenticators,
    oauth,
    meter,
    signingKey,
    operator,
    changes: changes?.changes ?? null,
    routerDoor: asking,
  });
  shutdown.add('edges', http.close);
  const { addressOf } = authenticators;
  const server = await startServer({ app: http.app, host, port, maxConnections, addressOf, log });
  shutdown.add('edges', server.close);

  service.start();
  findings.start();
  mqtt?.start();
  if (source && watch && reload)
    watch.start((before) => {
      const { result, paths } = readAgain(source, before);
      reload.take(result);
      return paths;
    });
  log.info({ url: server.url, routers: routers.map(({ id }) => id) }, 'serving');
  const busyMs = () => (changes?.isBusy() === true ? CHANGES_END_MS : 0);
  return { url: server.url, syslogPort: syslog?.port ?? null, busyMs, snapshot };
}

/** A defect in the reading rejects the configuration as a whole, without the error's text: that may quote a secret that the log does not know. */
function readAgain({ read }: Source, pathsBefore: ReadonlySet<string>): ReturnType<Source['read']> {
  try {
    return read();
  } catch {
    const message =
      'Reading the configuration failed because of a defect of this program. "mikrotik-presence check" prints the error; please report it.';
    const problems = [{ name: 'configuration', message }];
    return { result: { problems, isEmpty: false }, paths: pathsBefore };
  }
}
