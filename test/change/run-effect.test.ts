/** The effect of a kept change is measured when its windows are over, from the history, and is part of the change. */
import { afterEach, expect, it } from 'vitest';
import { toEffectEvent } from '../../src/change/event.ts';
import { toRecord } from '../../src/change/record.ts';
import { type Bench, startBench } from './bench.ts';
import { pastWith } from './moved-past.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
let bench: Bench;
afterEach(() => bench.stop());

it('a device that moved to a near access point is better after 1 h, 24 h and 7 d, and each is measured once', async () => {
  let movedAt = Infinity;
  const told: string[] = [];
  const toldAt: string[] = [];
  bench = await startBench({
    history: pastWith(() => movedAt),
    onEffect: (change, effect) => {
      const { reason, at } = toEffectEvent(change, effect, bench.now());
      told.push(reason!);
      toldAt.push(at);
    },
  });
  const { id } = await bench.run('reconnect_device', { device_id: "Anna's phone" });
  movedAt = bench.now();
  const measured = async (ms: number) => {
    await bench.advance(ms);
    await bench.changes().tick();
    await bench.changes().idle();
    return toRecord(bench.changes().get(id)!).effect.map(({ window, verdict }) => `${window} ${verdict}`);
  };
  expect(await measured(HOUR_MS)).toEqual([]);
  expect(await measured(10 * MINUTE_MS)).toEqual(['1h better']);
  expect(await measured(10 * MINUTE_MS)).toEqual(['1h better']);
  expect(await measured(24 * HOUR_MS)).toEqual(['1h better', '24h better']);
  bench.restart();
  expect(await measured(7 * 24 * HOUR_MS)).toEqual(['1h better', '24h better', '7d better']);
  const { effect, state } = toRecord(bench.changes().get(id)!);
  expect(state).toBe('kept');
  expect(effect[0]).toMatchObject({
    before: { weak_percent: 100 },
    after: { weak_percent: 0, signal_dbm: -55 },
  });
  expect(effect[0]!.uncertainty['signal_dbm']).toBeGreaterThan(0);
  expect(told[0]).toMatch(/Effect after 1h: better, signal_dbm -7\d.* → -55/);
  expect(told).toHaveLength(3);
  // each when it was measured, not when the change was kept
  expect(new Set(toldAt).size).toBe(3);
});

it('a change that is not about the quality of the WiFi is not measured', async () => {
  bench = await startBench({ history: pastWith(() => Infinity) });
  const { id } = await bench.run('block_device', { device_id: 'Vacuum' });
  await bench.advance(26 * HOUR_MS);
  await bench.changes().tick();
  await bench.changes().idle();
  expect(toRecord(bench.changes().get(id)!).effect).toEqual([]);
});

it('while the history cannot be read nothing is measured, and it is tried again', async () => {
  let isOff = true;
  const past = pastWith(() => Infinity);
  bench = await startBench({
    history: {
      ...past,
      deviceHistory: async (...asked) =>
        isOff ? { off: 'The disk is full.' } : past.deviceHistory(...asked),
    },
  });
  const { id } = await bench.run('reconnect_device', { device_id: "Anna's phone" });
  const measured = async (ms: number) => {
    await bench.advance(ms);
    await bench.changes().tick();
    await bench.changes().idle();
    return toRecord(bench.changes().get(id)!).effect.map(({ verdict }) => verdict);
  };
  expect(await measured(2 * HOUR_MS)).toEqual([]);
  isOff = false;
  expect(await measured(2 * MINUTE_MS)).toEqual(['same']);
});

it('an effect that waits for its turn behind another change is measured and announced once', async () => {
  const told: string[] = [];
  let questions = 0;
  const past = pastWith(() => Infinity);
  bench = await startBench({
    watchMs: 10 * MINUTE_MS,
    history: {
      ...past,
      deviceHistory(...asked) {
        questions += 1;
        return past.deviceHistory(...asked);
      },
    },
    onEffect: (_, { window }) => void told.push(window),
  });
  const { id, router } = await bench.run('reconnect_device', { device_id: "Anna's phone" });
  await bench.advance(2 * HOUR_MS);
  bench.hooks.afterAdvance = () => void bench.changes().tick();
  const slow = await bench.run('name_device', { device_id: 'Café radio', name: 'Radio' });
  expect(slow).toMatchObject({ state: 'kept', router });
  await bench.changes().idle();
  expect(told).toEqual(['1h']);
  // before and after
  expect(questions).toBe(2);
  expect(toRecord(bench.changes().get(id)!).effect).toHaveLength(1);
});
