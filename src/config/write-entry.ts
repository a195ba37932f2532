/** What a router's entry says about changes: the user that may write, the actions that are allowed, and how careful to be. */
import type { RouterConfig } from './config.ts';
import type { Item } from './file.ts';
import { readSecret } from './files.ts';
import type { Note } from './problem.ts';
import { password } from './text.ts';
import type { Files } from './value.ts';
import type { Values } from './variable.ts';

type WriteConfig = Pick<RouterConfig, 'writeUsername' | 'writePassword' | 'changes' | 'environment'>;
type Draft = { readonly [K in keyof WriteConfig]: WriteConfig[K] | undefined };

/** `at`: the key path of the entry, '' for a router of ROUTEROS_URL. */
export function toWriteConfig(entry: Item<'routers'>, values: Values, files: Files, note: Note): Draft {
  const { write } = entry;
  if (write === undefined)
    return { writeUsername: undefined, writePassword: undefined, changes: undefined, environment: undefined };
  const own = passwordOf(write, files, note);
  return {
    writeUsername:
      write?.username === null || write === null ? values.ROUTEROS_WRITE_USERNAME : write.username,
    writePassword: own === null ? values.ROUTEROS_WRITE_PASSWORD : own,
    changes: entry.changes,
    environment: entry.environment,
  };
}

function passwordOf(write: Item<'routers'>['write'], files: Files, note: Note): string | null | undefined {
  if (write == null) return null;
  if (write.password_file == null) return write.password;
  const refuse = (message: string) => note(`${write.at}.password_file`, message);
  if (write.password !== null) return refuse('password is set as well. Remove one of the two.');
  const secret = readSecret(write.password_file, refuse, files);
  return secret && password(secret, refuse);
}
