import type { Clock } from '../telemetry/clock.ts';

/** At most one timer per name. */
export function createNamedTimers<Name extends string>(clock: Pick<Clock, 'after'>) {
  const running = new Map<Name, () => void>();

  function stop(name: Name): void {
    running.get(name)?.();
    running.delete(name);
  }

  return {
    stop,
    /** Replaces a running timer of that name. */
    start: (name: Name, ms: number, onDue: () => void) => {
      stop(name);
      const cancel = clock.after(ms, () => {
        running.delete(name);
        onDue();
      });
      running.set(name, cancel);
    },
  };
}
