/** The history edge: follows the snapshot and the journal, passes them to the worker thread, and queries it. Nothing waits for the disk. */
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { EventStore, NumberingJournal, NumberedEvent } from '../record/journal.ts';
import type { HistoryHealth } from '../record/health.ts';
import type {
  AccessPointHistory,
  DeviceHistory,
  History,
  HistoryOff,
  SessionList,
  StayAnswer,
  StayHistory,
} from '../record/history.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';
import { createCollector, emptyFrame } from './collect.ts';
import { type StartWorker, startLink, type Written } from './link.ts';
import type { FileState, Frame, Query } from './message.ts';
import { createQueue } from './queue.ts';

export interface HistoryOptions {
  /** Directory of history.db; it must exist. */
  stateDir: string;
  /** Most bytes of the file; beyond it the oldest data is deleted. */
  maxBytes: number;
  snapshot: SnapshotHolder;
  /** Has subscribed to the same snapshots before, so an event is stored before the snapshot that shows it. Is given the store. */
  journal: NumberingJournal;
  log: Log;
  counters?: Pick<Counters, 'historyWrite'> | undefined;
  clock: Pick<Clock, 'now' | 'monotonicNow'>;
  startWorker?: StartWorker;
  flushEveryMs?: number;
  /** Time from a failure to the next attempt. */
  retryEveryMs?: number;
  answerWithinMs?: number;
  stopWithinMs?: number;
}

export interface HistoryEdge extends History, StayHistory {
  state: () => HistoryHealth;
  store: EventStore;
  /** Resolves when the events of earlier runs are available, or will not be soon. */
  opened: Promise<void>;
  /** Writes what is pending. Resolves with its cost, or with null when it could not be written. */
  flush: () => Promise<Written | null>;
  /** Ends within three seconds. */
  stop: () => Promise<void>;
}

// an event must be on disk within a second, part of which the worker needs
const FLUSH_EVERY_MS = 500;
/** Opening a thread and a file is cheap enough for a disk that stays full for a year. */
const RETRY_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 5000;
const OPEN_WITHIN_MS = 2000;
const STOP_WITHIN_MS = 3000;
/** A write that takes longer than this has stalled. */
const STALLED_MS = 60_000;
/** Writes that questions may have started, beside the one each second. */
const MAX_UNDER_WAY = 4;
// about ten megabytes, or an hour of three hundred devices
const QUEUE = { samples: 200_000, events: 20_000 };

export function startHistory(options: HistoryOptions): HistoryEdge {
  const { stateDir, maxBytes, snapshot, journal, log, counters, clock, startWorker } = options;
  const { answerWithinMs = ANSWER_WITHIN_MS, retryEveryMs = RETRY_EVERY_MS } = options;
  const collector = createCollector();
  const queue = createQueue(QUEUE);
  let file: FileState | null = null;
  /** Start of the write in progress (monotonic ms). */
  let writingSinceMs: number | null = null;
  let writesUnderWay = 0;
  /** Why the last write failed; null when it did not. */
  let failure: string | null = null;
  /** Problems logged since the last success: a disk may fail in two ways by turns. */
  const logged = new Set<string>();
  let isDropLogged = false;
  let isStopped = false;
  let isOpened = () => {};
  const opened = new Promise<void>((resolve) => {
    isOpened = resolve;
    setTimeout(resolve, OPEN_WITHIN_MS).unref();
  });

  const link = startLink({
    stateDir,
    maxBytes,
    now: () => ({ at: clock.now(), monotonicMs: clock.monotonicNow() }),
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
      if (!isStopped && !logged.has(problem)) log.warn({ problem }, 'history unavailable');
      logged.add(problem);
      failure = problem;
      collector.resync();
      isOpened();
    },
  });

  const unsubscribeSnapshots = snapshot.subscribe(follow);
  const unsubscribeEvents = journal.subscribe((events) => queue.put(emptyFrame(events)));
  const current = snapshot.current();
  if (current !== null) follow(current);
  const timer = setInterval(() => {
    // one write at a time: what a slow disk cannot take stays in the queue, where it is counted
    if (writesUnderWay === 0 && link.problem() === null) void flush();
  }, options.flushEveryMs ?? FLUSH_EVERY_MS);
  timer.unref();

  function follow(next: Snapshot): void {
    const frame = collector.collect(next);
    if (frame === null) return;
    const before = queue.dropped().samples;
    queue.put(frame);
    if (queue.dropped().samples === before) return;
    collector.resync();
    if (!isDropLogged) log.warn({ dropped: queue.dropped() }, 'history signals dropped');
    isDropLogged = true;
  }

  async function flush(): Promise<Written | null> {
    if (link.problem() !== null) return null;
    const frames: readonly Frame[] = queue.take();
    writesUnderWay++;
    writingSinceMs ??= clock.monotonicNow();
    const written = await link.write(frames, collector.places);
    writesUnderWay--;
    writingSinceMs = writesUnderWay === 0 ? null : clock.monotonicNow();
    counters?.historyWrite(written !== null);
    if (written === null) {
      queue.putBack(frames);
      collector.resync();
      return null;
    }
    ({ file } = written);
    isDropLogged = false;
    if (failure !== null) {
      failure = null;
      logged.clear();
      log.info({}, 'history recovered');
    }
    return written;
  }

  async function ask<T>(query: Query): Promise<T | HistoryOff> {
    const off = link.problem();
    if (off !== null) return { off };
    // a question covers pending data too
    if (!isStopped && writesUnderWay < MAX_UNDER_WAY) void flush();
    const reply = await link.ask(query);
    return 'off' in reply ? reply : (reply.answer as T);
  }

  function problemOf(): string | null {
    const isStalled = writingSinceMs !== null && clock.monotonicNow() - writingSinceMs > STALLED_MS;
    if (isStalled)
      return `The disk of ${stateDir} has not answered for a minute. Check the log of the system.`;
    // a failure is over once something was written, not once it is retried
    return link.problem() ?? failure ?? file?.problem ?? null;
  }

  const store: EventStore = {
    page: async (query) => {
      const reply = await ask<NumberedEvent[]>({ type: 'events', ...query });
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
    sessions: (deviceId, span, slice) => ask<SessionList>({ type: 'sessions', deviceId, span, slice }),
    accessPointHistory: (accessPointId, span, resolution) =>
      ask<AccessPointHistory>({ type: 'access_point', accessPointId, span, resolution }),
    stays: (devices, weak) => ask<StayAnswer>({ type: 'stays', question: { devices, weak } }),
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
      unsubscribeSnapshots();
      unsubscribeEvents();
      clearInterval(timer);
      void flush();
      await link.stop(options.stopWithinMs ?? STOP_WITHIN_MS);
    },
  };
}
