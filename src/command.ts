/** The command line: what was asked for, and the words for it. */

export const commands = ['serve', 'demo', 'check'] as const;
export type Command = (typeof commands)[number] | 'help' | 'version';

/** The command, or the sentence that says why there is none. */
export function parseCommand(args: readonly string[]): { command: Command } | { refused: string } {
  const [first, ...rest] = args;
  if (args.includes('--help') || args.includes('-h') || first === 'help') return { command: 'help' };
  if (args.includes('--version') || args.includes('-V') || first === 'version') return { command: 'version' };
  const command = first ?? 'serve';
  if (!(commands as readonly string[]).includes(command))
    return { refused: `There is no command "${command}".` };
  if (rest.length > 0) return { refused: `"${command}" takes no "${rest[0]}".` };
  return { command: command as Command };
}

export const HELP = `mikrotik-presence: which device is on which MikroTik access point, how well it is heard, and who is home.

  mikrotik-presence            read the configured routers and serve what they know
  mikrotik-presence check      read every router once; say what is wrong and what to type in its terminal
  mikrotik-presence demo       show everything with a simulated network; needs no configuration
  mikrotik-presence --help     this text
  mikrotik-presence --version  the version

Configuration comes from environment variables, a file named .env in the working directory, and a YAML file (CONFIG_FILE).
They are listed in README.md under "Configuration".
`;
