/** Quantiles of Student's distribution. */

/** For 1, 2, … degrees of freedom: 99 % of all values lie between the negative and the positive one. */
const TABLE = [
  63.66, 9.92, 5.84, 4.6, 4.03, 3.71, 3.5, 3.36, 3.25, 3.17, 3.11, 3.05, 3.01, 2.98, 2.95, 2.92, 2.9, 2.88,
  2.86, 2.85, 2.83, 2.82, 2.81, 2.8, 2.79, 2.78, 2.77, 2.76, 2.76, 2.75,
];
const FOR_MANY = 2.75;

/** `freedom`: at least 1. */
export function criticalT(freedom: number): number {
  return TABLE[freedom - 1] ?? FOR_MANY;
}
