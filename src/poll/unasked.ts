/** Why a poll did not ask for a menu. */
import type { TableError } from '../parse/reading.ts';
import { failed } from '../routeros/failure.ts';

/** The time of the poll was over. */
export function toUsedUp(url: string, budgetMs: number): TableError {
  return failed(
    'timeout',
    url,
    `this menu was not asked, because the ${budgetMs / 1000} s of one poll were used up`,
    remedyFor('If it happens again', budgetMs),
  );
}

/** Of a menu that no poll has read so far. */
export function toPutOff(url: string, budgetMs: number): TableError {
  return failed(
    'timeout',
    url,
    'this menu has not been read yet, because the router answers slowly and presence does not need it',
    `It is read in one of the next polls. ${remedyFor('If it stays so', budgetMs)}`,
  );
}

function remedyFor(occasion: string, budgetMs: number): string {
  return `${occasion}, raise POLL_INTERVAL to more than ${budgetMs / 1000} s, and see what keeps the router busy: /tool/profile.`;
}

/** A read before it failed in a way that fails every other one. */
export function toUnasked(earlier: TableError): TableError {
  return {
    ...earlier,
    message: `This menu was not asked, because an earlier one failed: ${earlier.message}`,
  };
}
