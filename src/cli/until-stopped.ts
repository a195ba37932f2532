/** How a command that runs until a signal ends. */
import { EXIT } from './exit-code.ts';

export const SIGNALS = ['SIGTERM', 'SIGINT'] as const satisfies readonly NodeJS.Signals[];
/** Service managers kill a process 10 s after the signal. */
const STOP_MS = 9500;

/**
 * Runs until a signal, then stops cleanly and ends the process. A second signal ends it at once. `busyMs`: how long something that must not
 * be cut short may still take.
 */
export async function untilStopped(
  starting: Promise<{ stop: () => Promise<void>; busyMs?: () => number }>,
  signals: readonly NodeJS.Signals[] = SIGNALS,
): Promise<never> {
  const endAfter = (ms: number) => setTimeout(() => process.exit(EXIT.done), ms).unref();
  const signalled = new Promise<NodeJS.Timeout>((resolve) => {
    const stop = () => {
      for (const signal of signals) process.once(signal, () => process.exit(EXIT.failed));
      resolve(endAfter(STOP_MS));
    };
    for (const signal of signals) process.once(signal, stop);
  });
  const running = await starting;
  const ending = await signalled;
  const busyMs = running.busyMs?.() ?? 0;
  if (busyMs > 0) {
    clearTimeout(ending);
    endAfter(busyMs + STOP_MS);
  }
  await running.stop();
  // connections that are still being made are not waited for
  process.exit(EXIT.done);
}
