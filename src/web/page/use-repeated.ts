/** Asking again and again, while somebody looks. */
import { useEffect } from 'preact/hooks';

/**
 * Runs at once, every so often and when the page comes to be seen again; not while it is hidden. `isOver` is true once the view is gone, or
 * `run` is another. Pass a `run` that stays the same as long as the question does.
 */
export function useRepeated(run: (isOver: () => boolean) => Promise<void>, everyMs: number): void {
  useEffect(() => {
    let isDone = false;
    const isOver = () => isDone;
    const runOnce = () => {
      if (!document.hidden) void run(isOver);
    };
    runOnce();
    const timer = setInterval(runOnce, everyMs);
    document.addEventListener('visibilitychange', runOnce);
    return () => {
      isDone = true;
      document.removeEventListener('visibilitychange', runOnce);
      clearInterval(timer);
    };
  }, [run, everyMs]);
}
