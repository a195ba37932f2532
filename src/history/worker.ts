/** The thread that writes: a disk that stalls holds up nobody but it. Says what went wrong, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Archive, createArchive } from './archive.ts';
import type { HistoryOff } from '../record/history.ts';
import { isDamage, isOfDisk, problemOf, reasonOf } from './fault.ts';
import { pass } from './gate.ts';
import type { Clock, FromWorker, ToWorker, WorkerData } from './message.ts';
import { historyPath, openDatabase } from './open.ts';
import type { Database } from './schema.ts';

const port = parentPort!;
const { stateDir, maxBytes, openedAt, isSuspect, gate, maxPages } = workerData as WorkerData;
const path = historyPath(stateDir);
let db: Database | null = null;
let clock: Clock | null = null;
let isKeepingUp = false;
let isOver = false;

const tell = (message: FromWorker) => port.postMessage(message);

// nothing is left that could keep the thread: it ends by itself
function end(last: FromWorker): void {
  isOver = true;
  tell(last);
  port.close();
}

function fail(error: unknown): void {
  try {
    db?.close();
  } catch {
    // what is wrong with it is said below
  }
  end({ type: 'fault', problem: problemOf(path, error), isDamaged: isDamage(error) });
}

/** Runs, or tells why not; null when it did not. */
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
  tell({
    type: 'opened',
    file: archive.file(),
    newestEventId: archive.newestEventId(),
    setAside: opened.setAside,
  });
  return archive;
}

/** One slice, then whoever waits, then the next. */
function keepUp(archive: Archive): void {
  if (isKeepingUp || isOver || clock === null) return;
  isKeepingUp = true;
  setImmediate(() => {
    isKeepingUp = false;
    pass(gate, () => {
      if (!isOver && attempt(() => archive.upkeep(clock!)) === true) keepUp(archive);
    });
  });
}

function hear(archive: Archive, message: ToWorker): void {
  if (isOver) return;
  ({ clock } = message);
  switch (message.type) {
    case 'flush': {
      const began = performance.now();
      archive.write(message.places, message.frames, message.clock);
      tell({
        type: 'flushed',
        id: message.id,
        file: archive.file(),
        workMs: performance.now() - began,
      });
      keepUp(archive);
      return;
    }
    case 'query':
      tell({ type: 'answer', id: message.id, answer: answer(archive, message) });
      return;
    case 'close':
      archive.close();
      end({ type: 'closed' });
  }
}

/** A question that meets a defect is one question without an answer; what the disk says ends the thread. */
function answer(archive: Archive, { query, clock: at }: Extract<ToWorker, { type: 'query' }>): unknown {
  try {
    return archive.answer(query, at);
  } catch (error) {
    if (isOfDisk(error)) throw error;
    return { off: `The history has no answer to this question (${reasonOf(error)}).` } satisfies HistoryOff;
  }
}

pass(gate, () => {
  const archive = attempt(open);
  if (archive === null) return;
  port.on('message', (message: ToWorker) => pass(gate, () => void attempt(() => hear(archive, message))));
});
