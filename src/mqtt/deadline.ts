import type { Clock } from '../telemetry/clock.ts';

/** Resolves when the work has ended, failed or not, and after `ms` at the latest. */
export async function withDeadline(
  work: Promise<unknown>,
  ms: number,
  clock: Pick<Clock, 'after'>,
): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  await Promise.race([work.catch(() => undefined), late]);
  cancel();
}
