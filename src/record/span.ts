/** The span of a query, in epoch milliseconds. */
import type { Span } from './history.ts';
import { toDurationMs, toMoment } from './moment.ts';

const DAY_MS = 86_400_000;
/** A little more than a year, so that a query for a year need not count the days of a leap year. */
export const MAX_SPAN_DAYS = 400;

/** Which parameters are wrong, and why. */
export type SpanObjection = { parameter: 'since' | 'until'; message: string }[];

/** Defaults: `until` is `now`, `since` is `usual` before it, such as "7d". An array lists what is wrong with the parameters. */
export function toSpan(
  { since, until }: { since?: string | undefined; until?: string | undefined },
  usual: string,
  now: number,
): Span | SpanObjection {
  const untilAt = (until === undefined ? null : toMoment(until, now)) ?? now;
  const sinceAt = (since === undefined ? null : toMoment(since, now)) ?? untilAt - toDurationMs(usual)!;
  if (sinceAt >= untilAt) {
    return [
      { parameter: 'since', message: 'must be before until' },
      { parameter: 'until', message: 'must be after since' },
    ];
  }
  if (untilAt - sinceAt > MAX_SPAN_DAYS * DAY_MS) {
    return [{ parameter: 'since', message: `must be at most ${MAX_SPAN_DAYS} days before until` }];
  }
  return { sinceAt, untilAt };
}
