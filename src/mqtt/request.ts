/** Requests over MQTT, where they are enabled. None of them causes a read of a router. */
import { parseObject } from './parse-object.ts';

export interface RequestActions {
  refresh: () => void;
  republish: () => void;
  prune: () => void;
  /** False when there is no such device. Absent: requests are disabled. */
  forget?: ((deviceId: string) => boolean) | undefined;
}

export const verbs = ['refresh', 'republish', 'forget', 'prune'] as const;

/** The transaction is echoed, so it must not be long. */
const MOST_CHARACTERS = 4096;
const MAX_TARGET_LENGTH = 64;

export interface RequestAnswer {
  /** For `bridge/response/<verb>`. */
  reply: string;
  /** The transaction of the request, for the log; null when it names none or one that does not fit there. */
  correlationId: string | null;
  /** The device of the request, for the log; null when it names none. */
  target: string | null;
  /** For the log: `done`, or why it was refused. */
  outcome: string;
}

/** Performs the request. Null for an unknown verb, and while requests are disabled. */
export function answerRequest(verb: string, payload: string, actions: RequestActions): RequestAnswer | null {
  const { forget } = actions;
  if (forget === undefined || !verbs.some((known) => known === verb)) return null;
  if (payload.length > MOST_CHARACTERS)
    return unread(`The request is longer than ${MOST_CHARACTERS} characters.`);
  const request = payload === '' ? {} : parseObject(payload);
  if (request === null) return unread('The request is not a JSON object.');
  const { transaction, device_id } = request;
  const error = perform(verb as (typeof verbs)[number], request, { ...actions, forget });
  const result = error === null ? { status: 'ok' } : { status: 'error', error };
  const id = typeof transaction === 'string' || typeof transaction === 'number' ? String(transaction) : '';
  return {
    reply: JSON.stringify({ transaction, ...result }),
    correlationId: /^[!-~]{1,128}$/.test(id) ? id : null,
    target: typeof device_id === 'string' ? device_id.slice(0, MAX_TARGET_LENGTH) : null,
    outcome: error ?? 'done',
  };
}

function unread(error: string): RequestAnswer {
  const reply = JSON.stringify({ status: 'error', error });
  return { reply, correlationId: null, target: null, outcome: error };
}

function perform(
  verb: (typeof verbs)[number],
  request: Record<string, unknown>,
  actions: RequestActions & { forget: (deviceId: string) => boolean },
): string | null {
  if (verb !== 'forget') {
    actions[verb]();
    return null;
  }
  const id = request['device_id'];
  if (typeof id !== 'string') return 'device_id is missing: twelve lower-case hexadecimal digits.';
  return actions.forget(id) ? null : 'There is no such device.';
}
