/**
 * Lets a process end between two pieces of the thread's work. A thread that is stopped while it is inside SQLite does not end: it takes the process with
 * it, as if it had crashed. Two words both threads see: that it is to stop, and that it is at work.
 */

const STOPPING = 0;
const WORKING = 1;
/** A disk that does not answer is not waited for. */
const PATIENCE_MS = 500;

/** Shut until the thread has opened it: it is at work from its first moment on. */
export function createGate(): SharedArrayBuffer {
  const gate = new SharedArrayBuffer(8);
  new Int32Array(gate)[WORKING] = 1;
  return gate;
}

/** For the thread: works, unless the process ends. Whoever asks first is seen by the other. */
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

/** For the main thread, in its last moment: returns when the thread is not at work, and will not be. */
export function shut(gate: SharedArrayBuffer): void {
  const words = new Int32Array(gate);
  Atomics.store(words, STOPPING, 1);
  Atomics.wait(words, WORKING, 1, PATIENCE_MS);
}
