/** `mikrotik-presence check`: reads every router once and prints what works, what does not, and the router commands that fix it. */
import type { Config, MqttConfig } from '../config/config.ts';
import type { BrokerProbe } from '../mqtt/probe.ts';
import type { Reading } from '../parse/reading.ts';
import type { ProbeSyslog } from '../syslog/probe.ts';
import { checkChange } from './check-change.ts';
import { sayBroker } from './check-broker.ts';
import { checkQueries } from './check-queries.ts';
import { checkRouter } from './check-router.ts';
import { strangerLines } from './check-stranger.ts';
import { checkSyslog } from './check-syslog.ts';
import { configure } from './configuration.ts';
import { EXIT } from './exit-code.ts';
import { askAtTerminal, type ProveOptions, proveUndo } from './prove-undo.ts';
import type { Say } from './say.ts';

export interface CheckOptions {
  config: Config;
  /** Prints a line. */
  print: (line: string) => void;
  /** Shows what is being read now; null when nothing is. */
  progress?: (text: string | null) => void;
  /** Tries the broker of the configuration; without it the broker is left out. */
  probeBroker?: (settings: { mqtt: MqttConfig; instanceId: string }) => Promise<BrokerProbe>;
  /** Listens for log lines of the routers; without it nothing listens. */
  probeSyslog?: ProbeSyslog;
  /** The longest time to listen; default: 10 s. */
  listenMs?: number;
  /** Has the routers prove that they undo a change by themselves; asks before it writes. Without it nothing is written. */
  ask?: ProveOptions['ask'];
  /** For that proof, which takes a minute or two. */
  clock?: ProveOptions['clock'];
}

/** The command: checks what is configured and prints to stdout. */
export async function runCheck(
  probes: Required<Pick<CheckOptions, 'probeBroker' | 'probeSyslog'>>,
  { isProving = false }: { isProving?: boolean } = {},
): Promise<number> {
  const ask = isProving ? askAtTerminal() : undefined;
  if (ask === null) {
    process.stderr.write('check --prove-undo writes to routers, so it asks first: run it at a terminal.\n');
    return EXIT.usage;
  }
  const configured = configure({ interfaceRequired: false });
  if (configured === null) return EXIT.configuration;
  const progress = (text: string | null) =>
    void process.stdout.write(text === null ? '\r\x1B[K' : `\r\x1B[K  … ${text}`);
  const isWell = await check({
    ...probes,
    config: configured.config,
    print: (line) => void process.stdout.write(`${line}\n`),
    ...(process.stdout.isTTY ? { progress } : {}),
    ...(ask === undefined ? {} : { ask }),
  });
  return isWell ? EXIT.done : EXIT.failed;
}

/** Resolves to whether every router can be read, the broker accepts what is published, and log lines can be received. */
export async function check(options: CheckOptions): Promise<boolean> {
  const { config, print, progress, probeBroker, probeSyslog, listenMs } = options;
  const { mqtt, instanceId } = config;
  const say: Say = (mark, topic, text) => print(`  ${mark} ${topic.padEnd(12)} ${text}`);
  const readings: Reading[] = [];
  let isWell = true;
  for (const router of config.routers) {
    print(`Router "${router.id}" at ${router.url}`);
    const checked = await checkRouter(router, { config, say, progress });
    readings.push(checked.reading);
    isWell &&= checked.isWell;
    if (config.routerQueries && checked.isWell) isWell = (await checkQueries(router, say)) && isWell;
    if (config.changes || router.writeUsername !== null) isWell = (await checkChange(router, say)) && isWell;
    print('');
  }
  if (mqtt !== null && probeBroker !== undefined) {
    print(`Broker at ${mqtt.url}`);
    progress?.('logging in');
    const probe = await probeBroker({ mqtt, instanceId });
    progress?.(null);
    isWell = sayBroker(probe, mqtt, say) && isWell;
    print('');
  }
  const syslog = { config, print, say, progress, probe: probeSyslog, waitMs: listenMs };
  isWell = (await checkSyslog(syslog)) && isWell;
  print('');
  if (config.apiKey === null && config.mcpApiKey === null && mqtt === null) {
    const remedy =
      'Set API_KEY for REST, MCP_API_KEY for AI assistants or MQTT_URL for Home Assistant before you start it.';
    print(`  ! no interface is enabled. ${remedy}`);
    print('');
  }
  const { ask, clock } = options;
  if (ask !== undefined) {
    const proving = { config, say, print, readings, ask, ...(clock !== undefined && { clock }) };
    isWell = (await proveUndo(proving)) && isWell;
  }
  const strangers = strangerLines(readings, config);
  for (const line of strangers) print(line);
  if (strangers.length > 0) print('');
  print(
    isWell
      ? 'All checks passed: mikrotik-presence is ready to start.'
      : 'Some checks failed: see the lines marked ✗ above.',
  );
  return isWell;
}
