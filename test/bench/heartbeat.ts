/** Watches the event loop: how long it was held at most while something ran. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Beats once in every turn of the event loop. On a machine that others use too, the processor time of this process says more than the
 * clock, and the shorter of the two counts.
 */
export function createHeartbeat() {
  let longestMs = 0;
  let isStopped = false;
  let last = { at: performance.now(), cpu: process.cpuUsage() };

  function beat(): void {
    if (isStopped) return;
    const next = { at: performance.now(), cpu: process.cpuUsage() };
    const cpuMs = (next.cpu.user + next.cpu.system - last.cpu.user - last.cpu.system) / 1000;
    longestMs = Math.max(longestMs, Math.min(next.at - last.at, cpuMs));
    last = next;
    setImmediate(beat);
  }
  beat();

  return {
    during: async <T>(run: () => T | Promise<T>): Promise<{ result: T; longestMs: number }> => {
      await nextTurn();
      longestMs = 0;
      const result = await run();
      await nextTurn();
      await nextTurn();
      return { result, longestMs };
    },
    stop: () => void (isStopped = true),
  };
}
