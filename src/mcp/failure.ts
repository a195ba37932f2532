/** What a model can act on when a tool cannot answer: a value, never thrown. It contains no text from the network. */

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
  /** The devices that share the given name. */
  candidates?: readonly { device_id: string; mac_address: string }[];
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

/** `why` is a sentence of ours. */
export function historyMissing(why: string): Failure {
  return {
    error_code: 'no_data_yet',
    message: `There is no history to answer from. ${why}`,
    suggested_action:
      'Use list_events for recent events and get_device for the present state. Call health_check for the state of the history.',
  };
}

export function deviceNotFound(toolName: string): Failure {
  return {
    error_code: 'device_not_found',
    message: 'No device has this id, MAC address or name.',
    suggested_action: `Call list_devices with a part of the name and presence=any, then ${toolName} with the device_id it returns.`,
  };
}

export function ambiguousName(
  toolName: string,
  candidates: readonly { device_id: string; mac_address: string }[],
): Failure {
  return {
    error_code: 'ambiguous_name',
    message: 'Several devices have this name.',
    suggested_action: `Call ${toolName} with the device_id of one of the candidates.`,
    candidates: candidates.map(({ device_id, mac_address }) => ({ device_id, mac_address })),
  };
}

/** Gives no details: those are in the log, under the correlation id. */
export const internal: Failure = {
  error_code: 'internal',
  message: 'An unexpected error occurred in this service.',
  suggested_action: 'Try once more. The log of the service has the details under this correlation_id.',
};

export function invalidArgument(problems: readonly string[], suggestion: string): Failure {
  return {
    error_code: 'invalid_argument',
    message: `${problems.join('; ')}.`,
    suggested_action: suggestion,
  };
}
