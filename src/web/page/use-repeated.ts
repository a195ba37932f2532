/** Repeats a request while the page is visible. */
import { useEffect } from 'preact/hooks';
import { oneAtATime } from './one-at-a-time.ts';
import { useStore } from './store.ts';

/**
 * Runs at once, then every `everyMs`, whenever the page becomes visible and, where `isNewsAwaited`, when there may be new events; never while it
 * is hidden. One run at a time: what comes during a run leads to one more after it. `isOver` is true once the component is gone or `run` has
 * changed. Pass a memoised `run`.
 */
export function useRepeated(
  run: (isOver: () => boolean) => Promise<void>,
  everyMs: number,
  isNewsAwaited = false,
): void {
  const store = useStore();
  useEffect(() => {
    let isDone = false;
    const isOver = () => isDone;
    const runNext = oneAtATime(async () => {
      if (!isDone && !document.hidden) await run(isOver);
    });
    const runOnce = () => void runNext();
    let { newsCount } = store.current();
    const takeNews = () => {
      const before = newsCount;
      ({ newsCount } = store.current());
      if (newsCount !== before) runOnce();
    };
    runOnce();
    const timer = setInterval(runOnce, everyMs);
    const unsubscribe = isNewsAwaited ? store.subscribe(takeNews) : null;
    document.addEventListener('visibilitychange', runOnce);
    return () => {
      isDone = true;
      unsubscribe?.();
      document.removeEventListener('visibilitychange', runOnce);
      clearInterval(timer);
    };
  }, [run, everyMs, isNewsAwaited, store]);
}
