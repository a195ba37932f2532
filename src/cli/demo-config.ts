/** The configuration of the demo: the defaults, and the parts that were started. */
import { plainKey } from '../auth/access-key.ts';
import { defaults } from '../config/read.ts';
import type { Config } from '../config/config.ts';

export interface DemoParts {
  routers: readonly { url: string; username: string; password: string; push?: string }[];
  /** The user that asks the routers. */
  asking: { username: string; password: string };
  people: readonly { name: string; macs: readonly string[] }[];
  broker: { url: string; username: string; password: string };
  apiKey: string;
  mcpApiKey: string;
  /** Default: 127.0.0.1. */
  host?: string;
  port: number;
  stateDir: string;
}

/** Polls every 5 s. */
export function demoConfig({
  routers,
  asking,
  people,
  broker,
  apiKey,
  mcpApiKey,
  ...rest
}: DemoParts): Config {
  return {
    ...defaults.config,
    host: '127.0.0.1',
    ...rest,
    apiKey: [plainKey(apiKey)],
    mcpApiKey: [plainKey(mcpApiKey)],
    pollIntervalMs: 5000,
    syslogPort: 0,
    routerQueries: true,
    guestSsids: ['guest'],
    routers: routers.map(({ url, username, password, push = null }, index) => {
      const id = index === 0 ? 'router' : `router-${index + 1}`;
      const login = { queryUsername: asking.username, queryPassword: asking.password };
      return { ...defaults.router, ...login, id, url, username, password, push };
    }),
    mqtt: { ...defaults.mqtt, ...broker },
    people: people.map(({ name, macs }) => ({
      id: name.toLowerCase(),
      name,
      devices: macs.map((mac) => mac.toUpperCase()),
    })),
  };
}
