/** One authenticator with its keys for each of REST, MCP and metrics. */
import { createFailedAttempts } from '../auth/failed-attempts.ts';
import { type AddressOf, createAddressOf } from '../auth/client-address.ts';
import type { Config } from '../config/config.ts';
import { createAuthenticator, type Authenticator } from '../auth/authenticator.ts';

/** Each null where no key is configured. */
export interface Authenticators {
  rest: Authenticator | null;
  mcp: Authenticator | null;
  /** Accepts the keys of REST too. */
  metrics: Authenticator | null;
  addressOf: AddressOf;
}

/** Failed attempts are counted over all three together. */
export function createAuthenticators({
  apiKey,
  mcpApiKey,
  metricsKey,
  rateLimit: requestsPerMinute,
  trustedProxies,
}: Config): Authenticators {
  const attempts = createFailedAttempts();
  const authenticatorOf = (lists: readonly Config['apiKey'][], takesBasic = false) => {
    const keys = lists.flatMap((list) => list ?? []);
    return keys.length === 0 ? null : createAuthenticator({ keys, attempts, requestsPerMinute, takesBasic });
  };
  return {
    rest: authenticatorOf([apiKey]),
    mcp: authenticatorOf([mcpApiKey], true),
    metrics: authenticatorOf([metricsKey, apiKey]),
    addressOf: createAddressOf(trustedProxies),
  };
}
