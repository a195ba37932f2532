import { afterEach, expect, test } from 'vitest';
import { watchConfig } from '../../src/config/watch-config.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function watched() {
  const watch = watchConfig(new Set());
  ends.push(watch.stop);
  let reads = 0;
  const again = () => {
    reads++;
    return new Set<string>();
  };
  return { watch, again, reads: () => reads };
}

test('SIGHUP before the start reads the configuration at the start', () => {
  const { watch, again, reads } = watched();
  process.emit('SIGHUP');
  process.emit('SIGHUP');
  watch.start(again);
  expect(reads()).toBe(1);
  process.emit('SIGHUP');
  expect(reads()).toBe(2);
});

test('without SIGHUP the start reads nothing, and after the stop SIGHUP reads nothing', () => {
  const { watch, again, reads } = watched();
  watch.start(again);
  watch.stop();
  process.emit('SIGHUP');
  expect(reads()).toBe(0);
});

test('watches that have stopped leave one listener behind, by which SIGHUP does not end the process', () => {
  watched().watch.stop();
  const count = process.listenerCount('SIGHUP');
  expect(count).toBeGreaterThan(0);
  for (let index = 0; index < 3; index++) {
    const { watch } = watched();
    expect(process.listenerCount('SIGHUP')).toBe(count + 1);
    watch.stop();
  }
  expect(process.listenerCount('SIGHUP')).toBe(count);
});
