/** Long work leaves the event loop free between its slices. */
import { expect, it } from 'vitest';
import { inSlices } from '../../src/telemetry/slices.ts';

/** Work of so many parts, each of which takes so long. */
function* work(name: string, parts: number, partMs: number, done: string[] = []) {
  for (let part = 0; part < parts; part++) {
    for (const began = performance.now(); performance.now() - began < partMs; );
    done.push(name);
    yield;
  }
  return name;
}

it('work that takes long is interrupted, and what waits for the event loop goes on meanwhile', async () => {
  const done: string[] = [];
  const result = inSlices(work('work', 6, 21, done));
  const waiting = new Promise((resolve) => setImmediate(() => resolve(done.length)));
  expect(await waiting).toBe(1);
  expect(await result).toBe('work');
});

it('work that takes no time is done in one go', async () => {
  const done: string[] = [];
  const result = inSlices(work('work', 100, 0, done));
  expect(done).toHaveLength(100);
  await result;
});

it('works that run at the same time take turns, and share no turn of the event loop', async () => {
  const done: string[] = [];
  const both = [inSlices(work('a', 3, 21, done)), inSlices(work('b', 3, 21, done))];
  // both have had their first slice
  const counts: number[] = [];
  const count = () => {
    counts.push(done.length);
    if (done.length < 6) setImmediate(count);
  };
  count();
  await Promise.all(both);
  expect(done.slice(0, 4)).toEqual(['a', 'b', 'a', 'b']);
  expect(counts.every((each, index) => index === 0 || each - counts[index - 1]! <= 1)).toBe(true);
});

it('an error of the work is its own', async () => {
  await expect(
    inSlices(
      (function* () {
        yield;
        throw new Error('broken');
      })(),
    ),
  ).rejects.toThrow('broken');
});
