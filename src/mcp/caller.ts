/** Who asks, as it passes through the SDKs: they hand `authInfo` on to the handlers as it is. */
import { randomUUID } from 'node:crypto';

export type Asking = {
  correlationId: string;
  /** Milliseconds until this key may call again; 0: now. */
  waitMs: number;
};

export interface Caller {
  token: string;
  /** Digest of the key it was. */
  clientId: string;
  scopes: string[];
  extra: Asking;
}

/** The key was checked before, and goes no further. */
export function callerOf(keyDigest: string, asking: Asking): Caller {
  return { token: '', clientId: keyDigest, scopes: [], extra: asking };
}

/** Over stdio nobody says, and nothing is limited. */
export function askingOf(authInfo: { extra?: Record<string, unknown> } | undefined): Asking {
  const { correlationId, waitMs } = authInfo?.extra ?? {};
  return {
    correlationId: typeof correlationId === 'string' ? correlationId : randomUUID(),
    waitMs: typeof waitMs === 'number' ? waitMs : 0,
  };
}

/** At most 128 visible ASCII characters, else a new one. */
export function readCorrelationId(headers: Headers): string {
  const offered = headers.get('x-correlation-id');
  return offered !== null && /^[!-~]{1,128}$/.test(offered) ? offered : randomUUID();
}
