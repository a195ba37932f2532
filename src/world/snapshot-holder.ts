/** Holds the current snapshot and publishes the next. */
import type { EventRecord } from '../record/event.ts';
import type { Snapshot, SnapshotHolder, SnapshotListener } from '../record/snapshot.ts';

export interface SnapshotPublisher extends SnapshotHolder {
  /**
   * Replaces the snapshot and calls every listener; null replaces it and calls none. Called by a listener, it takes effect after the last
   * listener has been called, so that all of them get the snapshots in the same order.
   */
  publish: (snapshot: Snapshot | null, events: readonly EventRecord[]) => void;
}

/** `onError` gets what a listener throws; the other listeners are called all the same. */
export function createSnapshotHolder(onError: (error: unknown) => void): SnapshotPublisher {
  let current: Snapshot | null = null;
  const listeners = new Set<SnapshotListener>();
  const queue: { snapshot: Snapshot | null; events: readonly EventRecord[] }[] = [];
  let isPublishing = false;

  function callListeners(snapshot: Snapshot, events: readonly EventRecord[]): void {
    for (const listener of listeners) {
      try {
        listener(snapshot, events);
      } catch (error) {
        onError(error);
      }
    }
  }

  return {
    current: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish: (snapshot, events) => {
      queue.push({ snapshot, events });
      if (isPublishing) return;
      isPublishing = true;
      try {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          current = next.snapshot;
          if (next.snapshot !== null) callListeners(next.snapshot, next.events);
        }
      } finally {
        isPublishing = false;
      }
    },
  };
}
