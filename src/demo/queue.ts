/**
 * One user's commands: executed strictly one at a time, in order of arrival, even if the client has disconnected. A command that reaches the time
 * limit is cut, and every command queued behind it fails with it.
 */
import { type Reply, sessionClosed } from './reply.ts';

/** Must settle soon after `cut`. Null: no answer. */
export type RouterCommand = (cut: AbortSignal) => Promise<Reply | null>;

interface Job {
  command: RouterCommand;
  resolve: (reply: Reply | null) => void;
}

export interface CommandQueue {
  run(command: RouterCommand): Promise<Reply | null>;
  /** The router went down: the running command is cut, and no command is answered. */
  clear(): void;
}

export function createCommandQueue(limitMs: number): CommandQueue {
  let waiting: Job[] = [];
  let running: AbortController | null = null;

  function settleWaiting(reply: Reply | null): void {
    const jobs = waiting;
    waiting = [];
    for (const job of jobs) job.resolve(reply);
  }

  async function work(): Promise<void> {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const cut = new AbortController();
      running = cut;
      const limit = setTimeout(() => {
        settleWaiting(sessionClosed());
        cut.abort();
      }, limitMs);
      job.resolve(await job.command(cut.signal));
      clearTimeout(limit);
    }
    running = null;
  }

  return {
    run: (command) =>
      new Promise((resolve) => {
        waiting.push({ command, resolve });
        if (running === null) void work();
      }),
    clear() {
      settleWaiting(null);
      running?.abort();
    },
  };
}

/** Resolves after the time, or as soon as the command is cut. */
export function elapse(ms: number, cut: AbortSignal): Promise<void> {
  if (ms <= 0 || cut.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      cut.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    cut.addEventListener('abort', done);
  });
}
