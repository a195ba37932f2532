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

export interface Answered {
  /** For `bridge/response/<verb>`. */
  reply: string;
  /** The transaction it was asked by, for the log; null when none was named that fits there. */
  correlationId: string | null;
}

/** Null for a verb that is none of ours, and while requests are off. */
export function answer(verb: string, payload: string, requested: Requested): Answered | null {
  const { forget } = requested;
  if (forget === undefined || !verbs.some((known) => known === verb)) return null;
  const request = payload === '' ? {} : parseObject(payload);
  if (request === null) {
    const reply = JSON.stringify({ status: 'error', error: 'The request is no JSON object.' });
    return { reply, correlationId: null };
  }
  const { transaction } = request;
  const error = perform(verb as (typeof verbs)[number], request, { ...requested, forget });
  const result = error === null ? { status: 'ok' } : { status: 'error', error };
  const id = typeof transaction === 'string' || typeof transaction === 'number' ? String(transaction) : '';
  return {
    reply: JSON.stringify({ transaction, ...result }),
    correlationId: /^[!-~]{1,128}$/.test(id) ? id : null,
  };
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
