/** Who may ask, and where: a door with its keys for each of the three. */
import { createAttempts } from '../auth/failed-attempts.ts';
import { type AddressOf, createAddressOf } from '../auth/client-address.ts';
import type { Config } from '../config/config.ts';
import { createDoor, type Door } from '../auth/authenticator.ts';

/** Null where no key is configured. */
export interface Doors {
  rest: Door | null;
  mcp: Door | null;
  /** Opened by the keys of REST too. */
  metrics: Door | null;
  addressOf: AddressOf;
}

/** Wrong keys count over all doors. */
export function createDoors({
  apiKey,
  mcpApiKey,
  metricsKey,
  rateLimit: requestsPerMinute,
  trustedProxies,
}: Config): Doors {
  const attempts = createAttempts();
  const doorOf = (...lists: Config['apiKey'][]) => {
    const keys = lists.flatMap((list) => list ?? []);
    return keys.length === 0 ? null : createDoor({ keys, attempts, requestsPerMinute });
  };
  return {
    rest: doorOf(apiKey),
    mcp: doorOf(mcpApiKey),
    metrics: doorOf(metricsKey, apiKey),
    addressOf: createAddressOf(trustedProxies),
  };
}
