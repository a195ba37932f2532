/** What may be asked for over MQTT, when that is enabled. None of it reads a router. */
import { parseObject } from './removal.ts';

export interface Requested {
  refresh: () => void;
  republish: () => void;
  prune: () => void;
  /** False when there is no such device. Without it nothing may be requested. */
  forget?: (deviceId: string) => boolean;
}

export const verbs = ['refresh', 'republish', 'forget', 'prune'] as const;

/** The answer, for `bridge/response/<verb>`; null for a verb that is none of ours, and while requests are off. */
export function answer(verb: string, payload: string, requested: Requested): string | null {
  const { forget } = requested;
  if (forget === undefined || !verbs.some((known) => known === verb)) return null;
  const request = payload === '' ? {} : parseObject(payload);
  if (request === null) return JSON.stringify({ status: 'error', error: 'The request is no JSON object.' });
  const transaction = 'transaction' in request ? { transaction: request['transaction'] } : {};
  const error = perform(verb as (typeof verbs)[number], request, { ...requested, forget });
  const result = error === null ? { status: 'ok' } : { status: 'error', error };
  return JSON.stringify({ ...transaction, ...result });
}

function perform(
  verb: (typeof verbs)[number],
  request: Record<string, unknown>,
  requested: Required<Requested>,
): string | null {
  if (verb !== 'forget') {
    requested[verb]();
    return null;
  }
  const id = request['device_id'];
  if (typeof id !== 'string') return 'device_id is missing: twelve small hex digits.';
  return requested.forget(id) ? null : 'There is no such device.';
}
