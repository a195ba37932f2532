/** A request that changes something, and the router's answer to it. */
import { bytesOf } from './bytes.ts';
import { type Command, type PerformContext, perform, Refused } from './perform.ts';
import { failure, jsonReply, notPermitted, type Reply } from './reply.ts';
import { encodeTable } from './row.ts';
import type { Target } from './target.ts';

export const WRITING = new Set([
  'set',
  'add',
  'remove',
  'enable',
  'disable',
  'comment',
  'unset',
  'move',
  'make-static',
  'provision',
]);

export interface WriteRequest {
  method: string;
  target: Extract<Target, { kind: 'menu' | 'row' | 'command' }>;
  /** Bytes, one character each. */
  body: Readonly<Record<string, unknown>>;
  policies: ReadonlySet<string>;
}

/** The status of a PUT that added a row: 201 by the manual, 200 on releases that were measured. */
export function write(request: WriteRequest, context: PerformContext, putStatus: 200 | 201): Reply {
  const { method, target, body } = request;
  if (!request.policies.has('write')) {
    return method === 'PATCH' ? failure(400, 'missing or invalid resource identifier') : notPermitted();
  }
  try {
    if (method === 'PUT') {
      if (target.kind !== 'menu') return failure(400, 'missing or invalid resource identifier');
      const [row] = perform({ menu: target.menu, name: 'add', keys: null, values: valuesOf(body) }, context);
      return jsonReply(putStatus, encodeTable(row!));
    }
    if (method === 'POST') return runCommand(request, context);
    if (target.kind !== 'row') return failure(400, 'missing or invalid resource identifier');
    if (method === 'DELETE') {
      perform({ menu: target.menu, name: 'remove', keys: [target.key], values: {} }, context);
      return { status: 204, headers: {}, body: Buffer.alloc(0) };
    }
    const [row] = perform(
      { menu: target.menu, name: 'set', keys: [target.key], values: valuesOf(body) },
      context,
    );
    return jsonReply(200, encodeTable(row!));
  } catch (error) {
    return refuse(error, method === 'PATCH' && target.kind === 'row' && !target.key.startsWith('*'));
  }
}

function runCommand({ target, body }: WriteRequest, context: PerformContext): Reply {
  if (target.kind !== 'command') return failure(400, 'no such command');
  const { numbers, '.id': id, ...rest } = body;
  const named = numbers ?? id;
  const keys = named == null ? null : wordOf(named).split(',');
  const command: Command = { menu: target.menu, name: target.command, keys, values: valuesOf(rest) };
  const rows = perform(command, context);
  if (target.command !== 'add') return jsonReply(200, '[]');
  return jsonReply(200, `{"ret":"${bytesOf(rows[0]!['.id']!)}"}`);
}

/** Addressed by name, an unknown parameter is answered in other words. */
function refuse(error: unknown, byName: boolean): Reply {
  if (!(error instanceof Refused)) throw error;
  if (error.status === 404) return failure(404);
  const detail =
    byName && error.message.startsWith('unknown parameter')
      ? 'missing or invalid resource identifier'
      : error.message;
  return failure(error.status, detail);
}

function valuesOf(body: Readonly<Record<string, unknown>>): Command['values'] {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, value === null ? null : wordOf(value)]),
  );
}

/** Strings, numbers and booleans are the same to a router. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
