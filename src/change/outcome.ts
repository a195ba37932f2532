/** What a door answers: a value, whatever happened. */
import type { Change } from './change.ts';

export type Outcome =
  | { outcome: 'created' | 'open' | 'accepted'; change: Change }
  | { outcome: 'invalid'; errors: { parameter: string; message: string }[] }
  | { outcome: 'not_found' }
  /** Its state, digest or time does not allow it, or the object is not as the change left it. */
  | { outcome: 'conflict'; reason: string; change: Change }
  | { outcome: 'unreadable'; reason: string; retryAfterSeconds: number }
  | { outcome: 'too_many'; retryAfterSeconds: number };

export function invalid(parameter: string, message: string): Outcome {
  return { outcome: 'invalid', errors: [{ parameter, message }] };
}

export function conflict(change: Change, reason: string): Outcome {
  return { outcome: 'conflict', reason, change };
}
