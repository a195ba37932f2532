/** The holder of the service with a first snapshot, and the number of its listeners. */
import type { EventRecord } from '../src/record/event.ts';
import type { Snapshot, SnapshotHolder, SnapshotListener } from '../src/record/snapshot.ts';
import { createSnapshotHolder } from '../src/world/snapshot-holder.ts';

export interface TestHolder extends SnapshotHolder {
  publish: (next: Snapshot | null, events?: readonly EventRecord[]) => void;
  listenerCount: () => number;
}

export function holderOf(first: Snapshot | null = null): TestHolder {
  const holder = createSnapshotHolder((error) => {
    throw error;
  });
  holder.publish(first, []);
  const listeners = new Set<SnapshotListener>();
  return {
    current: holder.current,
    subscribe: (listener) => {
      const end = holder.subscribe(listener);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        end();
      };
    },
    publish: (next, events = []) => holder.publish(next, events),
    listenerCount: () => listeners.size,
  };
}
