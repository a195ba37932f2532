/**
 * Lets a process end between two pieces of the worker's work: a thread that is stopped inside SQLite crashes the whole process. Both threads see
 * two flags: the process is stopping, and the worker is working.
 */

const STOPPING = 0;
const WORKING = 1;
/** A disk that does not answer is not waited for. */
const PATIENCE_MS = 500;

/** Closed until the thread first opens it: the thread counts as working from its start. */
export function createGate(): SharedArrayBuffer {
  const gate = new SharedArrayBuffer(8);
  new Int32Array(gate)[WORKING] = 1;
  return gate;
}

/** For the worker thread: runs `work`, unless the process is ending. The first of the two to set its flag wins. */
export function pass(gate: SharedArrayBuffer, work: () => void): void {
  const words = new Int32Array(gate);
  Atomics.store(words, WORKING, 1);
  try {
    if (Atomics.load(words, STOPPING) === 0) work();
  } finally {
    Atomics.store(words, WORKING, 0);
    Atomics.notify(words, WORKING);
  }
}

/** For the main thread, last thing before the exit: returns once the thread is idle and will stay idle. */
export function shut(gate: SharedArrayBuffer): void {
  const words = new Int32Array(gate);
  Atomics.store(words, STOPPING, 1);
  Atomics.wait(words, WORKING, 1, PATIENCE_MS);
}
