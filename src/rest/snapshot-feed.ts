/** Announces newer snapshots on a stream: a message says that there is one, and the other routes return what is in it. */
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Stream } from '../http/sse.ts';

/** At most one message in this time, however often snapshots are taken. */
export const PAUSE_MS = 1000;

export interface SnapshotFeedOptions {
  snapshot: SnapshotHolder;
  stream: Pick<Stream, 'offer' | 'isIdle'>;
  clock: Pick<Clock, 'after'>;
}

/**
 * Announces the first snapshot at once, and the newest one after each pause. While the reader has messages left to take, the announcement
 * waits, so that it never fills the queue. Returns the function that ends the feed.
 */
export function feedSnapshots({ snapshot, stream, clock }: SnapshotFeedOptions): () => void {
  let isNewer = false;
  let stopPause: (() => void) | null = null;

  const announce = () => {
    if (stopPause !== null) return;
    const current = snapshot.current();
    if (isNewer && current !== null && stream.isIdle()) {
      isNewer = false;
      const { taken_at, complete } = current.meta;
      stream.offer(Buffer.from(`event: snapshot\ndata: ${JSON.stringify({ taken_at, complete })}\n\n`));
    } else if (!isNewer) return;
    stopPause = clock.after(PAUSE_MS, () => {
      stopPause = null;
      announce();
    });
  };

  const unsubscribe = snapshot.subscribe(() => {
    isNewer = true;
    announce();
  });
  return () => {
    unsubscribe();
    stopPause?.();
  };
}
