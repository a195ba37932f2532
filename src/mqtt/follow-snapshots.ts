/** Follows the snapshots one at a time. Those that arrive while one is being prepared are followed as one, with the events of all. */
import type { EventRecord } from '../record/event.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { MqttOptions } from './options.ts';

export interface FollowOptions extends Pick<MqttOptions, 'snapshot' | 'trace' | 'log'> {
  /** Null: there is nothing to wait for. */
  prepare: (events: readonly EventRecord[]) => Promise<void> | null;
  onSnapshot: (isComplete: boolean, events: readonly EventRecord[]) => void;
}

/** Begins with the current snapshot. Returns the function that ends it. */
export function followSnapshots({ snapshot, trace, log, prepare, onSnapshot }: FollowOptions): () => void {
  /** The newest snapshot that has not been followed yet, with the events of those before it. */
  let waiting: { isComplete: boolean; events: readonly EventRecord[] } | null = null;
  let isFollowing = false;
  const unsubscribe = snapshot.subscribe(follow);
  const first = snapshot.current();
  if (first !== null) follow(first, []);

  function follow({ meta }: Snapshot, events: readonly EventRecord[]): void {
    waiting = {
      isComplete: meta.complete,
      events: waiting === null ? events : [...waiting.events, ...events],
    };
    if (isFollowing) return;
    if (trace === undefined) void followAll();
    else void trace.span('mqtt', {}, followAll);
  }

  async function followAll(): Promise<void> {
    isFollowing = true;
    while (waiting !== null) {
      const { isComplete, events } = waiting;
      waiting = null;
      try {
        const preparing = prepare(events);
        if (preparing !== null) await preparing;
        onSnapshot(isComplete, events);
      } catch (error) {
        log.error({ error }, 'snapshot listener failed');
      }
    }
    isFollowing = false;
  }

  return unsubscribe;
}
