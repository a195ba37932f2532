/** The command line: which command it names, and the help text. Starts nothing. */
import { parseArgs } from 'node:util';
import type { ChangesOptions } from './changes.ts';
import { nearest } from '../parse/nearest.ts';

export type Command =
  | { name: 'serve' | 'help' | 'version' }
  /** Null is the default of the demo. */
  | { name: 'demo'; host: string | null; port: number | null }
  | ({ name: 'check' } & CheckCommand)
  | ({ name: 'changes' } & ChangesOptions)
  /** `url`: forward to the service at this address instead of polling. */
  | { name: 'mcp'; url: string | null; key: string | null };

export interface CheckCommand {
  /** Routers prove that they undo a change by themselves. */
  isProving: boolean;
  /** Lists all strangers, not ten. */
  allStrangers: boolean;
  /** Prints one JSON object. */
  isJson: boolean;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  url: { type: 'string' },
  key: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'prove-undo': { type: 'boolean' },
  strangers: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** The options of each command that has some. */
const OWN_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  mcp: ['url', 'key'],
  check: ['prove-undo', 'strangers', 'json'],
  changes: ['url'],
  demo: ['host', 'port'],
};

const NAMES = ['serve', 'demo', 'check', 'changes', 'mcp', 'help', 'version'] as const;

/** The command, or a sentence that says why there is none. */
export function parseCommand(args: readonly string[]): Command | { refused: string } {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    // an unknown option is refused below, in the words of this program
    strict: false,
    tokens: true,
  });
  const [given = 'serve', ...rest] = positionals;
  const name = NAMES.find((each) => each === given);
  if (values.help === true || name === 'help') return { name: 'help' };
  if (values.version === true || name === 'version') return { name: 'version' };
  if (name === undefined) return { refused: `There is no command "${given}".${hint(given)}` };
  const strangers = tokens
    .filter((token) => token.kind === 'option')
    .filter((token) => OWN_OPTIONS[name]?.includes(token.name) !== true);
  const unknown = strangers.find((token) => !Object.hasOwn(OPTIONS, token.name));
  if (positionals.length === 0 && unknown !== undefined)
    return { refused: `There is no option "${unknown.rawName}".${optionHint(name, unknown.rawName)}` };
  const extra = strangers[0]?.rawName ?? rest[name === 'changes' ? 2 : 0];
  if (extra !== undefined) return { refused: `"${name}" takes no "${extra}".${optionHint(name, extra)}` };
  if (name === 'check') return toCheck(values);
  if (name === 'demo') return toDemo(values.host, values.port);
  if (name === 'changes') return toChanges(rest, values.url);
  return name === 'mcp' ? toMcp(values.url, values.key) : { name };
}

/** `true`: the option is there without a value. */
type Given = string | boolean | undefined;

function toMcp(url: Given, key: Given): Command | { refused: string } {
  if (typeof url === 'boolean') return { refused: '"--url" needs a value.' };
  if (typeof key === 'boolean') return { refused: '"--key" needs a value.' };
  const refused = url === undefined ? null : refusalOf(url);
  if (refused !== null) return { refused };
  if (url === undefined && key !== undefined) return { refused: '"--key" needs "--url" as well.' };
  return { name: 'mcp', url: url ?? null, key: key ?? null };
}

/** A sentence when it is not one of a service; null when it may be. */
function refusalOf(url: string): string | null {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
  return /^https?:$/.test(protocol)
    ? null
    : '"--url" needs an http or https URL, such as http://192.168.88.10:8490.';
}

function toCheck(values: Record<string, Given>): Command | { refused: string } {
  const [isProving, isJson] = [values['prove-undo'] === true, values['json'] === true];
  if (isProving && isJson)
    return { refused: '"--prove-undo" asks before it writes, so it takes no "--json".' };
  return { name: 'check', isProving, allStrangers: values['strangers'] === true, isJson };
}

function toDemo(host: Given, port: Given): Command | { refused: string } {
  if (typeof host === 'boolean') return { refused: '"--host" needs a value.' };
  if (typeof port === 'boolean') return { refused: '"--port" needs a value.' };
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65535))
    return { refused: '"--port" needs a whole number from 1 to 65535, such as 8490.' };
  return { name: 'demo', host: host ?? null, port: port === undefined ? null : Number(port) };
}

const ACTS = ['list', 'show', 'watch', 'approve', 'reject', 'undo'] as const;

function toChanges([given = 'list', id]: readonly string[], url: Given): Command | { refused: string } {
  if (typeof url === 'boolean') return { refused: '"--url" needs a value.' };
  const refused = url === undefined ? null : refusalOf(url);
  if (refused !== null) return { refused };
  const act = ACTS.find((each) => each === given);
  if (act === undefined) return { refused: `"changes" has no "${given}"; use one of ${ACTS.join(', ')}.` };
  if (act !== 'list' && id === undefined) return { refused: `"changes ${act}" needs the id of a change.` };
  if (act === 'list' && id !== undefined) return { refused: `"changes list" takes no "${id}".` };
  return { name: 'changes', act, id: id ?? null, url: url ?? 'http://127.0.0.1:8490' };
}

function hint(given: string): string {
  const meant = nearest(given, NAMES);
  return meant === null ? '' : ` Did you mean "${meant}"?`;
}

function optionHint(name: string, given: string): string {
  const options = ['help', 'version', ...(OWN_OPTIONS[name] ?? [])];
  const meant = given.startsWith('--') ? nearest(given.slice(2), options) : null;
  return meant === null ? '' : ` Did you mean "--${meant}"?`;
}

export const HELP = `mikrotik-presence shows which device is on which MikroTik access point, its signal strength, and who is home.

  mikrotik-presence            read the configured routers and serve REST, MCP, MQTT and the web page
  mikrotik-presence check      read every router once; report each problem and the router commands that fix it
      --strangers              list all strangers, not only ten
      --json                   print one JSON object
      --prove-undo             then have each router undo a harmless change by itself; asks before it writes
  mikrotik-presence changes    list the changes of a running service; asks for a key that may approve
      show, watch, approve, reject or undo ID   what it is and brought; follow it; decide it; take it back
      --url URL                the service; default: http://127.0.0.1:8490
  mikrotik-presence demo       run everything with a simulated network; needs no configuration
      --host HOST              the address to listen on; default: 127.0.0.1, which only this machine reaches
      --port PORT              default: 8490, or a free port if it is taken
  mikrotik-presence mcp        MCP over stdin and stdout, for one assistant; opens no port, needs no keys
      --url URL                forward to the service running at this URL instead of reading routers
      --key KEY                MCP_API_KEY of that service; default: the variable MCP_API_KEY
  mikrotik-presence --help     print this text
  mikrotik-presence --version  print the version

Examples:
  ROUTEROS_URL=https://192.168.88.1 mikrotik-presence check
  mikrotik-presence check --json | jq .ok
  mikrotik-presence demo --host 0.0.0.0 --port 9000
  CONFIG_FILE=config.yaml LOG_LEVEL=debug mikrotik-presence

Exit codes:
  0   done, or stopped by a signal
  1   a check failed, or the service could not start or stop
  64  the command line is wrong
  78  the configuration is wrong: nothing was started

The configuration comes from environment variables, a file named .env in the working directory, and a YAML file (CONFIG_FILE).
docs/configuration.md lists them; a running service has the manual at /manual.
`;
