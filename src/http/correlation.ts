/** The id that ties an answer to its lines in the log. */
import { randomUUID } from 'node:crypto';

// One UUID per process, of which the last 12 digits count on: a UUID made anew costs a tenth of a whole answer.
const stem = randomUUID().slice(0, -12);
let count = 0;

export function createCorrelationId(): string {
  count = (count + 1) % 0x1000000000000;
  return stem + count.toString(16).padStart(12, '0');
}

/** The one that was sent, when it is at most 128 visible ASCII characters. */
export function correlationIdOf(offered: string | undefined): string {
  return offered !== undefined && /^[!-~]{1,128}$/.test(offered) ? offered : createCorrelationId();
}
