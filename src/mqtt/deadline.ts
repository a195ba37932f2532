import type { Timers } from './settings.ts';

/** Resolves when the work has ended, failed or not, and after `ms` at the latest. */
export async function withDeadline(work: Promise<unknown>, ms: number, timers: Timers): Promise<void> {
  let timer: unknown;
  const late = new Promise<void>((resolve) => {
    timer = timers.setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  timers.clearTimeout(timer);
}
