/** The further users in a router's entry: the one that may write, with what it may do, and the one that asks. */
import type { RouterConfig } from './config.ts';
import type { Item } from './file.ts';
import { readSecret } from './files.ts';
import type { Note } from './problem.ts';
import { password } from './text.ts';
import type { Files } from './value.ts';
import type { Values } from './variable.ts';

type WriteConfig = Pick<RouterConfig, 'writeUsername' | 'writePassword' | 'changes' | 'environment'>;
type QueryConfig = Pick<RouterConfig, 'queryUsername' | 'queryPassword'>;
type Draft<T> = { readonly [K in keyof T]: T[K] | undefined };

export function toWriteConfig(
  entry: Item<'routers'>,
  values: Values,
  files: Files,
  note: Note,
): Draft<WriteConfig> {
  const { ROUTEROS_WRITE_USERNAME: username, ROUTEROS_WRITE_PASSWORD: password } = values;
  const login = loginOf(entry.write, { username, password }, files, note);
  if (login === undefined)
    return { writeUsername: undefined, writePassword: undefined, changes: undefined, environment: undefined };
  const { changes, environment } = entry;
  return { writeUsername: login.username, writePassword: login.password, changes, environment };
}

export function toQueryConfig(
  entry: Item<'routers'>,
  values: Values,
  files: Files,
  note: Note,
): Draft<QueryConfig> {
  const { ROUTEROS_QUERY_USERNAME: username, ROUTEROS_QUERY_PASSWORD: password } = values;
  const login = loginOf(entry.query, { username, password }, files, note);
  return { queryUsername: login?.username, queryPassword: login?.password };
}

interface Login {
  username: string | null | undefined;
  password: string | null | undefined;
}

/** Of the entry, else of the variables; undefined when the entry was refused. */
function loginOf(own: Item<'routers'>['write'], every: Login, files: Files, note: Note): Login | undefined {
  if (own === undefined) return undefined;
  if (own === null) return every;
  const password = passwordOf(own, files, note);
  return {
    username: own.username === null ? every.username : own.username,
    password: password === null ? every.password : password,
  };
}

function passwordOf(
  own: NonNullable<Item<'routers'>['write']>,
  files: Files,
  note: Note,
): string | null | undefined {
  if (own.password_file == null) return own.password;
  const refuse = (message: string) => note(`${own.at}.password_file`, message);
  if (own.password !== null) return refuse('password is set as well. Remove one of the two.');
  const secret = readSecret(own.password_file, refuse, files);
  return secret && password(secret, refuse);
}
