/**
 * When one router is read next: by a poll, by a quick poll, or not yet. Decides only: has no clock and no timer. Every time is monotonic,
 * in milliseconds.
 */
import { breakerOf, openPauseMs } from './breaker.ts';

/** What a quick poll reads besides the registration tables. */
export interface QuickPoll {
  leases: boolean;
  /** Access lists, and interfaces that may be switched off. */
  rules?: boolean;
}

export interface Schedule {
  /** Between polls: the start of the next one. During a poll: its latest end. */
  readonly dueMs: number;
  readonly isPolling: boolean;
  /** Since the last poll there was a quick poll or a pause, if only of 0 ms: other work gets its turn before the next one. */
  readonly hasPaused: boolean;
  /** Requested, and neither begun nor covered by a poll. */
  readonly wanted: QuickPoll | null;
  /** The last read failed or is a running poll: a quick poll waits until a poll has succeeded. */
  readonly pollFirst: boolean;
  readonly quickStartedMs: number;
  readonly quickTookMs: number;
}

export type PollStep =
  | { do: 'poll' }
  | { do: 'quick poll'; wanted: QuickPoll }
  /** Ends early when a quick poll is requested. */
  | { do: 'sleep'; ms: number };

/** From the start of one quick poll to the next. */
const QUICK_POLL_EVERY_MS = 1000;

/** A poll is due at once. */
export function newSchedule(nowMs: number): Schedule {
  return {
    dueMs: nowMs,
    isPolling: false,
    hasPaused: true,
    wanted: null,
    pollFirst: true,
    quickStartedMs: -Infinity,
    quickTookMs: 0,
  };
}

/** What to do between two polls. */
export function nextStep(schedule: Schedule, nowMs: number): PollStep {
  const { dueMs, hasPaused, wanted, pollFirst, quickStartedMs, quickTookMs } = schedule;
  if (hasPaused && nowMs >= dueMs) return { do: 'poll' };
  const leftMs = Math.max(0, dueMs - nowMs);
  if (wanted === null || pollFirst) return { do: 'sleep', ms: leftMs };
  const waitMs = quickStartedMs + QUICK_POLL_EVERY_MS - nowMs;
  if (waitMs > 0) return { do: 'sleep', ms: Math.min(leftMs, waitMs) };
  // a quick poll that would delay the poll is left to it
  return leftMs > quickTookMs ? { do: 'quick poll', wanted } : { do: 'sleep', ms: leftMs };
}

/** Several requests are one. The next poll covers it. */
export function requested(schedule: Schedule, asked: QuickPoll): Schedule {
  const { wanted } = schedule;
  const rules = asked.rules === true || wanted?.rules === true;
  return {
    ...schedule,
    wanted: { leases: asked.leases || wanted?.leases === true, ...(rules && { rules }) },
  };
}

export function paused(schedule: Schedule): Schedule {
  return { ...schedule, hasPaused: true };
}

export function pollBegan(schedule: Schedule, nowMs: number, budgetMs: number): Schedule {
  return { ...schedule, dueMs: nowMs + budgetMs, isPolling: true, wanted: null, pollFirst: true };
}

export interface PollEnd {
  startedMs: number;
  endedMs: number;
  /** Start to start. */
  intervalMs: number;
  /** Failed polls in a row, this one included. */
  failures: number;
  /** False after a defect in the program. */
  isWhole: boolean;
}

/** A poll that took longer than the interval is followed at once; the polls that it missed are left out. */
export function pollEnded(schedule: Schedule, end: PollEnd): Schedule {
  const { startedMs, endedMs, intervalMs, failures, isWhole } = end;
  const isOpen = breakerOf(failures) === 'open';
  const dueMs = isOpen ? endedMs + openPauseMs(failures) : Math.max(endedMs, startedMs + intervalMs);
  return { ...schedule, dueMs, isPolling: false, hasPaused: false, pollFirst: failures > 0 || !isWhole };
}

export function quickPollBegan(schedule: Schedule, nowMs: number): Schedule {
  return { ...schedule, quickStartedMs: nowMs, wanted: null };
}

/** `isWhole`: it read everything it wanted. */
export function quickPollEnded(schedule: Schedule, nowMs: number, isWhole: boolean): Schedule {
  const quickTookMs = nowMs - schedule.quickStartedMs;
  return { ...schedule, quickTookMs, hasPaused: true, pollFirst: !isWhole };
}

/** How far the router is past its due time. More than a few seconds means that its poller has stalled. */
export function overdueMs({ dueMs }: Schedule, nowMs: number): number {
  return Math.max(0, Math.round(nowMs - dueMs));
}
