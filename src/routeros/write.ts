/**
 * Writes to one router, with a user and a connection of their own. Text is bytes here, one character each: what a router stores need not be
 * UTF-8, and an undo must put back the same bytes. A write is sent once: a lost answer is a value, never a reason to send it again.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Row } from '../parse/row.ts';
import type { BytesRead, RowValues, WriteAnswer, WriteRequest } from '../parse/write.ts';
import { createAgent, type RouterAgent } from './agent.ts';
import { parseBytes } from './body.ts';
import { MAX_BODY_BYTES } from './failure.ts';
import { baseUrl, menuUrl } from './url.ts';
import type { RouterOptions } from './connection.ts';

export interface WriteConnection {
  /** Rows of a menu whose properties equal all of `where`; of a singleton its one row. `properties` null: whole rows. */
  read(menu: string, properties: readonly string[] | null, where?: RowValues): Promise<BytesRead>;
  write(request: WriteRequest): Promise<WriteAnswer>;
  /** Gives up the connection and opens a new one, whose first answer is discarded: it may belong to an aborted request. */
  renew(): Promise<void>;
  connectionCount(): number;
  close(): void;
}

interface Sent {
  method: string;
  path: string;
  body: unknown;
}

type Reply = { statusCode: number; value: unknown } | { code: string };

export function connectForWriting(options: RouterOptions): WriteConnection {
  const base = baseUrl(options.url);
  const isSecure = base.startsWith('https:');
  const send = isSecure ? httpsRequest : httpRequest;
  const credentials = Buffer.from(`${options.username}:${options.password}`).toString('base64');
  let agent: RouterAgent = createAgent(isSecure, options);
  let openedBefore = 0;
  let previous: Promise<unknown> = Promise.resolve();

  function inTurn(sent: Sent): Promise<Reply> {
    const turn = previous.then(() => ask(sent));
    previous = turn;
    return turn;
  }

  function ask({ method, path, body }: Sent): Promise<Reply> {
    // strings hold bytes, so they are sent as they are
    const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body), 'latin1');
    return new Promise((resolve) => {
      const request = send(menuUrl(base, path), {
        method,
        agent: isSecure ? agent.byProtocol.https! : agent.byProtocol.http!,
        headers: {
          authorization: `Basic ${credentials}`,
          accept: 'application/json',
          'user-agent': 'mikrotik-presence',
          // exactly this: some releases refuse an added charset
          ...(bytes === null ? {} : { 'content-type': 'application/json', 'content-length': bytes.length }),
        },
      });
      let isDone = false;
      const finish = (reply: Reply) => {
        isDone = true;
        clearTimeout(timer);
        resolve(reply);
      };
      const lose = (error: NodeJS.ErrnoException) => {
        if (isDone) return;
        request.destroy();
        finish({ code: error.code ?? error.message });
      };
      const timer = setTimeout(() => {
        agent.abandon();
        lose(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
      }, options.timeoutMs);
      request.on('error', lose);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BODY_BYTES) lose(Object.assign(new Error('too large'), { code: 'TOO_LARGE' }));
          else chunks.push(chunk);
        });
        response.on('error', lose);
        response.on('close', () => lose(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
        response.on('end', () => {
          finish({ statusCode: response.statusCode ?? 0, value: parseBytes(Buffer.concat(chunks)) });
        });
      });
      request.end(bytes ?? undefined);
    });
  }

  return {
    async read(menu, properties, where = {}) {
      const query = Object.entries(where).map(([key, value]) => `${key}=${value}`);
      const proplist = properties?.join(',');
      // some singletons answer 500 to a POST of print; a value to select by would have to be text in a URL
      const sent =
        query.length === 0
          ? {
              method: 'GET',
              path: proplist === undefined ? menu : `${menu}?.proplist=${proplist}`,
              body: undefined,
            }
          : post(menu, 'print', {
              ...(proplist === undefined ? {} : { '.proplist': proplist }),
              '.query': query,
            });
      const reply = await inTurn(sent);
      return toRows(reply);
    },
    async write(request) {
      const sent = toSent(request);
      const reply = await inTurn(sent);
      if ('code' in reply) return { fate: 'lost', detail: reply.code };
      const { statusCode, value } = reply;
      if (statusCode >= 200 && statusCode < 300) return { fate: 'accepted', ret: property(value, 'ret') };
      return { fate: 'rejected', status: statusCode, detail: detailOf(value) };
    },
    async renew() {
      openedBefore += agent.openedCount();
      agent.close();
      agent = createAgent(isSecure, options);
      await inTurn({ method: 'GET', path: 'system/identity', body: undefined });
    },
    connectionCount: () => openedBefore + agent.openedCount(),
    close: () => agent.close(),
  };
}

/** Commands are posted rather than patched: a missing permission or parameter is then named. */
function toSent(request: WriteRequest): Sent {
  switch (request.do) {
    case 'add': {
      const place = request.before === null ? {} : { 'place-before': request.before };
      return { method: 'PUT', path: request.menu, body: { ...request.values, ...place } };
    }
    case 'set':
      return post(request.menu, 'set', { '.id': request.id, ...request.values });
    case 'unset':
      return post(request.menu, 'unset', { '.id': request.id, 'value-name': request.property });
    case 'move':
      return post(request.menu, 'move', { numbers: request.id, destination: request.before });
    case 'reboot':
      return { method: 'POST', path: 'system/reboot', body: {} };
    case 'execute':
      return { method: 'POST', path: 'execute', body: { script: request.script } };
    default:
      return post(request.menu, request.do, { numbers: request.id });
  }
}

function post(
  menu: string,
  command: string,
  body: Readonly<Record<string, string | readonly string[]>>,
): Sent {
  return { method: 'POST', path: `${menu}/${command}`, body };
}

function toRows(reply: Reply): BytesRead {
  if ('code' in reply) return { status: 'failed', detail: reply.code };
  const { statusCode, value } = reply;
  const detail = detailOf(value);
  if (statusCode !== 200) {
    const isAbsent = [400, 404, 406].includes(statusCode) && /^no such command/i.test(detail);
    return isAbsent ? { status: 'absent' } : { status: 'failed', detail: `${statusCode} ${detail}`.trim() };
  }
  const rows = Array.isArray(value) ? value : [value];
  return rows.every(isRow)
    ? { status: 'complete', rows }
    : { status: 'failed', detail: 'no rows in the answer' };
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function property(value: unknown, key: string): string | null {
  const found = isRow(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : null;
}

function detailOf(value: unknown): string {
  const said = property(value, 'detail') ?? property(value, 'message') ?? '';
  return said
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 120);
}
