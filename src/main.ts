#!/usr/bin/env node
/** The commands: each starts its parts, and ends with them. What the parts do is in the parts. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './cli/check.ts';
import { type Command, HELP, parseCommand } from './cli/command.ts';
import { readConfig, readSettings, secretsOf } from './config/read.ts';
import type { Config } from './config/config.ts';
import { explain } from './config/problem.ts';
import { readTexts } from './config/source.ts';
import { demoConfig } from './cli/demo-config.ts';
import { startBroker } from './demo/broker.ts';
import { startNetwork } from './demo/network.ts';
import { welcome } from './demo/welcome.ts';
import { createJournal } from './world/journal.ts';
import { createLog, type RootLog } from './telemetry/log.ts';
import { type Stdio, startStdio } from './mcp/stdio.ts';
import { startStdioProxy } from './mcp/stdio-proxy.ts';
import { probeBroker } from './mqtt/probe.ts';
import { type Running, serve, type Source } from './service/serve.ts';
import { startService } from './service/service.ts';
import { probeSyslog } from './syslog/probe.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Whoever stops it may kill it after 10 s. */
const STOP_MS = 9500;

const packageFile = new URL('../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

/** The configuration, or the end of the program. */
function configured(doorRequired: boolean): { config: Config; log: RootLog; source: Source } {
  const read = () => {
    const paths = new Set<string>();
    const readFile = (path: string) => {
      paths.add(path);
      return readFileSync(path, 'utf8');
    };
    return {
      result: readConfig({ env: process.env, directory: process.cwd(), readFile, doorRequired }),
      paths,
    };
  };
  const { result, paths } = read();
  if ('problems' in result) {
    process.stderr.write(explain(result.problems, result));
    process.exit(EXIT_CONFIG);
  }
  const { config, warnings } = result;
  const log = createLog({ level: config.logLevel, format: config.logFormat, secrets: secretsOf(config) });
  for (const { name, message } of warnings) log.warn({ name, message }, 'configuration warning');
  return { config, log, source: { read, paths } };
}

/** OpenTelemetry looks at the environment alone: what `.env` says of it is put there. */
function takeTraceVariables(): void {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const texts = readTexts(process.env, process.cwd(), readFile, () => undefined);
  for (const [name, text] of texts) if (name.startsWith('OTEL_')) process.env[name] ??= text;
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
  const [apiKey, mcpApiKey] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const config = demoConfig({
    routers: network.routers,
    people: network.house.people(),
    broker: { url: broker.url, ...login },
    apiKey,
    mcpApiKey,
    port,
    stateDir,
  });
  const log = createLog({ level: logLevel, format: logFormat, secrets: secretsOf(config) });
  const isPortChosen = (process.env['PORT'] ?? '') !== '';
  const stopRest = async () => {
    await Promise.all([network.stop(), broker.stop()]);
    rmSync(stateDir, { recursive: true, force: true });
  };
  const running = await serve({ config, version, log })
    .catch((error: unknown) => {
      if (isPortChosen) throw error;
      return serve({ config: { ...config, port: 0 }, version, log });
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
      apiKey,
      mcpApiKey,
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
  const journal = createJournal({ snapshot, now: Date.now });
  await untilClosed(startStdio({ snapshot, health, journal, history: null, version, log }));
  await service.stop();
  return 0;
}

/** Its client closes stdin, or a signal ends it. */
async function untilClosed(stdio: Stdio): Promise<void> {
  for (const signal of SIGNALS) process.once(signal, () => void stdio.close());
  await stdio.closed;
}

/** Runs until a signal, then ends cleanly; a second one ends at once. */
async function untilStopped(
  starting: Promise<Running>,
  signals: readonly NodeJS.Signals[] = SIGNALS,
): Promise<never> {
  const signalled = new Promise<void>((resolve) => {
    const stop = () => {
      for (const signal of signals) process.once(signal, () => process.exit(EXIT_FAILED));
      setTimeout(() => process.exit(0), STOP_MS).unref();
      resolve();
    };
    for (const signal of signals) process.once(signal, stop);
  });
  const running = await starting;
  await signalled;
  await running.stop();
  // whatever still tries to reach somebody is not waited for
  process.exit(0);
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
      return untilStopped(demo(), [...SIGNALS, 'SIGHUP']);
    case 'mcp':
      return mcp(command);
    case 'serve': {
      const { config, log, source } = configured(true);
      takeTraceVariables();
      return untilStopped(serve({ config, version, log, source }));
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
