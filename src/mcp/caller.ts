/** Who asks, as it passes through the SDKs: they hand `authInfo` on to the handlers as it is. */
import { randomUUID } from 'node:crypto';

export interface Caller {
  token: string;
  clientId: string;
  scopes: string[];
  extra: { correlationId: string };
}

/** The key was checked before, and goes no further. */
export function callerOf(correlationId: string): Caller {
  return { token: '', clientId: 'mcp', scopes: [], extra: { correlationId } };
}

export function correlationIdOf(authInfo: { extra?: Record<string, unknown> } | undefined): string {
  const offered = authInfo?.extra?.['correlationId'];
  return typeof offered === 'string' ? offered : randomUUID();
}

/** At most 128 visible ASCII characters, else a new one. */
export function readCorrelationId(headers: Headers): string {
  const offered = headers.get('x-correlation-id');
  return offered !== null && /^[!-~]{1,128}$/.test(offered) ? offered : randomUUID();
}
