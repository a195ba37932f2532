/** The worker thread: a stalled disk blocks only this thread. Reports what went wrong, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Archive, createArchive } from './archive.ts';
import type { HistoryOff } from '../record/history.ts';
import { isDamage, isOfDisk, problemOf, reasonOf } from './fault.ts';
import { pass } from './gate.ts';
import type { Instant } from '../record/time.ts';
import type { FromWorker, ToWorker, WorkerData } from './message.ts';
import { historyPath, openDatabase } from './open.ts';
import type { Database } from './schema.ts';

const port = parentPort!;
const { stateDir, maxBytes, openedAt, isSuspect, gate, maxPages } = workerData as WorkerData;
const path = historyPath(stateDir);
let db: Database | null = null;
/** Of the last message. */
let latest: Instant | null = null;
let isKeepingUp = false;
let isOver = false;

const post = (message: FromWorker) => port.postMessage(message);

// with the port closed nothing keeps the thread alive
function end(last: FromWorker): void {
  isOver = true;
  post(last);
  port.close();
}

function fail(error: unknown): void {
  try {
    db?.close();
  } catch {
    // the error that led here is reported below
  }
  end({ type: 'fault', problem: problemOf(path, error), isDamaged: isDamage(error) });
}

/** Runs `work`; reports an error and returns null when it throws. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    fail(error);
    return null;
  }
}

function open(): Archive {
  const opened = openDatabase(path, { openedAt, isSuspect, maxPages });
  ({ db } = opened);
  const archive = createArchive(db, { maxBytes });
  post({
    type: 'opened',
    file: archive.file(),
    newestEventId: archive.newestEventId(),
    setAside: opened.setAside,
  });
  return archive;
}

/** One slice, then messages that wait, then the next slice. */
function keepUp(archive: Archive): void {
  if (isKeepingUp || isOver || latest === null) return;
  isKeepingUp = true;
  setImmediate(() => {
    isKeepingUp = false;
    pass(gate, () => {
      if (!isOver && attempt(() => archive.upkeep(latest!)) === true) keepUp(archive);
    });
  });
}

function onMessage(archive: Archive, message: ToWorker): void {
  if (isOver) return;
  latest = message.now;
  switch (message.type) {
    case 'flush': {
      const began = performance.now();
      archive.write(message.places, message.frames, message.now);
      post({
        type: 'flushed',
        id: message.id,
        file: archive.file(),
        workMs: performance.now() - began,
      });
      keepUp(archive);
      return;
    }
    case 'query':
      post({ type: 'answer', id: message.id, answer: answer(archive, message) });
      return;
    case 'close':
      archive.close();
      end({ type: 'closed' });
  }
}

/** A defect costs one question its answer; an error of the disk ends the thread. */
function answer(archive: Archive, { query, now }: Extract<ToWorker, { type: 'query' }>): unknown {
  try {
    return archive.answer(query, now);
  } catch (error) {
    if (isOfDisk(error)) throw error;
    return { off: `The history has no answer to this question (${reasonOf(error)}).` } satisfies HistoryOff;
  }
}

pass(gate, () => {
  const archive = attempt(open);
  if (archive === null) return;
  port.on('message', (message: ToWorker) =>
    pass(gate, () => void attempt(() => onMessage(archive, message))),
  );
});
