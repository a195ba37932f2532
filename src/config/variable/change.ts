/** The variables of changes to routers. Without them nothing can write. */
import type { Variable } from '../setting.ts';
import { password, userName } from '../text.ts';
import { boolean, choice, duration } from '../value.ts';

export const changeVariables = {
  CHANGES: {
    parse: boolean,
    field: 'changes',
    live: 'restart',
    default: 'off',
    meaning:
      '`on`: changes to routers may be proposed, approved with `OPERATOR_KEY` or a key of the file with `approve`, and made by the user for writing. `off`: nothing can write.',
  },
  CHANGE_WATCH: {
    parse: duration({ min: '5s', max: '30m' }),
    field: 'changeWatchMs',
    live: 'restart',
    default: '2m',
    meaning: 'How long the network is watched after a change before it is kept.',
  },
  MCP_CHANGES: {
    parse: choice(['off', 'propose']),
    field: 'mcpChanges',
    live: 'restart',
    default: 'off',
    meaning:
      'With `CHANGES=on`, `propose`: assistants may propose changes too. `off`: they may only look at them. No assistant can approve one.',
  },
  ROUTEROS_WRITE_USERNAME: {
    parse: userName,
    field: 'routers.writeUsername',
    live: 'at once',
    example: 'presence-write',
    meaning:
      'Router user for changes, with the policies read, write, test, api and rest-api; another one than `ROUTEROS_USERNAME`.',
  },
  ROUTEROS_WRITE_PASSWORD: {
    parse: password,
    field: 'routers.writePassword',
    live: 'at once',
    secret: true,
    meaning: 'Password of that user.',
  },
} satisfies Record<string, Variable<unknown>>;
