/** The configuration of the demo: the defaults, and the parts that were started. */
import { plainKey } from '../auth/access-key.ts';
import { defaults } from '../config/read.ts';
import type { Config } from '../config/config.ts';

export interface DemoParts {
  routers: readonly { url: string; username: string; password: string }[];
  people: readonly { name: string; macs: readonly string[] }[];
  broker: { url: string; username: string; password: string };
  apiKey: string;
  mcpApiKey: string;
  port: number;
  stateDir: string;
}

/** Listens on this machine only and polls every 5 s. */
export function demoConfig({ routers, people, broker, apiKey, mcpApiKey, ...rest }: DemoParts): Config {
  return {
    ...defaults.config,
    ...rest,
    apiKey: [plainKey(apiKey)],
    mcpApiKey: [plainKey(mcpApiKey)],
    host: '127.0.0.1',
    pollIntervalMs: 5000,
    syslogPort: 0,
    routers: routers.map(({ url, username, password }, index) => {
      const id = index === 0 ? 'router' : `router-${index + 1}`;
      return { ...defaults.router, id, url, username, password };
    }),
    mqtt: { ...defaults.mqtt, ...broker },
    people: people.map(({ name, macs }) => ({
      id: name.toLowerCase(),
      name,
      devices: macs.map((mac) => mac.toUpperCase()),
    })),
  };
}
