/** The end of the patience with one read: its time is over, or reading is being stopped. */
import type { GivenUp } from './failure.ts';

export interface Patience {
  /** Never rejects. */
  given: Promise<GivenUp>;
  /** The read is over. */
  end(): void;
}

/** `isConnecting` is asked when the time is over. */
export function startPatience(
  timeoutMs: number,
  signals: readonly (AbortSignal | undefined)[],
  isConnecting: () => boolean,
): Patience {
  let end = () => {};
  const given = new Promise<GivenUp>((resolve) => {
    const stop = () => resolve({ why: 'stopped' });
    const timer = setTimeout(
      () => resolve({ why: 'timeout', timeoutMs, connecting: isConnecting() }),
      timeoutMs,
    );
    for (const signal of signals) {
      signal?.addEventListener('abort', stop);
      if (signal?.aborted === true) stop();
    }
    end = () => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', stop);
    };
  });
  return { given, end };
}
