#!/usr/bin/env node
/** Wires, starts, stops. What the parts do is in the parts. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './check.ts';
import { type Command, HELP, parseCommand } from './command.ts';
import { type Config, readConfig, readSettings, secretsOf } from './config.ts';
import { explain } from './config-problem.ts';
import { demoConfig } from './demo-config.ts';
import { startBroker } from './demo/broker.ts';
import { startNetwork } from './demo/network.ts';
import { welcome } from './demo/welcome.ts';
import { startHistory } from './history/start.ts';
import { openInstallation } from './installation.ts';
import { createJournal } from './journal.ts';
import { createLog, type Log } from './log.ts';
import { createMcp } from './mcp/mcp.ts';
import { type Stdio, startStdio } from './mcp/stdio.ts';
import { startStdioProxy } from './mcp/stdio-proxy.ts';
import { openMemory } from './memory.ts';
import { notConnected } from './mqtt/condition.ts';
import type { Mqtt } from './mqtt/options.ts';
import { probeBroker } from './mqtt/probe.ts';
import { startMqtt } from './mqtt/start.ts';
import { createApp } from './rest/app.ts';
import { startServer } from './rest/server.ts';
import { createStreams } from './rest/stream.ts';
import { createService, startService } from './service.ts';
import { probeSyslog } from './syslog/probe.ts';
import { startSyslog, type Syslog } from './syslog/start.ts';
import { createWeb } from './web/web.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const pageFolder = new URL('./web/page/', import.meta.url);
const packageFile = new URL('../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

interface Running {
  url: string;
  /** Where log lines are taken; null when none are. */
  syslogPort: number | null;
  stop: () => Promise<void>;
}

