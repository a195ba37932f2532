/**
 * The worker thread as the main thread sees it: started, queried, and restarted some time after a failure. It ends by itself and is never
 * terminated: a thread that is stopped inside SQLite crashes the whole process.
 */
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { HistoryOff } from '../record/history.ts';
import { createGate, shut } from './gate.ts';
import type { Instant } from '../record/time.ts';
import type { FileState, FromWorker, Query, ToWorker, WorkerData, Frame } from './message.ts';
import type { PlaceRecord } from './place.ts';

export type StartWorker = (data: WorkerData) => Worker;

export interface LinkOptions {
  stateDir: string;
  maxBytes: number;
  /** The present. */
  now: () => Instant;
  startWorker?: StartWorker | undefined;
  retryEveryMs: number;
  answerWithinMs: number;
  onOpened: (opened: Extract<FromWorker, { type: 'opened' }>) => void;
  /** Called once each time the thread ends; whatever was in progress is not written. */
  onFault: (problem: string) => void;
}

export interface WorkerLink {
  /** Resolves with the result, or with null when it is unknown whether it was written. */
  write: (frames: readonly Frame[], places: readonly PlaceRecord[]) => Promise<Written | null>;
  ask: (query: Query) => Promise<{ answer: unknown } | HistoryOff>;
  /** Why the thread does not run; null while it runs or starts. */
  problem: () => string | null;
  /** Ends within the time, with everything on disk if possible. */
  stop: (withinMs: number) => Promise<void>;
}

export interface Written {
  file: FileState;
  /** Time it took in the worker thread. */
  workMs: number;
}

/** The file next to this one, compiled or not. */
const startOwn: StartWorker = (data) => {
  const file = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  return new Worker(file, { workerData: data, name: 'history' });
};

export function startLink(options: LinkOptions): WorkerLink {
  const { stateDir, maxBytes, now, startWorker = startOwn, retryEveryMs, answerWithinMs } = options;
  let worker: Worker | null = null;
  let gate: SharedArrayBuffer | null = null;
  let problem: string | null = null;
  let isSuspect = false;
  let isStopping = false;
  let retry: NodeJS.Timeout | null = null;
  let onClosed: () => void = () => {};
  /** Places sent to this worker. */
  let sentPlaces = 0;
  let lastId = 0;
  const waiting = new Map<number, (message: FromWorker | null) => void>();

  function start(): void {
    retry = null;
    sentPlaces = 0;
    const ownGate = createGate();
    const data: WorkerData = { stateDir, maxBytes, openedAt: now().at, isSuspect, gate: ownGate };
    let own: Worker;
    try {
      own = startWorker(data);
    } catch (error) {
      fail(crashed(error), false);
      return;
    }
    worker = own;
    gate = ownGate;
    // a process with nothing else to do must be able to end
    own.unref();
    own.on('message', (message: FromWorker) => {
      if (worker === own) onMessage(message);
    });
    own.on('error', (error) => {
      if (worker === own) fail(crashed(error), false);
    });
    own.on('exit', () => {
      if (worker !== own) return;
      onClosed();
      if (!isStopping) fail(crashed(null), false);
    });
  }

  function crashed(error: unknown): string {
    const reason = error instanceof Error ? ` (${error.message})` : '';
    return `The history stopped working${reason}. It is restarted every 20 s; if it does not recover, report this with the log.`;
  }

  function onMessage(message: FromWorker): void {
    switch (message.type) {
      case 'opened':
        isSuspect = false;
        return options.onOpened(message);
      case 'flushed':
      case 'answer':
        waiting.get(message.id)?.(message);
        return;
      case 'fault':
        return fail(message.problem, message.isDamaged);
      case 'closed':
        // the exit of the thread follows at once, and is handled there
        return;
    }
  }

  function fail(why: string, isDamaged: boolean): void {
    worker = null;
    gate = null;
    problem = why;
    isSuspect ||= isDamaged;
    for (const settle of waiting.values()) settle(null);
    onClosed();
    options.onFault(why);
    if (isStopping) return;
    retry = setTimeout(() => {
      problem = null;
      start();
    }, retryEveryMs);
    retry.unref();
  }

  /** Resolves with null when no answer came in time, or none can. */
  function send(message: ToWorker & { id: number }, withinMs: number | null): Promise<FromWorker | null> {
    const to = worker;
    if (to === null) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (answer: FromWorker | null) => {
        clearTimeout(timer);
        waiting.delete(message.id);
        resolve(answer);
      };
      const timer = withinMs === null ? undefined : setTimeout(() => settle(null), withinMs);
      waiting.set(message.id, settle);
      to.postMessage(message);
    });
  }

  // also after an uncaught error
  const onExit = () => {
    if (gate !== null) shut(gate);
  };
  process.on('exit', onExit);
  start();

  return {
    problem: () => problem,
    write: async (frames, places) => {
      const fresh = places.slice(sentPlaces);
      const message = { type: 'flush', id: ++lastId, now: now(), places: fresh, frames } as const;
      if (worker !== null) sentPlaces = places.length;
      const answer = await send(message, null);
      return answer?.type === 'flushed' ? { file: answer.file, workMs: answer.workMs } : null;
    },
    ask: async (query) => {
      const answer = await send({ type: 'query', id: ++lastId, now: now(), query }, answerWithinMs);
      if (answer?.type === 'answer') return { answer: answer.answer };
      return {
        off:
          problem ??
          `The history did not answer within ${answerWithinMs / 1000} seconds. The disk may be slow; ask again.`,
      };
    },
    stop: async (withinMs) => {
      isStopping = true;
      if (retry !== null) clearTimeout(retry);
      const own = worker;
      if (own === null) {
        process.off('exit', onExit);
        return;
      }
      const timeout = new AbortController();
      const late = sleep(withinMs, undefined, { signal: timeout.signal }).catch(() => {});
      // the thread has ended
      const closed = new Promise<true>((resolve) => {
        onClosed = () => resolve(true);
      });
      own.postMessage({ type: 'close', now: now() } satisfies ToWorker);
      // a thread that has not ended is still met at the exit
      if ((await Promise.race([closed, late])) === true) process.off('exit', onExit);
      timeout.abort();
      worker = null;
      problem ??= 'The history has been stopped.';
      for (const settle of waiting.values()) settle(null);
    },
  };
}
