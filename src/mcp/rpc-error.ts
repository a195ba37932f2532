/** An error of the protocol, for a mistake of a program rather than of a model. Both SDKs send `code`, `message` and `data` unchanged. */

export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
/** The server cannot answer now, but may later. */
export const NOT_NOW = -32000;
/** Of the versions with sessions; the SDK of the current version translates it to −32602. */
export const RESOURCE_NOT_FOUND = -32002;

export interface RpcError extends Error {
  code: number;
  data?: unknown;
}

export function rpcError(code: number, message: string, data?: unknown): RpcError {
  return Object.assign(new Error(message), { code, ...(data !== undefined && { data }) });
}

export function isRpcError(error: unknown): error is RpcError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}
