/** Reads the configuration for a command, and once more whenever the running service asks. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { explain } from '../config/problem.ts';
import { readConfig } from '../config/read.ts';
import { secretsOf } from '../config/secret.ts';
import { createLog, type RootLog } from '../telemetry/log.ts';
import type { Source } from '../service/serve.ts';

export interface Configured {
  config: Config;
  log: RootLog;
  source: Source;
}

/**
 * Null when there are problems; they have been printed. `interfaceRequired`: without a key and without a broker the configuration is
 * refused, because the command would serve nothing.
 */
export function configure({ interfaceRequired }: { interfaceRequired: boolean }): Configured | null {
  const read = () => {
    const paths = new Set<string>();
    const readFile = (path: string) => {
      paths.add(path);
      return readFileSync(path, 'utf8');
    };
    const source = { env: process.env, directory: process.cwd(), readFile, interfaceRequired };
    return { result: readConfig(source), paths };
  };
  const { result, paths } = read();
  if ('problems' in result) {
    process.stderr.write(explain(result.problems, { ...result, newKey: randomUUID() }));
    return null;
  }
  const { config, warnings } = result;
  const log = createLog({ level: config.logLevel, format: config.logFormat, secrets: secretsOf(config) });
  for (const { name, place, message } of warnings)
    log.warn({ setting: name, place, message }, 'configuration warning');
  return { config, log, source: { read, paths } };
}
