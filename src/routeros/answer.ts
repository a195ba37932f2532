/** An answer of a router to rows, "no such menu", or an error with a remedy. */
import type { Decode } from '../parse/charset.ts';
import type { TableError } from '../parse/reading.ts';
import type { Row } from '../parse/row.ts';
import type { Sliced } from '../parse/sliced.ts';
import { parseBody } from './body.ts';
import { failed } from './failure.ts';

export type Read =
  | { status: 'complete'; rows: Row[] }
  | { status: 'absent' }
  | { status: 'failed'; error: TableError };

/** `either`: of a command, whose answer is rows, or one object. */
export type Shape = 'list' | 'singleton' | 'either';

export interface Answer {
  statusCode: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
}

/** `url`: for the messages. `asked`: the properties that were asked for; null for all. */
export function* toRead(
  url: string,
  answer: Answer,
  shape: Shape,
  decode: Decode,
  asked: readonly string[] | null = null,
): Sliced<Read> {
  const { statusCode } = answer;
  if (statusCode === 401) return failure(failed('unauthorized', url, WRONG_LOGIN, REMEDY.login));
  if (statusCode >= 300 && statusCode < 400) return failure(describeRedirect(url, answer));
  if (!isJson(answer)) return failure(describePage(url, answer));
  const value = yield* parseBody(answer.body, decode);
  if (statusCode !== 200) return toFailure(url, statusCode, value);
  if (value === undefined)
    return failure(failed('bad_reply', url, `${sizeOf(answer)} that are not JSON`, REMEDY.json));
  if (shape === 'singleton' || (shape === 'either' && isRow(value))) {
    return isRow(value) ? { status: 'complete', rows: [value] } : wrongShape(url, value, 'an object');
  }
  if (!Array.isArray(value)) return wrongShape(url, value, 'a list');
  const stranger: unknown = value.find((element) => !isRow(element));
  if (stranger !== undefined) return wrongShape(url, stranger, 'only objects in its list');
  return toList(url, value as Row[], asked);
}

/** Of the native API, where the one row of a singleton is a list too. */
export function toRows(url: string, rows: Row[], shape: Shape, asked: readonly string[] | null): Read {
  if (shape !== 'singleton') return toList(url, rows, asked);
  return rows.length === 1
    ? { status: 'complete', rows }
    : failure(failed('bad_reply', url, `expected one row, found ${rows.length}`, REMEDY.shape));
}

function toList(url: string, rows: Row[], asked: readonly string[] | null): Read {
  return asked !== null && rows.length > 0 && rows.every((row) => isBare(row, asked))
    ? failure(failed('bad_reply', url, 'its rows hold nothing of what was asked for', REMEDY.bare))
    : { status: 'complete', rows };
}

/** Some releases answer a list of properties with rows that hold only `.id`. */
function isBare(row: Row, asked: readonly string[]): boolean {
  return asked.every((property) => !Object.hasOwn(row, property));
}

/** The property in a `.proplist` that this release of RouterOS does not know; null for any other answer. */
export function* unknownProperty({ statusCode, body }: Answer, decode: Decode): Sliced<string | null> {
  if (statusCode !== 400) return null;
  const value = yield* parseBody(body, decode);
  return propertyIn(isRow(value) ? value['detail'] : null);
}

/** Of the router's words about a command. */
export function propertyIn(words: unknown): string | null {
  return /^unknown (?:parameter|property|argument):? "?([\w.-]+)"?/i.exec(oneLine(words))?.[1] ?? null;
}

/** A `!trap` of the native API: no such menu, or a failure. */
export function toTrap(url: string, message: string): Read {
  const said = oneLine(message);
  if (/^no such command/i.test(said)) return { status: 'absent' };
  return said.includes('(9)')
    ? failure(failed('unauthorized', url, said, missingPolicy(url, 'api')))
    : failure(failed('router_error', url, said, REMEDY.router));
}

