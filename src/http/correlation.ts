/** The id that ties a reply to its log lines. */
import { randomUUID } from 'node:crypto';

// One UUID per process whose last 12 digits count up: a new UUID would cost a tenth of a whole reply.
const stem = randomUUID().slice(0, -12);
let count = 0;

export function createCorrelationId(): string {
  count = (count + 1) % 0x1000000000000;
  return stem + count.toString(16).padStart(12, '0');
}

/** The id that was sent if it is 1 to 128 visible ASCII characters, else a new one. */
export function correlationIdOf(offered: string | undefined): string {
  return offered !== undefined && /^[!-~]{1,128}$/.test(offered) ? offered : createCorrelationId();
}
