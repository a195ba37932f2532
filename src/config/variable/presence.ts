/** The variables of polling and presence. */
import type { Variable } from '../setting.ts';
import { awayDelay, duration } from '../value.ts';

export const presenceVariables = {
  POLL_INTERVAL: {
    parse: duration({ min: '1s', max: '1h' }),
    field: 'pollIntervalMs',
    live: 'at once',
    default: '10s',
    meaning: 'Time from the start of one poll of a router to the start of the next; at least `1s`.',
    addOn: { label: 'Poll interval', schema: String.raw`match(^\d+(ms|s|m|h)$)?` },
  },
  AWAY_DELAY: {
    parse: awayDelay,
    field: 'awayDelayMs',
    live: 'at once',
    default: '3m',
    meaning:
      'How long a device must be missing to be away; at least two polls. Phones doze for up to two minutes.',
    addOn: { label: 'Away delay', schema: String.raw`match(^\d+(ms|s|m|h|d)$)?` },
  },
  UNKNOWN_AFTER: {
    parse: duration({ min: '1s', max: '365d', never: true }),
    field: 'unknownAfterMs',
    live: 'at once',
    default: '15m',
    meaning: 'Time without evidence after which home becomes unknown. `0`: never.',
    addOn: { label: 'Unknown after', schema: String.raw`match(^(0|\d+(ms|s|m|h|d))$)?` },
  },
  FORGET_AFTER: {
    parse: duration({ min: '1d', max: '3650d' }),
    field: 'forgetAfterMs',
    live: 'at once',
    default: '90d',
    meaning:
      'Time after which a stranger that was not seen is forgotten; one with a randomized MAC after at most `7d`.',
  },
} satisfies Record<string, Variable<unknown>>;
