/** The way of a change, state by state. */
import { expect, test } from 'vitest';
import { inputNames, stateNames } from '../../src/change/state.ts';
import { next } from '../../src/change/transition.ts';

const ways: [string, string][] = stateNames.flatMap((state) =>
  inputNames.flatMap((input): [string, string][] => {
    const to = next(state, input);
    return to === null ? [] : [[`${state} + ${input}`, to]];
  }),
);

test('these are all ways there are', () => {
  expect(Object.fromEntries(ways)).toEqual({
    'planned + approve': 'approved',
    'planned + reject': 'rejected',
    'planned + expire': 'expired',
    'planned + premise_broken': 'stale',
    'approved + begin': 'applying',
    'approved + premise_broken': 'stale',
    'approved + expire': 'expired',
    'applying + written': 'watching',
    'applying + not_written': 'failed',
    'applying + undo': 'undoing',
    'applying + lost': 'unknown',
    'watching + proved': 'kept',
    'watching + undo': 'undoing',
    'watching + lost': 'unknown',
    'undoing + restored': 'undone',
    'undoing + lost': 'unknown',
    'unknown + proved': 'kept',
    'unknown + restored': 'undone',
    'unknown + not_written': 'failed',
    'kept + time_over': 'undone',
  });
});

test('nothing is written before a person approved it: the only way to applying leads through approved', () => {
  expect(ways.filter(([, to]) => to === 'applying').map(([from]) => from)).toEqual(['approved + begin']);
  expect(ways.filter(([, to]) => to === 'approved').map(([from]) => from)).toEqual(['planned + approve']);
});
