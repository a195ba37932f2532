/** The operator's key in the page: how long it is known. */
import { expect, test } from 'vitest';
import { createOperatorKey, FORGET_AFTER_MS } from '../../src/web/page/change/operator-key.ts';

function begin() {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const key = createOperatorKey({
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  return {
    key,
    timers,
    pass: (ms: number, areTimersLate = false) => {
      now += ms;
      if (areTimersLate) return;
      for (const timer of timers)
        if (timer.at <= now) {
          timers.delete(timer);
          timer.run();
        }
    },
  };
}

test('it is known for ten minutes after it was entered, however often it is used', () => {
  const { key, pass } = begin();
  expect(key.current()).toBeNull();
  key.remember('secret');
  for (let minute = 0; minute < 10; minute += 1) {
    expect(key.current()).toBe('secret');
    pass(60_000);
  }
  expect(FORGET_AFTER_MS).toBe(600_000);
  expect(key.current()).toBeNull();
});

test('a page that slept forgets it although its timers are late', () => {
  const { key, pass } = begin();
  key.remember('secret');
  pass(FORGET_AFTER_MS, true);
  expect(key.current()).toBeNull();
});

test('another one has its own ten minutes, and a forgotten one no timer', () => {
  const { key, pass, timers } = begin();
  key.remember('first');
  pass(FORGET_AFTER_MS - 1);
  key.remember('second');
  pass(FORGET_AFTER_MS - 1);
  expect(key.current()).toBe('second');
  key.forget();
  expect([key.current(), timers.size]).toEqual([null, 0]);
});
