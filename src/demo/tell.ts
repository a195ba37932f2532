/** Lets whoever listens to a router's log hear of things when they happen, though the house itself only lives when it is asked. */
import { logText } from './log-text.ts';
import type { RouterState, World } from './world.ts';

export type LineListener = (line: string) => void;

export interface Teller {
  /** Everything that is due by then. */
  tell(at: number): void;
  /** Lines as `/log print` shows them; returns the call that ends it. */
  listen(router: RouterState, listener: LineListener): () => void;
}

export interface TellerOptions {
  now: () => number;
  /** Nothing happens between the multiples of this. */
  refreshMs: number;
  /** When the next thing happens by itself. */
  next: () => number;
  /** Called when something is due: `tell` is expected to follow. */
  wake: () => void;
}

/** Even if the clock was set, nothing due is left lying for longer. */
const LONGEST_SLEEP_MS = 60_000;

export function createTeller(world: World, { now, refreshMs, next, wake }: TellerOptions): Teller {
  const ears = new Set<{ router: RouterState; listener: LineListener }>();
  let alarm: NodeJS.Timeout | undefined;

  function arm(): void {
    clearTimeout(alarm);
    if (ears.size === 0) return;
    const due = world.notices.reduce((earliest, { at }) => Math.min(earliest, at), next());
    if (due === Infinity) return;
    const sleepMs = Math.ceil(due / refreshMs) * refreshMs - now();
    alarm = setTimeout(wake, Math.min(Math.max(1, sleepMs), LONGEST_SLEEP_MS)).unref();
  }

  return {
    tell(at) {
      const due = world.notices.filter((notice) => notice.at <= at).toSorted((a, b) => a.at - b.at);
      world.notices = world.notices.filter((notice) => notice.at > at && notice.isStill());
      for (const notice of due.filter(({ isStill }) => isStill())) {
        const near = [...ears].filter(({ router }) => router === notice.router);
        const lines = near.length === 0 ? [] : logText(world, notice);
        for (const line of lines) for (const { listener } of near) listener(line);
      }
      arm();
    },
    listen(router, listener) {
      const ear = { router, listener };
      ears.add(ear);
      arm();
      return () => {
        ears.delete(ear);
        arm();
      };
    },
  };
}
