/** A power cut, or an impatient operator. */
import { expect, it } from 'vitest';
import { exit, kill, type Killed } from './kill.ts';

const TIMES = 4;

it('killed at any moment, the file is whole and holds all that was told a second before', async () => {
  const killed: Killed[] = [];
  await kill(TIMES, (one) => killed.push(one));
  for (const one of killed) {
    expect(one).toMatchObject({
      missing: [],
      isSignalMissing: false,
      integrity: 'ok',
      doubled: 0,
      setAside: null,
    });
    expect(one.handedOver).toBeGreaterThan(0);
  }
  expect(killed).toHaveLength(TIMES);
});

it('a process that ends in the midst of writing ends as it wanted to', async () => {
  expect(await Promise.all([exit(), exit()])).toEqual([3, 3]);
});
