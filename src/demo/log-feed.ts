/** Delivers the log lines of a router to its listeners at the time of the event. Without listeners the house advances only on request. */
import { logText } from './log-text.ts';
import type { SimulatedRouterState, SimulatedWorld } from './world.ts';

export type LineListener = (line: string) => void;

export interface LogFeed {
  /** Delivers every line that is due by `at`. */
  deliver(at: number): void;
  /** Lines as `/log print` shows them; returns the call that ends it. */
  listen(router: SimulatedRouterState, listener: LineListener): () => void;
}

export interface LogFeedOptions {
  now: () => number;
  /** Events happen at multiples of this. */
  refreshMs: number;
  /** The time of the next event of the script. */
  next: () => number;
  /** Called when something is due; calls `deliver`. */
  wake: () => void;
}

/** Bounds the delay after the clock was set. */
const LONGEST_SLEEP_MS = 60_000;

export function createLogFeed(
  world: SimulatedWorld,
  { now, refreshMs, next, wake }: LogFeedOptions,
): LogFeed {
  const listeners = new Set<{ router: SimulatedRouterState; listener: LineListener }>();
  let alarm: NodeJS.Timeout | undefined;

  function arm(): void {
    clearTimeout(alarm);
    if (listeners.size === 0) return;
    const due = world.notices.reduce((earliest, { at }) => Math.min(earliest, at), next());
    if (due === Infinity) return;
    const sleepMs = Math.ceil(due / refreshMs) * refreshMs - now();
    alarm = setTimeout(wake, Math.min(Math.max(1, sleepMs), LONGEST_SLEEP_MS)).unref();
  }

  return {
    deliver(at) {
      const due = world.notices.filter((notice) => notice.at <= at).toSorted((a, b) => a.at - b.at);
      world.notices = world.notices.filter((notice) => notice.at > at && notice.isStill());
      for (const notice of due.filter(({ isStill }) => isStill())) {
        const own = [...listeners].filter(({ router }) => router === notice.router);
        const lines = own.length === 0 ? [] : logText(world, notice);
        for (const line of lines) for (const { listener } of own) listener(line);
      }
      arm();
    },
    listen(router, listener) {
      const entry = { router, listener };
      listeners.add(entry);
      arm();
      return () => {
        listeners.delete(entry);
        arm();
      };
    },
  };
}
