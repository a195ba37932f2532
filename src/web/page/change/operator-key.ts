/** The key that approves changes. It is in memory only, and forgotten 10 minutes after it was entered. */
export interface OperatorKey {
  current: () => string | null;
  remember: (key: string) => void;
  forget: () => void;
}

export interface OperatorKeyOptions {
  /** Epoch milliseconds. */
  now: () => number;
  after: (ms: number, run: () => void) => () => void;
}

export const FORGET_AFTER_MS = 600_000;

export function createOperatorKey({ now, after }: OperatorKeyOptions): OperatorKey {
  let known: { key: string; until: number } | null = null;
  let cancel = () => {};
  const forget = () => {
    cancel();
    known = null;
  };
  return {
    // a timer may be late in a page that slept
    current: () => {
      if (known !== null && now() >= known.until) forget();
      return known?.key ?? null;
    },
    remember(key) {
      forget();
      known = { key, until: now() + FORGET_AFTER_MS };
      cancel = after(FORGET_AFTER_MS, forget);
    },
    forget,
  };
}