/** {"detail":"no such command or directory (wifi)","error":400,"message":"Bad Request"} */
function toFailure(url: string, statusCode: number, value: unknown): Read {
  const detail = isRow(value) ? oneLine(value['detail']) : '';
  const message = isRow(value) ? oneLine(value['message']) : '';
  const said = [statusCode, message, detail === '' ? '' : `(${detail})`]
    .filter((part) => part !== '')
    .join(' ');
  // releases before 2024 answer 406
  if ([400, 404, 406].includes(statusCode) && /^no such command/i.test(detail)) return { status: 'absent' };
  // "std failure: not allowed (9)", "not enough permissions (9)"
  if (statusCode === 403 || (statusCode === 500 && detail.includes('(9)'))) {
    return failure(failed('unauthorized', url, said, missingPolicy(url, 'rest-api')));
  }
  if (statusCode === 404)
    return failure(failed('bad_reply', url, `there is no REST at this address: ${said}`, REMEDY.noRest));
  if (statusCode < 400) return failure(failed('bad_reply', url, said, REMEDY.noRest));
  const remedy = /session closed/i.test(detail) ? REMEDY.sessionClosed : REMEDY.router;
  return failure(failed('router_error', url, said, remedy));
}

const WRONG_LOGIN = 'the router rejected the user name or password (401)';

const REMEDY = {
  login:
    'Check user name and password, the allowed address of the user (/user print detail), and that its group has the policies read, api and rest-api (/user/group print).',
  page: 'Check the port and the path of the URL: a web page, a proxy or another device answers there (/ip/service print shows the ports of www-ssl and www).',
  restOff: 'Allow REST on this service: /ip/service/webserver set rest-plain=yes; or use https.',
  redirect: 'Use the address of the redirect in the URL: the password is not sent after a redirect.',
  json: 'Nothing to do if it passes; else check what is between this machine and the router: a proxy, a bad link.',
  shape:
    'Check that the URL leads to the router itself and not to a proxy. If it does, report this message with the RouterOS version.',
  bare: 'Update RouterOS if there is an update; else report this message with the RouterOS version.',
  noRest: 'REST needs RouterOS 7.1 (http: 7.9), and a URL that is only scheme, host and port.',
  sessionClosed:
    'Nothing to do if it passes: a command of the same user exceeded the limit of 60 s. Give this service its own router user.',
  router: 'See /log print on the router; nothing to do if it passes.',
} as const;

/** Commands that send packets need `test` besides what reading needs. */
const SENDS_PACKETS = /\/(?:ping|traceroute)$/;

function missingPolicy(url: string, way: 'api' | 'rest-api'): string {
  const policies = [
    'read',
    ...(SENDS_PACKETS.test(url) ? ['test'] : []),
    'api',
    ...(way === 'rest-api' ? [way] : []),
  ];
  const when = way === 'rest-api' ? 'within 10 minutes' : 'at the next log-in';
  return `Give the user's group the missing policies: /user/group set <group> policy=${policies.join()}. The router applies them ${when}.`;
}

function isJson({ headers, body }: Answer): boolean {
  const type = contentType(headers);
  return type === '' ? body[0] !== 0x3c /* < */ : /^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type);
}

function contentType(headers: Answer['headers']): string {
  return String(headers['content-type'] ?? '')
    .split(';')[0]!
    .trim()
    .toLowerCase();
}

function describePage(url: string, answer: Answer): TableError {
  const { statusCode, headers, body } = answer;
  const type = contentType(headers) || 'no content type';
  const title = /<title>([^<]*)<\/title>/i.exec(Buffer.from(body.subarray(0, 4096)).toString('latin1'))?.[1];
  const shown = oneLine(title) === '' ? '' : `, "${oneLine(title)}"`;
  const happened = `a page came instead of JSON (${statusCode}, ${type}${shown})`;
  return failed('bad_reply', url, happened, statusCode === 403 ? REMEDY.restOff : REMEDY.page);
}

function describeRedirect(url: string, { statusCode, headers }: Answer): TableError {
  const location = oneLine(headers['location']);
  const target = URL.canParse(location, url) ? new URL(location, url) : null;
  const where = target === null ? 'elsewhere' : `to ${target.origin}${target.pathname}`;
  return failed('bad_reply', url, `${statusCode} leads ${where}`, REMEDY.redirect);
}

function wrongShape(url: string, value: unknown, wanted: string): Read {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `${typeof value}`;
  return failure(failed('bad_reply', url, `expected ${wanted}, found ${found}`, REMEDY.shape));
}

function isRow(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function sizeOf({ body }: Answer): string {
  return `it answered ${body.length} bytes`;
}

function failure(error: TableError): Read {
  return { status: 'failed', error };
}

/** Text of the router for a sentence: ASCII, one line, at most 120 characters. */
function oneLine(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 120);
}
