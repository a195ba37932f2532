/** The command line: which command it names, and the help text. Starts nothing. */
import { parseArgs } from 'node:util';
import type { ChangesOptions } from './changes.ts';
import { nearest } from '../parse/nearest.ts';

export type Command =
  | { name: 'serve' | 'demo' | 'help' | 'version' }
  /** `isProving`: routers prove that they undo a change by themselves. */
  | { name: 'check'; isProving: boolean }
  | ({ name: 'changes' } & ChangesOptions)
  /** `url`: forward to the service at this address instead of polling. */
  | { name: 'mcp'; url: string | null; key: string | null };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  url: { type: 'string' },
  key: { type: 'string' },
  'prove-undo': { type: 'boolean' },
} as const;

/** The options of each command that has some. */
const OWN_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  mcp: ['url', 'key'],
  check: ['prove-undo'],
  changes: ['url'],
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
  const [extra = name === 'changes' ? rest[2] : rest[0]] = tokens
    .filter((token) => token.kind === 'option')
    .filter((token) => OWN_OPTIONS[name]?.includes(token.name) !== true)
    .map(({ rawName }) => rawName);
  if (extra !== undefined) return { refused: `"${name}" takes no "${extra}".` };
  if (name === 'check') return { name, isProving: values['prove-undo'] === true };
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

export const HELP = `mikrotik-presence shows which device is on which MikroTik access point, its signal strength, and who is home.

  mikrotik-presence            read the configured routers and serve REST, MCP, MQTT and the web page
  mikrotik-presence check      read every router once; report each problem and the router commands that fix it
      --prove-undo             then have each router undo a harmless change by itself; asks before it writes
  mikrotik-presence changes    list the changes of a running service; asks for a key that may approve
      show, watch, approve, reject or undo ID   what it is and brought; follow it; decide it; take it back
      --url URL                the service; default: http://127.0.0.1:8490
  mikrotik-presence demo       run everything with a simulated network; needs no configuration
  mikrotik-presence mcp        MCP over stdin and stdout, for one assistant; opens no port, needs no keys
      --url URL                forward to the service running at this URL instead of reading routers
      --key KEY                MCP_API_KEY of that service; default: the variable MCP_API_KEY
  mikrotik-presence --help     print this text
  mikrotik-presence --version  print the version

The configuration comes from environment variables, a file named .env in the working directory, and a YAML file (CONFIG_FILE).
README.md lists them under "Configuration".
`;
