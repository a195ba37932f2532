/** What an unknown means for the counts of the page. */
import { expect, it } from 'vitest';
import { isStranger, isWeak, mayBeStranger, mayBeWeak } from '../../src/web/page/kind.ts';

it.each([
  [true, -80, true, false],
  [true, -50, false, false],
  // the last signal of a device that is held
  [null, -80, true, false],
  [true, null, false, true],
  [null, null, false, true],
  [false, null, false, false],
])('connected %s at %s dBm is weak: %s, may be: %s', (connected, signal_dbm, is, may) => {
  expect([isWeak({ signal_dbm }), mayBeWeak({ connected, signal_dbm })]).toEqual([is, may]);
});

it.each([
  [true, false, false, true, false],
  [null, false, false, false, true],
  [false, false, false, false, false],
  [null, true, false, false, false],
  [null, false, true, false, false],
  [true, true, false, false, false],
])('connected %s, known %s, guest %s is a stranger: %s, may be: %s', (connected, known, guest, is, may) => {
  const device = { connected, known, guest };
  expect([isStranger(device), mayBeStranger(device)]).toEqual([is, may]);
});
