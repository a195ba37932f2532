/** The simulated house with a user for changes, as a configuration lists its routers. */
import type { RouterConfig } from '../src/config/config.ts';
import { defaults } from '../src/config/read.ts';
import type { SimulatedNetwork } from '../src/demo/network.ts';
import type { SimulatedUser } from '../src/demo/router.ts';

export const writer: SimulatedUser = {
  username: 'writer',
  password: 'w',
  policies: ['read', 'write', 'test', 'reboot', 'api', 'rest-api'],
};

export const routerIds = ['hallway', 'workshop'] as const;

export function writableRouters(
  { routers }: SimulatedNetwork,
  more: Partial<RouterConfig> = {},
): RouterConfig[] {
  return routers.map(({ url, username, password }, index) => ({
    ...defaults.router,
    id: routerIds[index]!,
    url,
    username,
    password,
    writeUsername: writer.username,
    writePassword: writer.password,
    ...more,
  }));
}
