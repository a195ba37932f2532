/** The history edge: follows the snapshot and the journal, hands what they tell to the thread that writes, and asks it. Nothing waits for the disk. */
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { EventStore, NumberingJournal } from '../record/journal.ts';
import type { HistoryHealth } from '../record/health.ts';
import type {
  AccessPointHistory,
  DeviceHistory,
  History,
  HistoryOff,
  SessionList,
} from '../record/history.ts';
import type { NumberedEvent } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';
import { createCollector, emptyFrame } from './collect.ts';
import { type StartWorker, startLink, type Written } from './link.ts';
import type { FileState, Frame, Query } from './message.ts';
import { createQueue } from './queue.ts';

export interface HistoryOptions {
  /** Where history.db lies; made when it is missing. */
  stateDir: string;
  /** How large the file may grow before the oldest goes. */
  maxBytes: number;
  snapshot: SnapshotHolder;
  /** Has subscribed to the same snapshots before, so an event is stored before the snapshot that shows it. Is given the store. */
  journal: NumberingJournal;
  log: Log;
  count?: Pick<Counters, 'historyWrite'> | undefined;
  now?: () => number;
  monotonicNow?: () => number;
  startWorker?: StartWorker;
  flushEveryMs?: number;
  /** How long after a failure it is tried again. */
  retryEveryMs?: number;
  answerWithinMs?: number;
  stopWithinMs?: number;
}

export interface HistoryEdge extends History {
  state: () => HistoryHealth;
  store: EventStore;
  /** Resolves when it is known what earlier runs told, or that it will not be known soon. */
  opened: Promise<void>;
  /** Hands over what waits; resolves with what it cost when it is written, with null when it could not be. */
  flush: () => Promise<Written | null>;
  /** Ends within three seconds. */
  stop: () => Promise<void>;
}

// what happened is to be on the disk within a second, and the thread needs its part of it
const FLUSH_EVERY_MS = 500;
/** A thread and a file opened: cheap enough for a disk that stays full for a year. */
const RETRY_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 5000;
const OPEN_WITHIN_MS = 2000;
const STOP_WITHIN_MS = 3000;
/** A write that takes longer than this is no longer merely slow. */
const STALLED_MS = 60_000;
/** Writes that questions may have started, beside the one of every second. */
const MAX_UNDER_WAY = 4;
// about ten megabytes, and an hour of three hundred devices
const QUEUE = { samples: 200_000, events: 20_000 };

export function startHistory(options: HistoryOptions): HistoryEdge {
  const { stateDir, maxBytes, snapshot, journal, log, count, startWorker } = options;
  const { now = Date.now, monotonicNow = () => performance.now() } = options;
  const { answerWithinMs = ANSWER_WITHIN_MS, retryEveryMs = RETRY_EVERY_MS } = options;
  const collector = createCollector();
  const queue = createQueue(QUEUE);
  let file: FileState | null = null;
  /** Since when a write is under way (steady). */
  let writingSinceMs: number | null = null;
  let under = 0;
  /** What it failed of last; null when all is well. */
  let failure: string | null = null;
  /** Told in the log since all was well: a disk may fail in two ways by turns. */
  const told = new Set<string>();
  let isLagTold = false;
  let isStopped = false;
  let isOpened = () => {};
  const opened = new Promise<void>((resolve) => {
    isOpened = resolve;
    setTimeout(resolve, OPEN_WITHIN_MS).unref();
  });

  const link = startLink({
    stateDir,
    maxBytes,
    clock: () => ({ at: now(), steadyMs: monotonicNow() }),
    startWorker,
    retryEveryMs,
    answerWithinMs,
    onOpened: (found) => {
      if (found.setAside !== null) log.warn({ problem: found.setAside }, 'history set aside');
      ({ file } = found);
      journal.goOnAfter(found.newestEventId);
      isOpened();
      void flush();
    },
    onFault: (problem) => {
      if (!isStopped && !told.has(problem)) log.warn({ problem }, 'history unavailable');
      told.add(problem);
      failure = problem;
      collector.tellAll();
      isOpened();
    },
  });

  const unfollow = snapshot.subscribe(follow);
  const unhear = journal.subscribe((events) => queue.put(emptyFrame(events)));
  const current = snapshot.current();
  if (current !== null) follow(current);
  const timer = setInterval(() => {
    // one at a time: what the disk cannot take waits here, where it is counted
    if (under === 0 && link.problem() === null) void flush();
  }, options.flushEveryMs ?? FLUSH_EVERY_MS);
  timer.unref();

  function follow(next: Snapshot): void {
    const frame = collector.collect(next);
    if (frame === null) return;
    const before = queue.dropped().samples;
    queue.put(frame);
    if (queue.dropped().samples === before) return;
    collector.tellAll();
    if (!isLagTold) log.warn({ dropped: queue.dropped() }, 'history signals dropped');
    isLagTold = true;
  }

  async function flush(): Promise<Written | null> {
    if (link.problem() !== null) return null;
    const frames: readonly Frame[] = queue.take();
    under++;
    writingSinceMs ??= monotonicNow();
    const written = await link.write(frames, collector.places);
    under--;
    writingSinceMs = under === 0 ? null : monotonicNow();
    count?.historyWrite(written !== null);
    if (written === null) {
      queue.putBack(frames);
      collector.tellAll();
      return null;
    }
    ({ file } = written);
    isLagTold = false;
    if (failure !== null) {
      failure = null;
      told.clear();
      log.info({}, 'history recovered');
    }
    return written;
  }

  async function ask<T>(query: Query): Promise<T | HistoryOff> {
    const off = link.problem();
    if (off !== null) return { off };
    // what waits is asked about too
    if (!isStopped && under < MAX_UNDER_WAY) void flush();
    const reply = await link.ask(query);
    return 'off' in reply ? reply : (reply.answer as T);
  }

  function problemOf(): string | null {
    const isStalled = writingSinceMs !== null && monotonicNow() - writingSinceMs > STALLED_MS;
    if (isStalled)
      return `The disk with ${stateDir} has not answered for a minute. Look into the log of the system.`;
    // what failed is well again when something has been written, not when it is tried again
    return link.problem() ?? failure ?? file?.problem ?? null;
  }

  const store: EventStore = {
    page: async ({ after, before, order, limit }) => {
      const reply = await ask<NumberedEvent[]>({ type: 'events', after, before, order, limit });
      return Array.isArray(reply) ? reply : null;
    },
    oldestId: async () => {
      const reply = await ask<number | null>({ type: 'oldest_event' });
      return typeof reply === 'number' ? reply : null;
    },
  };
  journal.attach(store);

  return {
    deviceHistory: (deviceId, span, resolution) =>
      ask<DeviceHistory>({ type: 'device', deviceId, span, resolution }),
    sessions: (deviceId, span, limit) => ask<SessionList>({ type: 'sessions', deviceId, span, limit }),
    accessPointHistory: (accessPointId, span, resolution) =>
      ask<AccessPointHistory>({ type: 'access_point', accessPointId, span, resolution }),
    state: () => ({
      problem: problemOf(),
      size_bytes: file?.sizeBytes ?? null,
      oldest_at: toIso(file?.oldestAt ?? null),
    }),
    store,
    opened,
    flush,
    stop: async () => {
      isStopped = true;
      unfollow();
      unhear();
      clearInterval(timer);
      void flush();
      await link.stop(options.stopWithinMs ?? STOP_WITHIN_MS);
    },
  };
}
