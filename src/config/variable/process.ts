/** The variables of log push, of what is stored, and of the log. */
import { networkAddress } from '../host.ts';
import type { Variable } from '../setting.ts';
import { choice, directory, listOf, port, size, timeZone } from '../value.ts';

export const processVariables = {
  SYSLOG_PORT: {
    parse: port,
    field: 'syslogPort',
    live: 'restart',
    example: '5514',
    meaning: "UDP and TCP port for the routers' log lines, which show changes at once. Unset: off.",
    addOn: {
      label: 'Port for log lines',
      schema: 'port?',
      description:
        "5514 to see changes at once. Give the same port under Network, and send the routers' log there.",
    },
  },
  SYSLOG_ALLOW: {
    parse: listOf(networkAddress),
    field: 'syslogAllow',
    live: 'restart',
    unset: [],
    example: '192.168.88.0/24',
    meaning: 'Further addresses or networks that may send log lines. The routers are allowed anyway.',
    addOn: { label: 'Senders of log lines', schema: '["str?"]' },
  },
  HISTORY_MAX_SIZE: {
    parse: size({ min: '10MB', max: '100GB' }),
    field: 'historyMaxBytes',
    live: 'restart',
    default: '512MB',
    meaning: 'Largest size of the history in `STATE_DIR`; the oldest part goes first. `0`: no history.',
    addOn: {
      label: 'Size of the history',
      schema: 'str?',
      description: 'Largest size, such as 512MB; the oldest part goes first. 0: no history.',
    },
  },
  TIME_ZONE: {
    parse: timeZone,
    field: 'timeZone',
    live: 'restart',
    example: 'Europe/Berlin',
    meaning:
      'Time zone in which texts for assistants and people say a time. Unset: `TZ`, else that of the first router, else UTC. Records are in UTC.',
    addOn: { label: 'Time zone', schema: 'str?' },
  },
  STATE_DIR: {
    parse: directory,
    field: 'stateDir',
    live: 'restart',
    default: './data',
    meaning: 'Folder for everything that survives a restart; one process at a time.',
  },
  LOG_LEVEL: {
    parse: choice(['debug', 'info', 'warn', 'error']),
    field: 'logLevel',
    live: 'restart',
    default: 'info',
    meaning: 'The least important events to log: `debug`, `info`, `warn` or `error`.',
    addOn: { label: 'Log', schema: 'list(debug|info|warn|error)', initial: 'info' },
  },
  LOG_FORMAT: {
    parse: choice(['json', 'pretty']),
    field: 'logFormat',
    live: 'restart',
    example: 'json',
    meaning: '`json` or `pretty`. Unset: `pretty` on a terminal, else `json`.',
  },
} satisfies Record<string, Variable<unknown>>;
