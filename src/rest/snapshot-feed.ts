/** Tells a stream that there is a newer snapshot. What is in it has to be asked for: a message is news, not data. */
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Stream } from '../http/sse.ts';

/** With many routers and short intervals, snapshots follow each other closer than anybody looks. */
export const PAUSE_MS = 1000;

export interface Telling {
  snapshot: SnapshotHolder;
  stream: Pick<Stream, 'offer' | 'isIdle'>;
  /** A timer that keeps no process alive; returns the call that ends it. */
  after?: (ms: number, run: () => void) => () => void;
}

/**
 * The first one at once, then the newest one whenever the pause is over. A reader who still has something to take is told later: this
 * is never what fills its queue. Returns the call that ends it.
 */
export function tellSnapshots({ snapshot, stream, after = unrefTimeout }: Telling): () => void {
  let isNews = false;
  let stopPause: (() => void) | null = null;

  const tell = () => {
    if (stopPause !== null) return;
    const current = snapshot.current();
    if (isNews && current !== null && stream.isIdle()) {
      isNews = false;
      const { taken_at, complete } = current.meta;
      stream.offer(Buffer.from(`event: snapshot\ndata: ${JSON.stringify({ taken_at, complete })}\n\n`));
    } else if (!isNews) return;
    stopPause = after(PAUSE_MS, () => {
      stopPause = null;
      tell();
    });
  };

  const unsubscribe = snapshot.subscribe(() => {
    isNews = true;
    tell();
  });
  return () => {
    unsubscribe();
    stopPause?.();
  };
}

function unrefTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}
