/** Configurations of the recorded version, and what they come to. Each folder is a working directory; `dotenv` becomes its `.env`. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `config.pollIntervalMs: 1000`, as JSON; or the problems. */
export type Effective = Record<string, unknown>;

export type ReadConfig = (source: {
  env: Record<string, string>;
  directory: string;
  readFile: (path: string) => string;
}) => object;

/** The effective configurations of all folders, as `readConfig` sees them. */
export function effectiveConfigs(folder: string, readConfig: ReadConfig): Record<string, Effective> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(names.map(({ name }) => [name, effective(join(folder, name), readConfig)]));
}

function effective(folder: string, readConfig: ReadConfig): Effective {
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-config-'));
  try {
    cpSync(folder, directory, { recursive: true });
    renameSync(join(directory, 'dotenv'), join(directory, '.env'));
    const result = readConfig({ env: {}, directory, readFile: (path) => readFileSync(path, 'utf8') });
    // paths of this machine do not belong into a recording
    return JSON.parse(JSON.stringify(result).replaceAll(directory, '<directory>')) as Effective;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The variables that a folder's `.env` sets, and the keys of its file, as `routers[].id`. */
export function variablesIn(folder: string, name: string): string[] {
  const text = readFileSync(join(folder, name, 'dotenv'), 'utf8');
  return [...text.matchAll(/^([A-Z_]+)=/gm)].map(([, variable]) => variable!);
}
