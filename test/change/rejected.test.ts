/** A router that rejects what takes a change back is asked ever less often, and the steps of the change stay few. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Step, withStep } from '../../src/change/change.ts';
import { ANNA, type Bench, startBench } from './bench.ts';
import { standings } from './truth.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Four short waits, doubled ones up to an hour, then one an hour. */
const MOST_ATTEMPTS = 36;
let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const reject = () =>
  bench.router('hallway').setWriteFault({ name: 'disk-full', menu: null, times: Number.POSITIVE_INFINITY });

test('the end of a change that is rejected for a day is tried once an hour, until the router takes it', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  const { id } = await bench.run('block_device', { device_id: 'Vacuum', for: '30m' });
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += MINUTE_MS) {
      await bench.advance(MINUTE_MS);
      await bench.changes().tick();
      await bench.changes().idle();
    }
  };
  const writes = bench.writes.length;
  reject();
  await pass(DAY_MS);
  expect(bench.changes().get(id)!.state).toBe('kept');
  expect(bench.writes.length - writes).toBeLessThan(MOST_ATTEMPTS);
  bench.router('hallway').setWriteFault(null);
  await pass(60 * MINUTE_MS);
  const change = bench.changes().get(id)!;
  expect(change.state).toBe('undone');
  expect(standings(bench.router('hallway'), change)).toEqual(['before']);
});

test('an undo that is rejected for a day is tried once an hour, until the router takes it', async () => {
  const proposed = await bench.propose('block_device', { device_id: 'Vacuum' });
  if (proposed.outcome !== 'created') throw new Error(JSON.stringify(proposed));
  const { id, digest } = proposed.change;
  let writes: number | null = null;
  const until = bench.now() + DAY_MS;
  bench.hooks.afterAdvance = () => {
    if (writes === null && bench.changes().get(id)!.state === 'watching') {
      writes = bench.writes.length;
      reject();
      void bench.changes().undo(id, ANNA);
    }
    if (bench.now() > until) bench.router('hallway').setWriteFault(null);
  };
  await bench.changes().approve(id, { digest: digest!, by: ANNA });
  const change = await bench.finish(id);
  expect(change.state).toBe('undone');
  expect(bench.writes.length - writes!).toBeLessThan(MOST_ATTEMPTS);
  expect(standings(bench.router('hallway'), change)).toEqual(['before']);
});

test('of more than 200 steps the first and the last 100 are kept', () => {
  let steps: readonly Step[] = [];
  for (let at = 0; at < 500; at += 1)
    steps = withStep(steps, { at, step: 'take back', result: 'rejected', detail: null });
  expect(steps.map(({ at }) => at)).toEqual([
    ...Array.from({ length: 100 }, (_, index) => index),
    ...Array.from({ length: 100 }, (_, index) => 400 + index),
  ]);
});
