/** Computes the findings every ten minutes, off the polls' path: it reads records and the history, in slices that block nothing. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Advice, adviseInSlices } from '../advise/advise.ts';
import { MINUTE_MS } from '../advise/constant.ts';
import type { House } from '../advise/house.ts';
import { track } from '../advise/track.ts';
import type { Finding, Findings } from '../record/finding.ts';
import type { StayHistory } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { createPastReader } from './past.ts';
import { createEventReader, ownRules, updatesOf } from './told-house.ts';

export interface FindingsOptions {
  snapshot: SnapshotHolder;
  /** Null without a history. */
  history: StayHistory | null;
  journal: Pick<Journal, 'read'>;
  /** Log lines can come at present. */
  hearsLog: () => boolean;
  /** Findings as they are. */
  findings: () => Findings;
  /** Is given what was computed. */
  take: (findings: Findings, begun: readonly Finding[]) => void;
  log: Pick<Log, 'debug' | 'error'>;
  clock: Pick<Clock, 'now' | 'monotonicNow' | 'sleep'>;
}

export interface FindingsRunner {
  start: () => void;
  /** Computes them now; resolves with the longest time, in milliseconds, that it kept others waiting. */
  compute: () => Promise<number>;
  stop: () => Promise<void>;
}

const EVERY_MS = 10 * MINUTE_MS;
/** After the first and the second computation: radios tell their channels and powers a few at a time. */
const SOON_MS = [MINUTE_MS / 2, 2 * MINUTE_MS];
/** The first computation waits for some complete readings, but no longer than this. */
const FIRST_WITHIN_MS = MINUTE_MS;
const FIRST_READINGS = 3;
const LOOK_EVERY_MS = 1000;
/** After so long others get a turn. */
const SLICE_MS = 5;

export function createFindings({
  snapshot,
  history,
  journal,
  hearsLog,
  findings,
  take,
  log,
  clock,
}: FindingsOptions): FindingsRunner {
  const reader = history === null ? null : createPastReader(history);
  const events = createEventReader(journal, hearsLog);
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    await untilReady();
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      try {
        await compute();
      } catch (error) {
        log.error({ error }, 'findings not computed');
      }
      await clock.sleep(SOON_MS[count] ?? EVERY_MS, stopping.signal);
    }
  }

  async function untilReady(): Promise<void> {
    const startedMs = clock.monotonicNow();
    const readings = new Set<number>();
    const unsubscribe = snapshot.subscribe(({ meta, takenAt }) => {
      if (meta.complete) readings.add(takenAt);
    });
    while (
      readings.size < FIRST_READINGS &&
      clock.monotonicNow() - startedMs < FIRST_WITHIN_MS &&
      !stopping.signal.aborted
    )
      await clock.sleep(LOOK_EVERY_MS, stopping.signal);
    unsubscribe();
  }

  async function compute(): Promise<number> {
    const current = snapshot.current();
    if (current === null) return 0;
    const at = clock.now();
    const beganMs = clock.monotonicNow();
    const house = await houseOf(current, at);
    const { advice, longestMs } = await inSlices(house);
    if (stopping.signal.aborted) return longestMs;
    const { begun, ...tracked } = track(findings(), advice, { at, sha256 });
    take({ ...tracked, checks: advice.checks }, begun);
    const durationMs = Math.round(clock.monotonicNow() - beganMs);
    log.debug({ found: advice.found.length, duration_ms: durationMs }, 'findings computed');
    return longestMs;
  }

  async function houseOf(current: Snapshot, at: number): Promise<House> {
    const past = (await reader?.read([...current.devices.values()], at)) ?? null;
    const told = await events.read(at);
    const house = { at, snapshot: current, ...told, rules: ownRules(current), updates: updatesOf(current) };
    if (past === null || !('off' in past)) return { ...house, past };
    return { ...house, past: null, pastOff: { status: 'not_enough_data', reason: past.off } };
  }

  async function inSlices(house: House): Promise<{ advice: Advice; longestMs: number }> {
    const work = adviseInSlices(house);
    let longestMs = 0;
    for (;;) {
      const beganMs = clock.monotonicNow();
      let step = work.next();
      while (step.done !== true && clock.monotonicNow() - beganMs < SLICE_MS) step = work.next();
      longestMs = Math.max(longestMs, clock.monotonicNow() - beganMs);
      if (step.done === true) return { advice: step.value, longestMs };
      await nextTurn();
    }
  }

  return {
    start: () => void (running ??= run()),
    compute,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
