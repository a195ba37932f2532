/**
 * Answers `tools/call` without an SDK: the result of a snapshot is made into bytes once, and only the ids are put before them. Requests of
 * any other form go to the SDK of their version.
 */
import type { CallResult } from './call-tool.ts';
import type { CallContext } from './caller.ts';
import { isRpcError } from './rpc-error.ts';
import type { Params } from './surface.ts';
import type { ToolResult } from './tool-result.ts';

export interface DirectCall {
  id: string | number;
  params: Params;
}

/** Throws protocol errors only. */
export type Call = (params: Params, context: CallContext) => Promise<CallResult>;

/** Further members of results, as the protocol version wants them. */
export interface Members {
  result: Readonly<Record<string, unknown>>;
  meta: Readonly<Record<string, unknown>>;
}

const NONE: Members = { result: {}, meta: {} };

/** The call of a body that is exactly one call; null for any other body. */
export function directCallOf(body: unknown): DirectCall | null {
  if (typeof body !== 'object' || body === null) return null;
  const { jsonrpc, id, method, params } = body as Record<string, unknown>;
  if (jsonrpc !== '2.0' || method !== 'tools/call') return null;
  if (typeof id !== 'string' && !Number.isInteger(id)) return null;
  if (!isObject(params) || typeof params['name'] !== 'string' || 'task' in params) return null;
  if (params['_meta'] !== undefined && !isObject(params['_meta'])) return null;
  return { id: id as string | number, params };
}

/** The message of the answer, in two pieces: the second is shared with other calls. */
export async function answerCall(
  { id, params }: DirectCall,
  call: Call,
  context: CallContext,
  members = NONE,
): Promise<readonly Buffer[]> {
  try {
    const { result, meta } = await call(params, context);
    return [headOf(id, { ...members.meta, ...meta }, members.result), tailOf(result)];
  } catch (error) {
    if (!isRpcError(error)) throw error;
    const { code, message, data } = error;
    return [
      Buffer.from(
        JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } }),
      ),
    ];
  }
}

function headOf(id: string | number, meta: object, members: object): Buffer {
  return Buffer.from(
    `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{${innerOf(members, ',')}"_meta":{${innerOf(meta, '')}`,
  );
}

/** By result, which is the same object as long as the call-tool cache keeps it. */
const tails = new WeakMap<ToolResult, Buffer>();

function tailOf(result: ToolResult): Buffer {
  const known = tails.get(result);
  if (known !== undefined) return known;
  const { _meta, ...rest } = result;
  const inner = innerOf(_meta, '');
  const tail = Buffer.from(`${inner === '' ? '' : ','}${inner}},${innerOf(rest, '')}}}`);
  tails.set(result, tail);
  return tail;
}

/** The members of an object as JSON without its braces. */
function innerOf(value: object, end: string): string {
  const inner = JSON.stringify(value).slice(1, -1);
  return inner === '' ? '' : inner + end;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
