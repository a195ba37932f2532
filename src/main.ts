#!/usr/bin/env node
/** Picks the command and sets the exit code. Every command loads its own parts, so that `--version` and `--help` load none. */
import { readFileSync } from 'node:fs';
import { type Command, HELP, parseCommand } from './cli/command.ts';
import { EXIT } from './cli/exit-code.ts';

function readVersion(): string {
  const packageFile = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
}

/** The exit code. */
async function run(command: Command): Promise<number> {
  const version = readVersion();
  switch (command.name) {
    case 'help':
      process.stdout.write(HELP);
      return EXIT.done;
    case 'version':
      process.stdout.write(`${version}\n`);
      return EXIT.done;
    case 'check': {
      const { runCheck } = await import('./cli/check.ts');
      const [{ probeBroker }, { probeSyslog }] = await Promise.all([
        import('./mqtt/probe.ts'),
        import('./syslog/probe.ts'),
      ]);
      return runCheck({ probeBroker, probeSyslog }, command);
    }
    case 'changes': {
      const { runChanges } = await import('./cli/changes.ts');
      return runChanges(command);
    }
    case 'demo': {
      const { demoSignals, listenForSignals } = await import('./cli/until-stopped.ts');
      const stopping = listenForSignals(demoSignals);
      const { runDemo } = await import('./cli/demo.ts');
      return runDemo(version, command, stopping);
    }
    case 'mcp': {
      const { runMcp, runMcpProxy } = await import('./cli/mcp.ts');
      const { url, key } = command;
      if (url === null) return runMcp((await import('./mcp/stdio.ts')).startStdio, version);
      return runMcpProxy((await import('./mcp/stdio-proxy.ts')).startStdioProxy, { url, key }, version);
    }
    case 'serve': {
      const { listenForSignals } = await import('./cli/until-stopped.ts');
      const stopping = listenForSignals();
      const { runServe } = await import('./cli/serve.ts');
      return runServe(version, stopping);
    }
  }
}

// a reader that has seen enough, such as head, is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const command = parseCommand(process.argv.slice(2));
  if ('refused' in command) process.stderr.write(`${command.refused} See mikrotik-presence --help.\n`);
  process.exitCode = 'refused' in command ? EXIT.usage : await run(command);
} catch (error) {
  process.stderr.write(`mikrotik-presence: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = EXIT.failed;
}
