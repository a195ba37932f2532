/** One authenticator with its keys for each of REST, MCP and metrics. */
import { type AccessKey, type Right, rights } from '../auth/access-key.ts';
import { createFailedAttempts } from '../auth/failed-attempts.ts';
import { type AddressOf, createAddressOf } from '../auth/client-address.ts';
import { admitIngress } from '../auth/ingress.ts';
import type { CheckToken } from '../auth/oauth.ts';
import { type Config, type Door, doors } from '../config/config.ts';
import { createAuthenticator, type Authenticator } from '../auth/authenticator.ts';

/** Each null where no key is configured at the start. */
export interface Authenticators extends Readonly<Record<Door, Authenticator | null>> {
  addressOf: AddressOf;
  /** Takes the keys of another configuration. */
  configure: (config: KeyConfig) => {
    /** A key is gone, or may do less. */
    isNarrower: boolean;
    /** Doors without a key at the start: they need a restart. */
    closed: readonly Door[];
  };
}

type KeyConfig = Pick<Config, 'apiKey' | 'operatorKey' | 'mcpApiKey' | 'metricsKey' | 'keys'>;

const OPERATOR_RIGHTS = rights;
// what MCP does not offer, no right opens
const REST_RIGHTS = rights.filter((right) => right !== 'approve');

/** Failed attempts are counted over all three together. `checkToken`: at MCP alone; null without an issuer. */
export function createAuthenticators(config: Config, checkToken: CheckToken | null = null): Authenticators {
  const { rateLimit: requestsPerMinute, trustedProxies, ingressAddress, ingressKey } = config;
  const attempts = createFailedAttempts();
  let known = keysOf(config);
  const create = (door: Door): Authenticator | null => {
    const isMcp = door === 'mcp';
    if (known[door].length === 0 && (!isMcp || checkToken === null)) return null;
    const own = isMcp ? { takesBasic: true, checkToken } : {};
    const authenticator = createAuthenticator({ keys: known[door], attempts, requestsPerMinute, ...own });
    const isOpen = door === 'rest' && ingressAddress !== null && !ingressKey;
    return isOpen ? admitIngress(authenticator, ingressAddress, REST_RIGHTS) : authenticator;
  };
  const authenticators = { rest: create('rest'), mcp: create('mcp'), metrics: create('metrics') };
  return {
    ...authenticators,
    addressOf: createAddressOf(trustedProxies),
    configure: (next) => {
      const before = known;
      known = keysOf(next);
      const allowedNow = allowedBy(known);
      for (const door of doors) authenticators[door]?.replace(known[door]);
      return {
        isNarrower: [...allowedBy(before)].some((one) => !allowedNow.has(one)),
        closed: doors.filter((door) => authenticators[door] === null && known[door].length > 0),
      };
    },
  };
}

/** The doors that a key opens; MCP also where an issuer grants tokens for it. */
export function openDoors(config: KeyConfig & Pick<Config, 'oauthIssuer'>): Door[] {
  const keys = keysOf(config);
  return doors.filter((door) => keys[door].length > 0 || (door === 'mcp' && config.oauthIssuer !== null));
}

/** The variables mean what they always did; a key of the file opens the doors it names. */
function keysOf({ apiKey, operatorKey, mcpApiKey, metricsKey, keys }: KeyConfig): Record<Door, AccessKey[]> {
  const at = (door: Door) => keys.filter((key) => key.doors.includes(door));
  return {
    rest: [...withRights(apiKey, REST_RIGHTS), ...withRights(operatorKey, OPERATOR_RIGHTS), ...at('rest')],
    mcp: [...withRights(mcpApiKey, REST_RIGHTS), ...at('mcp')],
    metrics: [...(metricsKey ?? []), ...(apiKey ?? []), ...at('metrics')],
  };
}

function withRights(keys: readonly AccessKey[] | null, may: readonly Right[]): AccessKey[] {
  return (keys ?? []).map((key) => ({ ...key, may }));
}

/** Each thing that a key may do, as text. */
function allowedBy(keys: Record<Door, readonly AccessKey[]>): Set<string> {
  return new Set(
    doors.flatMap((door) =>
      keys[door].flatMap(({ digest, may }) => may.map((right) => `${door} ${digest} ${right}`)),
    ),
  );
}
