/** One authenticator with its keys for each of REST, MCP and metrics. */
import type { Right } from '../auth/access-key.ts';
import { createFailedAttempts } from '../auth/failed-attempts.ts';
import { type AddressOf, createAddressOf } from '../auth/client-address.ts';
import type { Config } from '../config/config.ts';
import { admitIngress } from '../auth/ingress.ts';
import { createAuthenticator, type Authenticator } from '../auth/authenticator.ts';

/** Each null where no key is configured. */
export interface Authenticators {
  rest: Authenticator | null;
  mcp: Authenticator | null;
  /** Accepts the keys of REST too. */
  metrics: Authenticator | null;
  addressOf: AddressOf;
}

const REST_RIGHTS: readonly Right[] = ['read', 'query', 'propose'];
const OPERATOR_RIGHTS: readonly Right[] = [...REST_RIGHTS, 'approve'];

function withRights(keys: Config['apiKey'], may: readonly Right[]): Config['apiKey'] {
  return keys && keys.map((key) => ({ ...key, may }));
}

/** Failed attempts are counted over all three together. */
export function createAuthenticators({
  apiKey,
  operatorKey,
  mcpApiKey,
  metricsKey,
  rateLimit: requestsPerMinute,
  trustedProxies,
  ingressAddress,
  ingressKey,
}: Config): Authenticators {
  const attempts = createFailedAttempts();
  const authenticatorOf = (lists: readonly Config['apiKey'][], takesBasic = false) => {
    const keys = lists.flatMap((list) => list ?? []);
    return keys.length === 0 ? null : createAuthenticator({ keys, attempts, requestsPerMinute, takesBasic });
  };
  const rest = authenticatorOf([withRights(apiKey, REST_RIGHTS), withRights(operatorKey, OPERATOR_RIGHTS)]);
  const isOpen = ingressAddress !== null && !ingressKey;
  return {
    rest: rest !== null && isOpen ? admitIngress(rest, ingressAddress, REST_RIGHTS) : rest,
    // what MCP does not offer, no right opens
    mcp: authenticatorOf([withRights(mcpApiKey, REST_RIGHTS)], true),
    metrics: authenticatorOf([metricsKey, apiKey]),
    addressOf: createAddressOf(trustedProxies),
  };
}
