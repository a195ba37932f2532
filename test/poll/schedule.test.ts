/** When a router is read next. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newSchedule,
  nextStep,
  overdueMs,
  paused,
  pollBegan,
  pollEnded,
  type PollEnd,
  quickPollBegan,
  quickPollEnded,
  requested,
  type Schedule,
} from '../../src/poll/schedule.ts';

const INTERVAL_MS = 10_000;
const QUICK = { leases: false };

/** After a poll from 0 to `endedMs`. */
function polled(end: Partial<PollEnd> = {}): Schedule {
  const began = pollBegan(newSchedule(0), 0, INTERVAL_MS);
  return pollEnded(began, {
    startedMs: 0,
    endedMs: 2_000,
    intervalMs: INTERVAL_MS,
    failures: 0,
    isWhole: true,
    ...end,
  });
}

describe('a poll', () => {
  it('is the first step', () => {
    expect(nextStep(newSchedule(5), 5)).toEqual({ do: 'poll' });
  });

  it('begins one interval after the start of the one before', () => {
    expect(nextStep(polled(), 2_000)).toEqual({ do: 'sleep', ms: 8_000 });
    expect(nextStep(paused(polled()), 10_000)).toEqual({ do: 'poll' });
  });

  it('follows one that took longer than the interval at once, after a pause of 0 ms', () => {
    const late = polled({ endedMs: 25_000 });
    expect(overdueMs(late, 25_000)).toBe(0);
    expect(nextStep(late, 25_000)).toEqual({ do: 'sleep', ms: 0 });
    expect(nextStep(paused(late), 25_000)).toEqual({ do: 'poll' });
  });

  it('waits from the end of the one before while the breaker is open', () => {
    expect(nextStep(polled({ failures: 4 }), 2_000)).toEqual({ do: 'sleep', ms: 8_000 });
    expect(nextStep(polled({ failures: 5 }), 2_000)).toEqual({ do: 'sleep', ms: 2_000 });
    expect(nextStep(polled({ failures: 7 }), 2_000)).toEqual({ do: 'sleep', ms: 8_000 });
  });

  it('is overdue when it runs longer than its budget or begins late', () => {
    expect(overdueMs(pollBegan(newSchedule(0), 0, INTERVAL_MS), 10_500)).toBe(500);
    expect(overdueMs(polled(), 9_000)).toBe(0);
    expect(overdueMs(polled(), 12_000)).toBe(2_000);
  });
});

describe('a quick poll', () => {
  it('comes at once when it is requested', () => {
    expect(nextStep(requested(polled(), QUICK), 3_000)).toEqual({ do: 'quick poll', wanted: QUICK });
  });

  it('is one for several requests, with everything they ask for', () => {
    const both = requested(requested(requested(polled(), QUICK), { leases: true }), QUICK);
    expect(nextStep(both, 3_000)).toEqual({ do: 'quick poll', wanted: { leases: true } });
  });

  it('begins at least one second after the one before', () => {
    const first = quickPollEnded(quickPollBegan(requested(polled(), QUICK), 3_000), 3_100, true);
    expect(nextStep(requested(first, QUICK), 3_200)).toEqual({ do: 'sleep', ms: 800 });
    expect(nextStep(requested(first, QUICK), 4_000)).toMatchObject({ do: 'quick poll' });
  });

  it('is left to the poll when the last one took longer than the time that is left', () => {
    const slow = quickPollEnded(quickPollBegan(requested(polled(), QUICK), 3_000), 6_000, true);
    expect(nextStep(requested(slow, QUICK), 7_000)).toEqual({ do: 'sleep', ms: 3_000 });
    expect(nextStep(requested(slow, QUICK), 6_900)).toMatchObject({ do: 'quick poll' });
  });

  it.each<[string, Schedule]>([
    ['a poll that failed', polled({ failures: 1 })],
    ['a defect', polled({ isWhole: false })],
    ['a quick poll that failed', quickPollEnded(quickPollBegan(polled(), 2_500), 2_600, false)],
  ])('waits for a poll after %s', (_, schedule) => {
    expect(nextStep(requested(schedule, QUICK), 4_000)).toEqual({ do: 'sleep', ms: 6_000 });
  });

  it('is covered by a poll that begins after its request, and outlives one that runs', () => {
    const before = pollBegan(requested(polled(), QUICK), 10_000, INTERVAL_MS);
    const end = { startedMs: 10_000, endedMs: 11_000, intervalMs: INTERVAL_MS, failures: 0, isWhole: true };
    expect(nextStep(pollEnded(before, end), 11_000)).toEqual({ do: 'sleep', ms: 9_000 });
    const meanwhile = requested(pollBegan(polled(), 10_000, INTERVAL_MS), QUICK);
    expect(nextStep(pollEnded(meanwhile, end), 11_000)).toMatchObject({ do: 'quick poll' });
  });
});

it('polls keep their time whatever is requested, and no step comes without an end', () => {
  const requests = fc.array(fc.record({ atMs: fc.nat(60_000), leases: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 900 }), (asked, tookMs) => {
      const pending = asked.toSorted((a, b) => a.atMs - b.atMs);
      let [schedule, nowMs] = [newSchedule(0), 0];
      const starts: number[] = [];
      for (let steps = 0; nowMs < 60_000; steps++) {
        expect(steps).toBeLessThan(500);
        while (pending[0] !== undefined && pending[0].atMs <= nowMs)
          schedule = requested(schedule, pending.shift()!);
        const step = nextStep(schedule, nowMs);
        if (step.do === 'poll') {
          starts.push(nowMs);
          const startedMs = nowMs;
          schedule = pollBegan(schedule, nowMs, INTERVAL_MS);
          nowMs += tookMs;
          const end = { startedMs, endedMs: nowMs, intervalMs: INTERVAL_MS, failures: 0, isWhole: true };
          schedule = pollEnded(schedule, end);
        } else if (step.do === 'quick poll') {
          schedule = quickPollBegan(schedule, nowMs);
          nowMs += tookMs;
          schedule = quickPollEnded(schedule, nowMs, true);
        } else {
          // a request ends the pause
          nowMs = Math.min(nowMs + step.ms, pending[0]?.atMs ?? Infinity);
          schedule = paused(schedule);
        }
      }
      // the first quick poll cannot know how long it will take
      const lateMs = starts.map((start, index) => start - index * INTERVAL_MS);
      expect(Math.max(...lateMs)).toBeLessThanOrEqual(tookMs);
      expect(starts.length).toBeGreaterThanOrEqual(6);
    }),
  );
});
