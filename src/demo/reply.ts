/** Answers of the REST server, errors exactly as captured. Keys sorted; `error` is the only number in any body. */
import type { RouterTable } from './row.ts';

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** The source of `body`, when it is a table. */
  table?: RouterTable;
  /** Only half of the body is sent. */
  truncated?: boolean;
  /** The connection is reset instead. */
  isLost?: boolean;
}

const MESSAGES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  406: 'Not Acceptable',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function jsonReply(status: number, body: Buffer | string): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: Buffer.from(body) };
}

export function html(status: number, title: string): Reply {
  const page = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, headers: { 'Content-Type': 'text/html' }, body: Buffer.from(page) };
}

export function failure(status: number, detail?: string): Reply {
  const error = { error: status, message: MESSAGES[status]! };
  return jsonReply(status, JSON.stringify(detail === undefined ? error : { detail, ...error }));
}

export function loginRefused(): Reply {
  const reply = failure(401);
  return { ...reply, headers: { ...reply.headers, 'WWW-Authenticate': 'Basic' } };
}

/** Login accepted, but the group lacks `api` or `read`. */
export const notAllowed = () => failure(500, 'std failure: not allowed (9)');
/** The group lacks the policy of this command. */
export const notPermitted = () => failure(500, 'not enough permissions (9)');
/** The command was cut at the time limit, or waited behind one that was. */
export const sessionClosed = () => failure(400, 'Session closed');
/** `element` is the first unknown element of the path; releases before 2024 said 406. */
export const missingMenu = (element: string, status: 400 | 406 = 400) =>
  failure(status, `no such command or directory (${element})`);
