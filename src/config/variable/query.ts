/** The variables of questions to routers. */
import type { Variable } from '../setting.ts';
import { password, userName } from '../text.ts';
import { boolean } from '../value.ts';

export const queryVariables = {
  ROUTER_QUERIES: {
    parse: boolean,
    field: 'routerQueries',
    live: 'restart',
    default: 'off',
    meaning:
      '`on`: REST and assistants may ask a router for rows of a fixed list of menus, for its log, and to ping. `off`: no question reads a router.',
  },
  ROUTEROS_QUERY_USERNAME: {
    parse: userName,
    field: 'routers.queryUsername',
    live: 'at once',
    example: 'presence-query',
    meaning:
      'Router user for these questions, with the policies read, api and rest-api, and test for ping. Without it the polling user asks, within half of `POLL_INTERVAL`.',
  },
  ROUTEROS_QUERY_PASSWORD: {
    parse: password,
    field: 'routers.queryPassword',
    live: 'at once',
    secret: true,
    meaning: 'Password of that user.',
  },
} satisfies Record<string, Variable<unknown>>;
