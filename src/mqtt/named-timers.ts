import type { Timers } from './settings.ts';

/** At most one timer per name. */
export function createNamedTimers<Name extends string>(timers: Timers) {
  const running = new Map<Name, unknown>();

  function stop(name: Name): void {
    if (running.has(name)) timers.clearTimeout(running.get(name));
    running.delete(name);
  }

  return {
    stop,
    /** Replaces a running timer of that name. */
    start: (name: Name, ms: number, onDue: () => void) => {
      stop(name);
      const timer = timers.setTimeout(() => {
        running.delete(name);
        onDue();
      }, ms);
      running.set(name, timer);
    },
  };
}
