#!/usr/bin/env node
/** Wires, starts, stops. What the parts do is in the parts. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.ts';
import { HELP, parseCommand } from './command.ts';
import { type Config, defaults, readConfig, readSettings, secretsOf } from './config.ts';
import { explain } from './config-problem.ts';
import { startNetwork } from './demo/network.ts';
import { createLog, type Log } from './log.ts';
import { openMemory } from './memory.ts';
import { createApp } from './rest/app.ts';
import { startServer } from './rest/server.ts';
import { startService } from './service.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

interface Running {
  url: string;
  stop: () => Promise<void>;
}

/** The service with its edges. Nothing is started when the port cannot be had. */
async function serve(config: Config, log: Log): Promise<Running> {
  const memory = openMemory(config.stateDir, Date.now());
  const problem = memory.problem();
  if (problem !== null) log.warn({ problem }, 'memory not read');
  const service = startService({ config, version, log, memory });
  const { snapshot, health } = service;
  const app = createApp({ snapshot, health, apiKey: config.apiKey, version, log });
  const server = await startServer({ app, host: config.host, port: config.port, log }).catch(
    async (error: unknown) => {
      await service.stop();
      throw error;
    },
  );
  log.info({ url: server.url, routers: config.routers.map(({ id }) => id) }, 'serving');
  return {
    url: server.url,
    stop: async () => {
      await server.close();
      await service.stop();
      log.info({}, 'stopped');
    },
  };
}

function configured(doorRequired: boolean): Config {
  const result = readConfig({
    env: process.env,
    directory: process.cwd(),
    readFile: (path) => readFileSync(path, 'utf8'),
    doorRequired,
  });
  if ('config' in result) {
    for (const { name, message } of result.warnings) process.stderr.write(`warning: ${name}: ${message}\n`);
    return result.config;
  }
  process.stderr.write(explain(result.problems, result));
  process.exit(EXIT_CONFIG);
}

/** The simulated network, and a service that reads it, on this machine only. */
async function demo(): Promise<Running> {
  const settings = readSettings(['PORT', 'LOG_LEVEL', 'LOG_FORMAT'], process.env);
  if ('problems' in settings) {
    process.stderr.write(explain(settings.problems, { isEmpty: false }));
    process.exit(EXIT_CONFIG);
  }
  const { PORT, LOG_LEVEL, LOG_FORMAT } = settings.values;
  const network = await startNetwork();
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-demo-'));
  const routers = network.routers.map((router, index) => ({
    ...defaults.router,
    id: index === 0 ? 'router' : `router-${index + 1}`,
    url: router.url,
    username: router.username,
    password: router.password,
  }));
  const config: Config = {
    ...defaults.config,
    routers,
    host: '127.0.0.1',
    port: PORT,
    apiKey: randomBytes(16).toString('hex'),
    pollIntervalMs: 5000,
    stateDir,
  };
  const log = createLog({ level: LOG_LEVEL, format: LOG_FORMAT, secrets: secretsOf(config) });
  const isPortChosen = (process.env['PORT'] ?? '') !== '';
  const running = await serve(config, log).catch((error: unknown) => {
    if (isPortChosen) throw error;
    return serve({ ...config, port: 0 }, log);
  });
  process.stdout.write(welcome(running.url, config));
  return {
    url: running.url,
    stop: async () => {
      await running.stop();
      await network.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

function welcome(url: string, { apiKey, routers }: Config): string {
  const curl = `curl -H "Authorization: Bearer ${apiKey}"`;
  return `
mikrotik-presence demo: a simulated house with ${routers.length} routers, on this machine only.

  service   ${url}          documentation: ${url}/docs
  REST key  ${apiKey}

Try:

  ${curl} ${url}/devices
  ${curl} "${url}/devices?sort=signal_dbm&limit=5"        # who is heard worst
  ${curl} ${url}/access-points

The simulated routers: ${routers.map((router) => router.url).join('  ')}
Stop with Ctrl+C.

`;
}

/** Runs until SIGTERM or SIGINT, then ends cleanly; a second signal ends at once. */
async function untilStopped(running: Running): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(EXIT_FAILED));
  await running.stop();
}

async function main(args: readonly string[]): Promise<number> {
  const asked = parseCommand(args);
  if ('refused' in asked) {
    process.stderr.write(`${asked.refused} See mikrotik-presence --help.\n`);
    return EXIT_USAGE;
  }
  switch (asked.command) {
    case 'help':
      process.stdout.write(HELP);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'check': {
      const isTerminal = process.stdout.isTTY;
      const isWell = await check({
        config: configured(false),
        print: (line) => process.stdout.write(`${line}\n`),
        ...(isTerminal
          ? { progress: (text) => process.stdout.write(text === null ? '\r\x1B[K' : `\r\x1B[K  … ${text}`) }
          : {}),
      });
      return isWell ? 0 : EXIT_FAILED;
    }
    case 'demo':
      await untilStopped(await demo());
      return 0;
    case 'serve': {
      const config = configured(true);
      const log = createLog({ level: config.logLevel, format: config.logFormat, secrets: secretsOf(config) });
      await untilStopped(await serve(config, log));
      return 0;
    }
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`mikrotik-presence: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = EXIT_FAILED;
}
