import type { Timers } from './settings.ts';

/** Resolves when the work is done or the time is up; a failure of the work is its end. */
export async function withDeadline(work: Promise<unknown>, ms: number, timers: Timers): Promise<void> {
  let timer: unknown;
  const late = new Promise<void>((resolve) => {
    timer = timers.setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  timers.clearTimeout(timer);
}
