/** Rows that vanish all at once: more likely a half-read table than everybody leaving in the same moment. */

const EMPTY_POLLS_BELIEVED = 3;

/** So many devices of one access point do not leave in the same moment. */
export const MIN_DEVICES = 3;

/** How many rows were there before they were all gone at a stroke, and for how many complete polls in a row that has been so. */
export interface RowCount {
  count: number;
  emptyPolls: number;
}

/** All rows were gone at a stroke, too recently to be believed. */
export function isSuspiciouslyEmpty(crowd: RowCount): boolean {
  return crowd.emptyPolls > 0 && crowd.emptyPolls < EMPTY_POLLS_BELIEVED;
}

/** After a complete poll that counted so many. */
export function countRows(crowd: RowCount, count: number): RowCount {
  if (count > 0) return { count, emptyPolls: 0 };
  const emptyPolls = crowd.count > 0 ? crowd.emptyPolls + 1 : 0;
  return emptyPolls >= EMPTY_POLLS_BELIEVED
    ? { count: 0, emptyPolls: 0 }
    : { count: crowd.count, emptyPolls };
}
