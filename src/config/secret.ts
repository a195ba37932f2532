/** The secrets in a configuration. They follow from the table: every variable that is marked `secret`. */
import type { Config } from './config.ts';
import { valueAt } from './setting.ts';
import { names, rows } from './variable.ts';

const secretFields = names.flatMap((name) => (rows[name].secret === true ? (rows[name].field ?? []) : []));

/** Every key and password, for the log to hide; of a key that is known by its digest, the digest. */
export function secretsOf(config: Config): string[] {
  return [...secretFields.map((field) => valueAt(config, field)), config.keys].flatMap(textsIn);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null || !('plain' in value) || !('digest' in value)) return [];
  return textsIn(value.plain ?? value.digest);
}
