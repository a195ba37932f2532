/** Holds the current snapshot and publishes the next. */
import type { EventRecord } from '../record/event.ts';
import type { Snapshot, SnapshotHolder, SnapshotListener } from '../record/snapshot.ts';

export interface SnapshotPublisher extends SnapshotHolder {
  /** Replaces the snapshot and calls every listener; null replaces it and calls none. */
  publish: (snapshot: Snapshot | null, events: readonly EventRecord[]) => void;
}

/** `onError` gets what a listener throws; the other listeners are called all the same. */
export function createSnapshotHolder(onError: (error: unknown) => void): SnapshotPublisher {
  let current: Snapshot | null = null;
  const listeners = new Set<SnapshotListener>();
  return {
    current: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish: (snapshot, events) => {
      current = snapshot;
      if (snapshot === null) return;
      for (const listener of listeners) {
        try {
          listener(snapshot, events);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
