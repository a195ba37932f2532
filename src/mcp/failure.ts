/** What a model can act on when a tool cannot answer: a value, never thrown. It contains no text from the network. */
import type { Right } from '../auth/access-key.ts';
import type { InputError, Refusal } from '../question/refusal.ts';
import type { Tool } from './tool.ts';

export const errorCodes = [
  'invalid_argument',
  'device_not_found',
  'ambiguous_name',
  'no_data_yet',
  'too_large',
  'rate_limited',
  'internal',
] as const;

export interface Failure {
  error_code: (typeof errorCodes)[number];
  /** A whole sentence. */
  message: string;
  /** The next step, as an imperative. */
  suggested_action: string;
  retry_after_seconds?: number;
  /** What the given name may stand for. */
  candidates?: readonly { device_id: string; mac_address: string }[] | readonly { access_point_id: string }[];
  /** By which the log has the details. */
  correlation_id?: string;
}

export function isFailure(outcome: object): outcome is Failure {
  return 'error_code' in outcome;
}

/** Longer than most polls take. */
const RETRY_AFTER_SECONDS = 5;

export const noDataYet: Failure = {
  error_code: 'no_data_yet',
  message: 'No router has been read yet, and no earlier state was saved.',
  suggested_action:
    'Call again in a few seconds. If this repeats, call health_check to see which router does not answer and why.',
  retry_after_seconds: RETRY_AFTER_SECONDS,
};

/** For a key that may not do what the tool does. */
export function lacksRight(right: Right, may: readonly Right[]): Failure {
  return {
    error_code: 'invalid_argument',
    message: `This tool needs a key with the right "${right}"; this key has ${may.join(', ')}.`,
    suggested_action:
      right === 'propose'
        ? 'Describe the change to the person, who can propose it on the page.'
        : 'Answer from list_devices, list_access_points and get_system_info.',
  };
}

/** Gives no details: those are in the log, under the correlation id. */
export function internal(correlationId: string): Failure {
  return {
    error_code: 'internal',
    message: 'An unexpected error occurred in this service.',
    suggested_action: `Try once more. The log of the service has the details under correlation_id ${correlationId}.`,
    correlation_id: correlationId,
  };
}

export function failureOf(refusal: Refusal, tool: Tool): Failure {
  const { name } = tool;
  switch (refusal.refused) {
    case 'bad_input':
      return invalidArgument(refusal.errors, tool);
    case 'no_snapshot':
      return noDataYet;
    case 'device_not_found':
      return {
        error_code: 'device_not_found',
        message: 'No device has this id, MAC address, name or IP address.',
        suggested_action: `Call list_devices with name set to a part of the name and presence=any, then ${name} with the device_id it returns. A device that never joined has events only: call list_events with its MAC address.`,
      };
    case 'ambiguous_device':
      return {
        error_code: 'ambiguous_name',
        message: 'Several devices have this name or IP address.',
        suggested_action: `Call ${name} with the device_id of one of the candidates; get_device shows which is which.`,
        candidates: refusal.candidates.map(({ device_id, mac_address }) => ({ device_id, mac_address })),
      };
    case 'person_not_found':
      return {
        error_code: 'invalid_argument',
        message: 'No person is configured with this id or name.',
        suggested_action: 'Call list_people.',
      };
    case 'access_point_not_found':
      return {
        error_code: 'invalid_argument',
        message: 'No access point has this id or name.',
        suggested_action: `Call list_access_points, then ${name} with the access_point_id it returns.`,
      };
    case 'ambiguous_access_point':
      return {
        error_code: 'ambiguous_name',
        message: 'Several access points have this name.',
        suggested_action: `Call ${name} with the access_point_id of one of the candidates; list_access_points shows which is which.`,
        candidates: refusal.candidates.map((access_point_id) => ({ access_point_id })),
      };
    case 'no_history':
      return historyMissing('This service keeps none.');
    case 'history_off':
      return historyMissing(refusal.off);
    case 'changes_off':
      return {
        error_code: 'invalid_argument',
        message: 'Routers cannot be changed: CHANGES is off.',
        suggested_action: 'Tell the person what to change, and the RouterOS command for it.',
      };
    case 'change_not_found':
      return {
        error_code: 'invalid_argument',
        message: 'There is no change with this change_id.',
        suggested_action: `Call list_changes, then ${name} with a change_id it returns.`,
      };
    case 'unplanned':
    case 'too_many_changes': {
      const seconds = Math.max(1, Math.ceil(refusal.waitMs / 1000));
      return {
        error_code: refusal.refused === 'unplanned' ? 'no_data_yet' : 'rate_limited',
        message:
          refusal.refused === 'unplanned'
            ? refusal.reason
            : 'At most six plans a minute are made for a router.',
        suggested_action: `Call ${name} again in ${seconds} s.`,
        retry_after_seconds: seconds,
      };
    }
    case 'queries_off':
      return {
        error_code: 'invalid_argument',
        message: 'Routers cannot be asked: ROUTER_QUERIES is off.',
        suggested_action: 'Answer from list_devices, list_access_points and get_system_info.',
      };
    case 'router_busy': {
      const seconds = Math.max(1, Math.ceil(refusal.waitMs / 1000));
      return {
        error_code: 'rate_limited',
        message: 'Routers are asked at most 10 times a minute for each key, and one question at a time.',
        suggested_action: `Call ${name} again in ${seconds} s.`,
        retry_after_seconds: seconds,
      };
    }
    case 'router_failed':
      return {
        error_code: 'no_data_yet',
        message: refusal.error.message,
        suggested_action: `${refusal.error.remedy} Call health_check to see whether the router answers at all.`,
      };
    case 'not_on_router':
      return {
        error_code: 'invalid_argument',
        message: 'This router does not have the menu.',
        suggested_action: 'Call list_router_menus, and choose another menu.',
      };
    case 'too_many_rows':
      return {
        error_code: 'too_large',
        message: `${refusal.rowCount} rows match, more than ${refusal.most}.`,
        suggested_action: `Call ${name} again with conditions in where.`,
      };
  }
}

/** `why` is a sentence of ours. */
function historyMissing(why: string): Failure {
  return {
    error_code: 'no_data_yet',
    message: `There is no history to answer from. ${why}`,
    suggested_action:
      'Use list_events for recent events and get_device for the present state. Call health_check for the state of the history.',
  };
}

function invalidArgument(errors: readonly InputError[], { name, input }: Tool): Failure {
  const isKnown = ({ parameter }: InputError) => Object.hasOwn(input.shape, parameter);
  const shown = (error: InputError) =>
    isKnown(error) || error.parameter === 'arguments' ? error.parameter : JSON.stringify(error.parameter);
  const message = errors.map((error) => `${shown(error)} ${error.message}`).join('; ');
  const steps = errors.map((error) => {
    const { parameter, isMissing, meant } = error;
    if (!isKnown(error))
      return meant === undefined ? `without ${shown(error)}` : `with ${meant} instead of ${shown(error)}`;
    if (isMissing) return `with ${parameter}`;
    return meant === undefined ? `with another ${parameter}` : `with ${parameter}=${meant}`;
  });
  return {
    error_code: 'invalid_argument',
    message: /[.?]$/.test(message) ? message : `${message}.`,
    suggested_action: `Call ${name} again ${[...new Set(steps)].join(', ')}.`,
  };
}
