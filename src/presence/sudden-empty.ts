/** A table whose rows all vanish between two polls was more likely read half than left by every device at once. */

/** A table that stays empty for so many polls is believed. */
const EMPTY_POLLS_BELIEVED = 3;

/** So many devices do not leave one access point between two polls. */
export const MIN_DEVICES = 3;

export interface RowCount {
  /** Rows of the last poll that had any; 0 once an empty table is believed. */
  count: number;
  /** Complete polls in a row without any. */
  emptyPolls: number;
}

/** All rows have vanished, too recently to be believed. */
export function isSuspiciouslyEmpty(known: RowCount): boolean {
  return known.emptyPolls > 0 && known.emptyPolls < EMPTY_POLLS_BELIEVED;
}

/** The count after a complete poll with so many rows. */
export function countRows(known: RowCount, count: number): RowCount {
  if (count > 0) return { count, emptyPolls: 0 };
  const emptyPolls = known.count > 0 ? known.emptyPolls + 1 : 0;
  return emptyPolls >= EMPTY_POLLS_BELIEVED
    ? { count: 0, emptyPolls: 0 }
    : { count: known.count, emptyPolls };
}
