/**
 * The log: one line per event on stderr, as JSON or, on a terminal, for eyes. Event names are short, stable and in small letters
 * ("router ready"); facts are fields. No line shows a secret, whoever logs it: everything passes through `redact`.
 */
import { type Logger, pino, stdTimeFunctions } from 'pino';
import { prettyFactory } from 'pino-pretty';

/** All the program knows of its log. An error goes into a field of its own. */
export interface Log {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
  /** The same log, with these fields on every line. */
  child(fields: object): Log;
}

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error';
  /** Null: pretty when stderr is a terminal. */
  format: 'json' | 'pretty' | null;
  /** Texts that no line may contain: the configured keys and passwords. One of less than 6 characters would blot out half the log. */
  secrets?: readonly string[];
  /** Takes whole lines; stderr if not given. */
  destination?: { write(line: string): unknown };
}

/** `hide`: texts that no line may contain from here on, beside those before. */
export type RootLog = Log & { hide: (secrets: readonly string[]) => void };

export function createLog({ level, format, secrets = [], destination }: LogOptions): RootLog {
  const onTerminal = destination === undefined && process.stderr.isTTY;
  const sink = destination ?? openStderr();
  const colorize = onTerminal && process.env['NO_COLOR'] === undefined;
  const pretty = prettyFactory({ colorize, singleLine: true, translateTime: 'SYS:HH:MM:ss.l' });
  const isPretty = format === 'pretty' || (format === null && onTerminal);
  const stream = isPretty
    ? { write: (line: string) => void sink.write(pretty(line)) }
    : { write: (line: string) => void sink.write(line) };
  const formatters = { level: (label: string) => ({ level: label }) };
  const lines = pino({ level, base: null, timestamp: stdTimeFunctions.isoTime, formatters }, stream);
  const all = new Set(secrets);
  let hidden = spellings(all);
  const hide = (more: readonly string[]) => {
    for (const secret of more) all.add(secret);
    hidden = spellings(all);
  };
  return { ...wrap(lines, () => hidden), hide };
}

/** Whoever reads it may be gone, a terminal closed or a pipe broken: that is no reason to end. */
function openStderr(): { write(line: string): unknown } {
  return pino.destination({ fd: 2, sync: true }).on('error', () => {});
}

function wrap(lines: Logger, secrets: () => readonly string[]): Log {
  const write = (level: LogOptions['level']) => (fields: object, event: string) => {
    if (lines.isLevelEnabled(level)) lines[level](redact(fields, secrets()), blot(event, secrets()));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => wrap(lines.child(redact(fields, secrets()) as object), secrets),
  };
}

const BLOT = '[redacted]';
const MAX_DEPTH = 8;

// Compared without case, hyphen and underscore: X-API-Key, api_key, apiKey; wpa2-pre-shared-key; but not estimated_tokens.
const SECRET_NAME =
  /passw|passphrase|secret|authorization|apikey|cookie|credential|privatekey|presharedkey|^wpa.*key$|^(?:access|auth|bearer|refresh)?token$/;

/**
 * A copy fit to be logged: whatever a secret's name is the key of, every text in `secrets`, credentials in URLs and headers are blotted out;
 * of an error only type, code, message, stack and cause remain, because libraries hang whole requests onto theirs; of other objects that
 * are no plain data, the name of their class.
 */
export function redact(value: unknown, secrets: readonly string[] = [], depth = 0): unknown {
  if (typeof value === 'string') return blot(value, secrets);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  const inner = (item: unknown) => redact(item, secrets, depth + 1);
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Date || value instanceof URL) return inner(value.toJSON());
  if (value instanceof Error) return inner(facts(value));
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== null && prototype !== Object.prototype) return `[${className(prototype)}]`;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isSecretName(key) && hides(item) ? BLOT : inner(item)]),
  );
}

function className(prototype: object): string {
  return (prototype as { constructor?: { name: string } }).constructor?.name ?? 'object';
}

function isSecretName(key: string): boolean {
  return SECRET_NAME.test(key.toLowerCase().replace(/[-_\s]/g, ''));
}

// that there is none, or whether there is one, may be said
function hides(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'boolean';
}

function facts(error: Error): object {
  const { name: type, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { type, ...code, message, stack, ...(cause === undefined ? {} : { cause }) };
}

// "https://user:word@host", "Basic dXNlcjp3b3Jk", "Bearer …"
const IN_URL = /\/\/[^\s"'<>]*@/g;
const IN_HEADER = /\b(Basic|Bearer)\s+(?=\S*[A-Z0-9=])[\w.~+/=-]+/gi;

function blot(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, BLOT), text);
  return known.replace(IN_URL, `//${BLOT}@`).replace(IN_HEADER, `$1 ${BLOT}`);
}

// As they may turn up: as they are, in a URL, in JSON. The longest first, since one may contain another.
function spellings(secrets: ReadonlySet<string>): string[] {
  const long = [...secrets].filter((secret) => secret.length >= 6);
  const all = long.flatMap((secret) => [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
