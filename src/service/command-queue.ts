/** Commands wait for their turn, by router: one that is busy holds up no other. */

/** More at once are no work of a person. */
const MOST_WAITING = 20;
/** A command is not expected to do anything any more this long after it was given. */
const LATE_MS = 60_000;

export interface CommandQueues {
  add: (router: string, work: () => Promise<void>) => void;
  /** Resolves when no command is being worked on. */
  idle: () => Promise<unknown>;
}

export interface CommandQueueOptions {
  /** Monotonic, in ms. */
  now: () => number;
  /** `why`: a sentence. */
  onDropped: (router: string, why: string) => void;
  onError: (router: string, error: unknown) => void;
}

export function createCommandQueues({ now, onDropped, onError }: CommandQueueOptions): CommandQueues {
  const queues = new Map<string, { waiting: number; working: Promise<void> }>();
  return {
    add(router, work) {
      const queue = queues.get(router) ?? { waiting: 0, working: Promise.resolve() };
      queues.set(router, queue);
      if (queue.waiting >= MOST_WAITING) return onDropped(router, 'Too many commands wait: one was dropped.');
      const wantedAt = now();
      queue.waiting += 1;
      queue.working = queue.working
        .then(() => {
          if (now() - wantedAt <= LATE_MS) return work();
          return onDropped(router, 'A command waited longer than a minute: it is not done.');
        })
        .catch((error: unknown) => onError(router, error))
        .finally(() => (queue.waiting -= 1));
    },
    idle: () => Promise.all([...queues.values()].map(({ working }) => working)),
  };
}
