/**
 * The log: one line per event on stderr, as JSON or, on a terminal, in a readable form. Event names are short, stable and lower-case
 * ("router ready"); facts are fields. No line shows a secret, because every line passes through `redact`.
 */
import { type Logger, pino, stdTimeFunctions } from 'pino';
import { hasColour, toPretty } from './pretty.ts';

/** What the parts of the program write to. An error goes into a field named `error`. */
export interface Log {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
  /** A log that adds these fields to every line. */
  child(fields: object): Log;
}

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error';
  /** Null means pretty if stderr is a terminal, else JSON. */
  format: 'json' | 'pretty' | null;
  /** Texts that no line may contain: the configured keys and passwords. Texts of less than 6 characters are ignored, as they match too much. */
  secrets?: readonly string[];
  /** Receives whole lines; stderr if not given. */
  destination?: { write(line: string): unknown };
}

/** `hide` adds texts that no line may contain from then on. */
export type RootLog = Log & { hide: (secrets: readonly string[]) => void };

export function createLog({ level, format, secrets = [], destination }: LogOptions): RootLog {
  const onTerminal = destination === undefined && process.stderr.isTTY;
  const sink = destination ?? openStderr();
  const colour = hasColour(onTerminal, process.env);
  const isPretty = format === 'pretty' || (format === null && onTerminal);
  const stream = isPretty
    ? { write: (line: string) => void sink.write(toPretty(line, colour)) }
    : { write: (line: string) => void sink.write(line) };
  const formatters = { level: (label: string) => ({ level: label }) };
  const lines = pino({ level, base: null, timestamp: stdTimeFunctions.isoTime, formatters }, stream);
  const all = new Set(secrets);
  let hidden = spellings(all);
  const hide = (more: readonly string[]) => {
    for (const secret of more) all.add(secret);
    hidden = spellings(all);
  };
  return { ...withRedaction(lines, () => hidden), hide };
}

/** The same log, with warnings of these events at level debug: their cause has been logged. */
export function demoting(log: Log, events: readonly string[]): Log {
  return {
    ...log,
    warn: (fields, event) => (events.includes(event) ? log.debug(fields, event) : log.warn(fields, event)),
    child: (fields) => demoting(log.child(fields), events),
  };
}

/** A closed terminal or a broken pipe does not end the program. */
function openStderr(): { write(line: string): unknown } {
  return pino.destination({ fd: 2, sync: true }).on('error', () => {});
}

function withRedaction(lines: Logger, secrets: () => readonly string[]): Log {
  const write = (level: LogOptions['level']) => (fields: object, event: string) => {
    if (lines.isLevelEnabled(level)) lines[level](redact(fields, secrets()), redactText(event, secrets()));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => withRedaction(lines.child(redact(fields, secrets()) as object), secrets),
  };
}

const REDACTED = '[redacted]';
const MAX_DEPTH = 8;

// Compared without case, hyphen and underscore: X-API-Key, api_key, apiKey; wpa2-pre-shared-key; but not estimated_tokens.
const SECRET_NAME =
  /passw|passphrase|secret|authorization|apikey|cookie|credential|privatekey|presharedkey|^wpa.*key$|^(?:access|auth|bearer|refresh)?token$/;

/**
 * A copy that is safe to log. It replaces values whose key names a secret, every text in `secrets`, and credentials in URLs and headers.
 * Of an error, only type, code, message, stack and cause remain, because libraries attach whole requests to their errors. Of any other
 * object that is not plain data, only the name of its class remains.
 */
export function redact(value: unknown, secrets: readonly string[] = [], depth = 0): unknown {
  if (typeof value === 'string') return redactText(value, secrets);
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
    Object.entries(value).map(([key, item]) => [
      key,
      isSecretName(key) && isRevealing(item) ? REDACTED : inner(item),
    ]),
  );
}

function className(prototype: object): string {
  return (prototype as { constructor?: { name: string } }).constructor?.name ?? 'object';
}

function isSecretName(key: string): boolean {
  return SECRET_NAME.test(key.toLowerCase().replace(/[-_\s]/g, ''));
}

// null and booleans show only whether there is a secret
function isRevealing(value: unknown): boolean {
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

function redactText(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
  return known.replace(IN_URL, `//${REDACTED}@`).replace(IN_HEADER, `$1 ${REDACTED}`);
}

// Each secret as it is, as in a URL, and as in JSON. The longest first, because one may contain another.
function spellings(secrets: ReadonlySet<string>): string[] {
  const long = [...secrets].filter((secret) => secret.length >= 6);
  const all = long.flatMap((secret) => [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
