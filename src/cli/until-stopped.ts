/** How a command that runs until a signal ends. */
import { EXIT } from './exit-code.ts';

export const SIGNALS = ['SIGTERM', 'SIGINT'] as const satisfies readonly NodeJS.Signals[];
/** Service managers kill a process 10 s after the signal. */
const STOP_MS = 9500;

/** Runs until a signal, then stops cleanly and ends the process. A second signal ends it at once. */
export async function untilStopped(
  starting: Promise<{ stop: () => Promise<void> }>,
  signals: readonly NodeJS.Signals[] = SIGNALS,
): Promise<never> {
  const signalled = new Promise<void>((resolve) => {
    const stop = () => {
      for (const signal of signals) process.once(signal, () => process.exit(EXIT.failed));
      setTimeout(() => process.exit(EXIT.done), STOP_MS).unref();
      resolve();
    };
    for (const signal of signals) process.once(signal, stop);
  });
  const running = await starting;
  await signalled;
  await running.stop();
  // connections that are still being made are not waited for
  process.exit(EXIT.done);
}
