/** `mikrotik-presence mcp`: MCP over stdin and stdout, until the assistant closes stdin or a signal arrives. */
import type { startStdio, Stdio } from '../mcp/stdio.ts';
import type { startStdioProxy } from '../mcp/stdio-proxy.ts';
import { startService } from '../service/service.ts';
import { systemClock } from '../telemetry/clock.ts';
import { createLog } from '../telemetry/log.ts';
import { createJournal } from '../world/journal.ts';
import { configure } from './configuration.ts';
import { EXIT } from './exit-code.ts';
import { SIGNALS } from './until-stopped.ts';

/** Polls the configured routers itself. */
export async function runMcp(start: typeof startStdio, version: string): Promise<number> {
  const configured = configure({ interfaceRequired: false });
  if (configured === null) return EXIT.configuration;
  const { config, log } = configured;
  const service = startService({ config, version, log });
  const { snapshot, health } = service;
  const journal = createJournal({ snapshot, now: systemClock.now });
  const { timeZone } = config;
  await untilClosed(
    start({ snapshot, health, journal, history: null, timeZone, version, log, clock: systemClock }),
  );
  await service.stop();
  return EXIT.done;
}

/** Forwards to the service at `url`. `key` null: the variable MCP_API_KEY. */
export async function runMcpProxy(
  start: typeof startStdioProxy,
  { url, key }: { url: string; key: string | null },
  version: string,
): Promise<number> {
  const apiKey = key ?? process.env['MCP_API_KEY'] ?? '';
  if (apiKey === '') {
    process.stderr.write(
      'mikrotik-presence mcp --url needs the MCP key of that service. Set MCP_API_KEY or add --key.\n',
    );
    return EXIT.usage;
  }
  const log = createLog({ level: 'warn', format: null, secrets: [apiKey] });
  await untilClosed(start({ url, apiKey, version, log, clock: systemClock }));
  return EXIT.done;
}

async function untilClosed(stdio: Stdio): Promise<void> {
  for (const signal of SIGNALS) process.once(signal, () => void stdio.close());
  await stdio.closed;
}
