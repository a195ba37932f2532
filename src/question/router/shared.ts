/** What the questions about a router share: how one is named, and what becomes of an answer that the router did not give. */
import { z } from 'zod';
import { badInput, type InputError, type Refusal } from '../refusal.ts';
import type { RouterAnswer } from './door.ts';

export const routerId = z.string().min(1).max(64).describe('Id of the router, as get_system_info lists it.');

export const takenAt = z
  .string()
  .meta({ format: 'date-time' })
  .describe('Time at which the router answered (UTC).');

/** A host name or an address, which is all that a command takes as one. */
export const hostText = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9._:-]*[a-z0-9])?\.?$/i, 'is no host name and no IP address');

/** Null when it is one of these. */
export function objectionToRouter(ids: readonly string[], router: string): InputError | null {
  if (ids.includes(router)) return null;
  const listed = ids.length === 0 ? 'There is none' : `The routers are ${ids.join(', ')}`;
  return { parameter: 'router', message: `is the id of no router. ${listed}` };
}

type Unanswered = Exclude<RouterAnswer, { status: 'complete' }>;

/** `host`: the parameter that may be a name. */
export function toRefusal(answer: Unanswered, host = 'address'): Refusal {
  switch (answer.status) {
    case 'absent':
      return { refused: 'not_on_router' };
    case 'busy':
      return { refused: 'router_busy', waitMs: answer.waitMs };
    case 'failed':
      // the fault is the name, not the router
      return /resolve failed/i.test(answer.error.message)
        ? badInput([{ parameter: host, message: 'cannot be resolved by the router' }])
        : { refused: 'router_failed', error: answer.error };
  }
}
