/** Repeats a request while the page is visible. */
import { useEffect } from 'preact/hooks';

/**
 * Runs at once, then every `everyMs` and whenever the page becomes visible; never while it is hidden. `isOver` is true once the component is
 * gone or `run` has changed. Pass a memoised `run`.
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
