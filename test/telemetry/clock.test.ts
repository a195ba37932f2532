/** The clock of the system: what a wait does when it is aborted or cancelled. */
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/telemetry/clock.ts';

const HOUR_MS = 3_600_000;
const pause = () => new Promise<void>((resolve) => void systemClock.after(1, resolve));

describe('the clock of the system', () => {
  it('ends a sleep when its signal aborts, before or during it', async () => {
    const controller = new AbortController();
    const asleep = systemClock.sleep(HOUR_MS, controller.signal);
    controller.abort();
    await asleep;
    await expect(systemClock.sleep(HOUR_MS, controller.signal)).resolves.toBeUndefined();
  });

  it('never runs what was cancelled', async () => {
    const ran: string[] = [];
    const cancelAfter = systemClock.after(0, () => ran.push('after'));
    const cancelEvery = systemClock.every(1, () => ran.push('every'));
    cancelAfter();
    cancelEvery();
    for (let turn = 0; turn < 5; turn++) await pause();
    expect(ran).toEqual([]);
  });

  it('runs again after each period', async () => {
    let count = 0;
    await new Promise<void>((resolve) => {
      const end = systemClock.every(1, () => {
        if (++count < 3) return;
        end();
        resolve();
      });
    });
    expect(count).toBe(3);
  });
});
