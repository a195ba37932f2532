/** The routers: of the file, or of ROUTEROS_URL. The variables give each one what its entry does not say. */
import type { RouterConfig } from './config.ts';
import type { ConfigFile, Item } from './file.ts';
import { certificate, readSecret } from './files.ts';
import { type Note, quote } from './problem.ts';
import { password } from './text.ts';
import type { Files } from './value.ts';
import { byField, type Values } from './variable.ts';
import { toQueryConfig, toWriteConfig } from './write-entry.ts';

/** An entry in the making: undefined where a value was refused or is missing, which has been noted. */
export type Draft<T> = { readonly [K in keyof T]: T[K] | undefined };

export interface Surroundings {
  values: Values;
  /** Relative paths start at the folder of the file. */
  files: Files;
  note: Note;
  /** For what is allowed but logged at every start. */
  warn: Note;
}

// The entry of a router that ROUTEROS_URL names: every key is missing.
const UNLISTED: Item<'routers'> = {
  at: '',
  id: null,
  url: null,
  username: null,
  password: null,
  password_file: null,
  ca_file: null,
  tls_fingerprint: null,
  tls_verify: null,
  timeout: null,
  charset: null,
  zone: null,
  push: null,
  write: null,
  query: null,
  changes: null,
  environment: null,
};

/** The routers of the file, else those of ROUTEROS_URL, else one without any key. */
export function listedRouters(
  { routers }: ConfigFile,
  urls: Values['ROUTEROS_URL'],
  note: Note,
): Item<'routers'>[] {
  if (routers === undefined) return [];
  if (routers === null || routers.length === 0) return (urls ?? [urls]).map((url) => ({ ...UNLISTED, url }));
  if (urls !== null) note('ROUTEROS_URL', 'CONFIG_FILE lists routers as well. Keep one of the two.');
  return routers;
}

/** The values of the entry, else those of the variables. A missing URL, user or password is noted. */
export function toRouterConfig(
  entry: Item<'routers'>,
  index: number,
  surroundings: Surroundings,
): Draft<RouterConfig> {
  const { values, files, note, warn } = surroundings;
  const every = byField(values, 'routers.');
  const required = <T>(value: T | null | undefined, key: string, remedy: string): T | undefined =>
    value === null ? note(settingName(entry, key), `It is not set. ${remedy}`) : value;
  const router = {
    id: or(entry.id, index === 0 ? 'router' : `router-${index + 1}`),
    url: required(entry.url, 'url', 'Write the address of the router, such as https://192.168.88.1.'),
    username: required(or(entry.username, every.username), 'username', WHICH_USER),
    password: required(
      or(passwordOf(entry, files, note), every.password),
      'password',
      'Write the password of that router user.',
    ),
    ca: or(caOf(entry, files, note), every.ca),
    tlsFingerprint: or(entry.tls_fingerprint, every.tlsFingerprint),
    tlsVerify: or(entry.tls_verify, every.tlsVerify),
    timeoutMs: or(entry.timeout, every.timeoutMs),
    charset: or(entry.charset, every.charset),
    zone: or(entry.zone, 'home'),
    push: pushOf(or(entry.url, null), or(entry.push, every.push)),
    ...toWriteConfig(entry, values, files, note),
    ...toQueryConfig(entry, values, files, note),
  };
  const isPlain = isUnencrypted(router.url);
  if (router.tlsVerify === false && (router.ca != null || router.tlsFingerprint != null))
    note(
      settingName(entry, 'tls_verify'),
      'It is false, so the CA file or fingerprint is not used. Remove one of them.',
    );
  if (router.tlsVerify === false && !isPlain)
    warn(
      settingName(entry, 'tls_verify'),
      `Any host that answers for the router ${quote(router.id ?? '')} receives its password. Set its CA file or fingerprint.`,
    );
  if (isPlain && !isLoopback(new URL(router.url!).hostname))
    warn(
      settingName(entry, 'url'),
      `The password of the router ${quote(router.id ?? '')} crosses the network unencrypted. Use https${router.url!.startsWith('api') ? ' or apis' : ''}.`,
    );
  if (!isPlain && isUnencrypted(router.push) && !isLoopback(new URL(router.push!).hostname))
    warn(
      settingName(entry, 'push'),
      `The password of the router ${quote(router.id ?? '')} crosses the network unencrypted. Write push as apis:// with the same host.`,
    );
  return router;
}

/** Null: no push. `api` stands for the router's own host and the usual port. */
function pushOf(url: string | null | undefined, push: string | null | undefined): string | null | undefined {
  if (push !== 'api') return push;
  return url == null ? undefined : `api://${new URL(url).hostname}`;
}

function isUnencrypted(url: string | null | undefined): boolean {
  return url?.startsWith('http:') === true || url?.startsWith('api:') === true;
}

const WHICH_USER = 'Write the name of a router user with the policies read, api and rest-api.';

/** The name of a setting in a problem: the key path in the file, or the variable of a router that ROUTEROS_URL names. */
export function settingName({ at }: { at: string }, key: string): string {
  return at === '' ? `ROUTEROS_${key.toUpperCase()}` : `${at}.${key}`;
}

function isLoopback(host: string): boolean {
  return host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host) || /^(?:.+\.)?localhost\.?$/.test(host);
}

/** The fallback where the key is missing; undefined where it was refused. */
export function or<T>(own: T | null | undefined, fallback: T): T | undefined {
  return own === null ? fallback : own;
}

function passwordOf(entry: Item<'routers'>, files: Files, note: Note): string | null | undefined {
  const path = entry.password_file;
  if (path == null) return path === null ? entry.password : undefined;
  const refuse = (message: string) => note(settingName(entry, 'password_file'), message);
  if (entry.password !== null) return refuse('password is set as well. Remove one of the two.');
  const secret = readSecret(path, refuse, files);
  return secret && password(secret, refuse);
}

function caOf(entry: Item<'routers'>, files: Files, note: Note): string | null | undefined {
  const path = entry.ca_file;
  return path && certificate(path, (message) => note(settingName(entry, 'ca_file'), message), files);
}
