/** `mikrotik-presence check`: reads every router once and prints what works, what does not, and the router commands that fix it. */
import type { Config, MqttConfig } from '../config/config.ts';
import type { BrokerProbe } from '../mqtt/probe.ts';
import type { Reading } from '../parse/reading.ts';
import type { ProbeSyslog } from '../syslog/probe.ts';
import { openDoors } from '../service/authenticators.ts';
import { checkChange } from './check-change.ts';
import { sayBroker } from './check-broker.ts';
import { checkQueries } from './check-queries.ts';
import { checkRouter } from './check-router.ts';
import { strangerLines, strangersIn } from './check-stranger.ts';
import { checkSyslog } from './check-syslog.ts';
import type { CheckCommand } from './command.ts';
import { configure } from './configuration.ts';
import { EXIT } from './exit-code.ts';
import { askAtTerminal, type ProveOptions, proveUndo } from './prove-undo.ts';
import { createReport, problemLines, summaryOf, toJson, toText } from './report.ts';
import type { Say } from './say.ts';
import { hasColour } from '../telemetry/pretty.ts';

const FEW_STRANGERS = 10;

export interface CheckOptions {
  config: Config;
  /** Prints a line. */
  print: (line: string) => void;
  /** Lists all strangers, not only ten. */
  allStrangers?: boolean;
  /** Receives all that was found, for programs. */
  onResult?: (result: object) => void;
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
  { isProving, allStrangers, isJson }: CheckCommand,
): Promise<number> {
  const ask = isProving ? askAtTerminal() : undefined;
  if (ask === null) {
    process.stderr.write('check --prove-undo writes to routers, so it asks first: run it at a terminal.\n');
    return EXIT.usage;
  }
  const configured = configure({ interfaceRequired: false });
  if (configured === null) return EXIT.configuration;
  const write = (text: string) => void process.stdout.write(text);
  const progress = (text: string | null) => write(text === null ? '\r\x1B[K' : `\r\x1B[K  … ${text}`);
  const colour = hasColour(process.stdout.isTTY, process.env);
  const isWell = await check({
    ...probes,
    config: configured.config,
    allStrangers,
    print: (line) => (isJson ? undefined : write(`${colour ? painted(line) : line}\n`)),
    ...(isJson && { onResult: (result: object) => write(`${JSON.stringify(result, null, 2)}\n`) }),
    ...(process.stdout.isTTY && !isJson ? { progress } : {}),
    ...(ask === undefined ? {} : { ask }),
  });
  return isWell ? EXIT.done : EXIT.failed;
}

const COLOURS: Record<string, number> = { '✓': 32, '✗': 31, '!': 33 };

function painted(line: string): string {
  return line.replace(/^ {2}([✓✗!])/, (_, mark: string) => `  \u001b[${COLOURS[mark]}m${mark}\u001b[0m`);
}

/** Resolves to whether every router can be read, the broker accepts what is published, and log lines can be received. */
export async function check(options: CheckOptions): Promise<boolean> {
  const { config, print, progress, probeBroker, probeSyslog, listenMs, allStrangers = false } = options;
  const { mqtt, instanceId } = config;
  const { begin, parts, say } = createReport();
  const readings: Reading[] = [];
  let isWell = true;
  for (const router of config.routers) {
    begin(`Router "${router.id}" at ${router.url}`);
    const checked = await checkRouter(router, { config, say, progress });
    readings.push(checked.reading);
    isWell &&= checked.isWell;
    if (config.routerQueries && checked.isWell) isWell = (await checkQueries(router, say)) && isWell;
    if (config.changes || router.writeUsername !== null) isWell = (await checkChange(router, say)) && isWell;
  }
  if (mqtt !== null && probeBroker !== undefined) {
    begin(`Broker at ${mqtt.url}`);
    progress?.('logging in');
    const probe = await probeBroker({ mqtt, instanceId });
    progress?.(null);
    isWell = sayBroker(probe, mqtt, say) && isWell;
  }
  print(summaryOf(parts));
  print('');
  for (const { title, lines } of parts) for (const line of [title, ...lines.map(toText), '']) print(line);

  // from here on a line may ask for something to be done meanwhile, so each is printed at once
  const sayAtOnce: Say = (mark, topic, text) => {
    say(mark, topic, text);
    print(toText({ mark, topic, text }));
  };
  begin('Log push');
  const syslog = { config, print, say: sayAtOnce, progress, probe: probeSyslog, waitMs: listenMs };
  isWell = (await checkSyslog(syslog)) && isWell;
  print('');
  if (openDoors(config).length === 0 && mqtt === null) {
    begin('Interfaces');
    const remedy =
      'Set API_KEY for REST, MCP_API_KEY for AI assistants or MQTT_URL for Home Assistant before you start it.';
    sayAtOnce('!', 'none', `no interface is enabled. ${remedy}`);
    print('');
  }
  const { ask, clock } = options;
  if (ask !== undefined) {
    begin('Proof of undo');
    const proving = { config, say: sayAtOnce, print, readings, ask, ...(clock !== undefined && { clock }) };
    isWell = (await proveUndo(proving)) && isWell;
  }
  const strangers = strangersIn(readings, config);
  const lines = strangerLines(strangers, allStrangers ? Infinity : FEW_STRANGERS);
  for (const line of lines) print(line);
  if (lines.length > 0) print('');
  print(
    isWell
      ? 'All checks passed: mikrotik-presence is ready to start.'
      : 'Some checks failed: see the lines marked ✗ above.',
  );
  if (!isWell) for (const line of problemLines(parts)) print(line);
  options.onResult?.({ ok: isWell, parts: toJson(parts), strangers });
  return isWell;
}
