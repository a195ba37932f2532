/** How a command that runs until a signal ends. */
import { EXIT } from './exit-code.ts';

export const SIGNALS = ['SIGTERM', 'SIGINT'] as const satisfies readonly NodeJS.Signals[];
/** Service managers kill a process 10 s after the signal. */
const STOP_MS = 9500;
/** npm, npx and others pass on a signal that the terminal has sent already: within this time it is the same key press. */
const SAME_PRESS_MS = 1000;

export interface Stopping {
  /** Resolves at the first signal. */
  signalled: Promise<void>;
}

/**
 * From now on the first signal asks for a clean stop, and a second one ends the process at once. Called before anything is loaded, so that no
 * moment is left in which a signal kills. `now`: milliseconds of a clock that never goes back.
 */
export function listenForSignals(
  signals: readonly NodeJS.Signals[] = SIGNALS,
  now: () => number = () => performance.now(),
): Stopping {
  let resolve = () => {};
  const signalled = new Promise<void>((done) => (resolve = done));
  let firstMs: number | null = null;
  const onSignal = () => {
    if (firstMs !== null) {
      if (now() - firstMs >= SAME_PRESS_MS) process.exit(EXIT.failed);
      return;
    }
    firstMs = now();
    if (process.stderr.isTTY) process.stderr.write('\nStopping. Press Ctrl+C again to end at once.\n');
    resolve();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return { signalled };
}

/** The demo has no configuration to read again, so a closed terminal ends it. */
export const demoSignals = [...SIGNALS, 'SIGHUP'] as const;

/**
 * Runs until the signal, then stops cleanly and ends the process. `busyMs`: how long something that must not be cut short may still take.
 */
export async function untilStopped(
  starting: Promise<{ stop: () => Promise<void>; busyMs?: () => number }>,
  { signalled }: Stopping,
): Promise<never> {
  const endAfter = (ms: number) => setTimeout(() => process.exit(EXIT.done), ms).unref();
  const ending = signalled.then(() => endAfter(STOP_MS));
  const running = await starting;
  const timer = await ending;
  const busyMs = running.busyMs?.() ?? 0;
  if (busyMs > 0) {
    clearTimeout(timer);
    endAfter(busyMs + STOP_MS);
  }
  await running.stop();
  // connections that are still being made are not waited for
  process.exit(EXIT.done);
}