/** The service with its edges. Rejects with a sentence when the port cannot be had, and then nothing runs. */
async function serve(config: Config, log: Log): Promise<Running> {
  const installation = openInstallation(config.stateDir);
  const memory = openMemory(config.stateDir, Date.now());
  for (const problem of [installation.problem, memory.problem()]) {
    if (problem !== null) log.warn({ problem }, 'state not kept');
  }
  let mqtt: Mqtt | null = null;
  let syslog: Syslog | null = null;
  const service = createService({
    config,
    version,
    log,
    memory,
    mqtt: () => (config.mqtt === null ? null : (mqtt?.state() ?? notConnected)),
    syslog: () => syslog?.state() ?? null,
    history: () => history?.state() ?? null,
  });
  const { snapshot, health } = service;
  const onError = (error: unknown) => log.error({ error }, 'event listener failed');
  const journal = createJournal({ snapshot, store: () => history?.store ?? null, onError });
  const { stateDir, historyMaxBytes: maxBytes } = config;
  const history = maxBytes === 0 ? null : startHistory({ stateDir, maxBytes, snapshot, journal, log });
  const { apiKey, mcpApiKey, host, port } = config;
  const streams = createStreams();
  const past = { journal, history };
  const app = createApp({ snapshot, health, ...past, streams, apiKey, version, log });
  const { signingKey, clientIdSuffix } = installation;
  const mcp =
    mcpApiKey === null
      ? null
      : createMcp({ ...config, ...past, apiKey: mcpApiKey, snapshot, health, signingKey, version, log });
  if (mcp !== null) app.all('/mcp', (context) => mcp.handle(context.req.raw));
  if (config.webUi) {
    const web = createWeb({ directory: fileURLToPath(pageFolder), isRestOn: apiKey !== null });
    for (const path of web.paths) app.get(path, (context) => web.handle(context.req.raw));
  }
  const closePast = async () => {
    journal.close();
    await history?.stop();
  };
  // who asks for what he missed must be told of earlier runs too
  await history?.opened;
  const server = await startServer({ app, host, port, log }).catch(async (error: unknown) => {
    await closePast();
    throw error;
  });
  if (config.syslogPort !== null) {
    const { syslogAllow: allow, routers } = config;
    const taking = startSyslog({ host, port: config.syslogPort, allow, routers, onLine: service.hear, log });
    syslog = await taking.catch(async (error: unknown) => {
      await Promise.all([server.close(), closePast()]);
      throw error;
    });
  }
  service.start();
  if (config.mqtt !== null) {
    const { deletions, adopt, forget } = service;
    mqtt = startMqtt({
      settings: { ...config, mqtt: config.mqtt },
      snapshot,
      version,
      log,
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
      await Promise.all([syslog?.close(), mcp?.close()]);
      streams.close();
      await Promise.all([server.close(), mqtt?.stop()]);
      await service.stop();
      await closePast();
      log.info({}, 'stopped');
    },
  };
}

/** The configuration, or the end of the program. */
function configured(doorRequired: boolean): { config: Config; log: Log } {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const result = readConfig({ env: process.env, directory: process.cwd(), readFile, doorRequired });
  if ('problems' in result) {
    process.stderr.write(explain(result.problems, result));
    process.exit(EXIT_CONFIG);
  }
  const { config, warnings } = result;
  const log = createLog({ level: config.logLevel, format: config.logFormat, secrets: secretsOf(config) });
  for (const { name, message } of warnings) log.warn({ name, message }, 'configuration warning');
  return { config, log };
}

/** The simulated network, a broker, and a service that joins them, on this machine only. */
async function demo(): Promise<Running> {
  const settings = readSettings(['PORT', 'LOG_LEVEL', 'LOG_FORMAT'], process.env);
  if ('problems' in settings) {
    process.stderr.write(explain(settings.problems, { isEmpty: false }));
    process.exit(EXIT_CONFIG);
  }
  const { PORT: port, LOG_LEVEL: logLevel, LOG_FORMAT: logFormat } = settings.values;
  const login = { username: 'demo', password: randomBytes(8).toString('hex') };
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-demo-'));
  const [network, broker] = [await startNetwork(), await startBroker(login)];
  const key = () => randomBytes(16).toString('hex');
  const config = demoConfig({
    routers: network.routers,
    people: network.house.people(),
    broker: { url: broker.url, ...login },
    apiKey: key(),
    mcpApiKey: key(),
    port,
    stateDir,
  });
  const log = createLog({ level: logLevel, format: logFormat, secrets: secretsOf(config) });
  const isPortChosen = (process.env['PORT'] ?? '') !== '';
  const stopRest = async () => {
    await Promise.all([network.stop(), broker.stop()]);
    rmSync(stateDir, { recursive: true, force: true });
  };
  const running = await serve(config, log)
    .catch((error: unknown) => {
      if (isPortChosen) throw error;
      return serve({ ...config, port: 0 }, log);
    })
    .catch(async (error: unknown) => {
      await stopRest();
      throw error;
    });
  if (running.syslogPort !== null) network.logTo({ host: '127.0.0.1', port: running.syslogPort });
  const { url } = running;
  const brokerPort = Number(new URL(broker.url).port);
  process.stdout.write(
    welcome({
      url,
      apiKey: config.apiKey!,
      mcpApiKey: config.mcpApiKey!,
      brokerUrl: broker.url,
      brokerPort,
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

/** MCP over stdin and stdout: polls by itself, or speaks for a service that runs elsewhere. Ends with its client. */
async function mcp({ url, key }: Extract<Command, { name: 'mcp' }>): Promise<number> {
  if (url !== null) {
    const apiKey = key ?? process.env['MCP_API_KEY'] ?? '';
    if (apiKey === '') {
      process.stderr.write(
        'mikrotik-presence mcp --url needs the key of that service: set MCP_API_KEY or give --key.\n',
      );
      return EXIT_USAGE;
    }
    const log = createLog({ level: 'warn', format: null, secrets: [apiKey] });
    await untilClosed(startStdioProxy({ url, apiKey, version, log }));
    return 0;
  }
  const { config, log } = configured(false);
  const service = startService({ config, version, log });
  const { snapshot, health } = service;
  const journal = createJournal({ snapshot });
  await untilClosed(startStdio({ snapshot, health, journal, history: null, version, log }));
  await service.stop();
  return 0;
}

/** Its client closes stdin, or a signal ends it. */
async function untilClosed(stdio: Stdio): Promise<void> {
  for (const signal of SIGNALS) process.once(signal, () => void stdio.close());
  await stdio.closed;
}

/** Runs until SIGTERM or SIGINT, then ends cleanly; a second signal ends at once. */
async function untilStopped(running: Running): Promise<number> {
  await new Promise<void>((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve());
  });
  for (const signal of SIGNALS) process.once(signal, () => process.exit(EXIT_FAILED));
  await running.stop();
  return 0;
}

async function run(command: Command): Promise<number> {
  switch (command.name) {
    case 'help':
      process.stdout.write(HELP);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'check': {
      const show = (text: string | null) =>
        process.stdout.write(text === null ? '\r\x1B[K' : `\r\x1B[K  … ${text}`);
      const print = (line: string) => process.stdout.write(`${line}\n`);
      const { config } = configured(false);
      return (await check({
        config,
        print,
        probeBroker,
        probeSyslog,
        ...(process.stdout.isTTY ? { progress: show } : {}),
      }))
        ? 0
        : EXIT_FAILED;
    }
    case 'demo':
      return untilStopped(await demo());
    case 'mcp':
      return mcp(command);
    case 'serve': {
      const { config, log } = configured(true);
      return untilStopped(await serve(config, log));
    }
  }
}

try {
  const command = parseCommand(process.argv.slice(2));
  if ('refused' in command) process.stderr.write(`${command.refused} See mikrotik-presence --help.\n`);
  process.exitCode = 'refused' in command ? EXIT_USAGE : await run(command);
} catch (error) {
  process.stderr.write(`mikrotik-presence: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = EXIT_FAILED;
}
