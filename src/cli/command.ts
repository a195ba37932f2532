/** The command line: what was asked for, and the words for it. */

export type Command =
  | { name: 'serve' | 'demo' | 'check' | 'help' | 'version' }
  /** `url`: speak for a service that runs elsewhere instead of polling. */
  | { name: 'mcp'; url: string | null; key: string | null };

/** The command, or the sentence that says why there is none. */
export function parseCommand(args: readonly string[]): Command | { refused: string } {
  const [first, ...rest] = args;
  if (args.includes('--help') || args.includes('-h') || first === 'help') return { name: 'help' };
  if (args.includes('--version') || args.includes('-V') || first === 'version') return { name: 'version' };
  if (first === 'mcp') return parseMcp(rest);
  const name = first ?? 'serve';
  if (name !== 'serve' && name !== 'demo' && name !== 'check')
    return { refused: `There is no command "${name}".` };
  return rest.length > 0 ? { refused: `"${name}" takes no "${rest[0]}".` } : { name };
}

function parseMcp(args: readonly string[]): Command | { refused: string } {
  const found: Record<string, string> = {};
  for (let index = 0; index < args.length; index += 2) {
    const [option, value] = [args[index]!, args[index + 1]];
    if (option !== '--url' && option !== '--key') return { refused: `"mcp" takes no "${option}".` };
    if (value === undefined) return { refused: `"${option}" needs a value.` };
    found[option] = value;
  }
  const { '--url': url = null, '--key': key = null } = found;
  if (url !== null && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    return { refused: '"--url" needs an http or https URL, such as http://192.168.88.10:8490.' };
  if (url === null && key !== null) return { refused: '"--key" goes with "--url".' };
  return { name: 'mcp', url, key };
}

export const HELP = `mikrotik-presence: which device is on which MikroTik access point, how well it is heard, and who is home.

  mikrotik-presence            read the configured routers and serve what they know
  mikrotik-presence check      read every router once; say what is wrong and what to type in its terminal
  mikrotik-presence demo       show everything with a simulated network; needs no configuration
  mikrotik-presence mcp        MCP over stdin and stdout, for one assistant; opens no port, needs no keys
      --url URL                speak for the service running there, with its key:
      --key KEY                MCP_API_KEY of that service, if the variable of that name does not say it
  mikrotik-presence --help     this text
  mikrotik-presence --version  the version

Configuration comes from environment variables, a file named .env in the working directory, and a YAML file (CONFIG_FILE).
They are listed in README.md under "Configuration".
`;
