import { expect, test } from 'vitest';
import { createSnapshotCache } from '../../src/record/snapshot-cache.ts';
import { snapshot } from '../rest/snapshot.ts';

const now = snapshot();
const bodyOf = (size: number) => Buffer.alloc(size);
const createCache = (maxEntries: number, maxBytes: number) =>
  createSnapshotCache<Buffer>({
    maxEntries,
    maxBytes,
    sizeOf: (key, value) => key.length + value.byteLength,
  });

test('an entry is found again, for the same snapshot and key only', () => {
  const cache = createCache(100, 1000);
  const body = bodyOf(10);
  cache.keep(now, '/a', body);
  expect(cache.find(now, '/a')).toBe(body);
  expect(cache.find(now, '/b')).toBeUndefined();
  expect(cache.find(snapshot(), '/a')).toBeUndefined();
});

test('a new snapshot discards the entries of the one before', () => {
  const cache = createCache(100, 1000);
  cache.keep(now, '/a', bodyOf(10));
  cache.keep(snapshot(), '/b', bodyOf(10));
  expect(cache.find(now, '/a')).toBeUndefined();
});

test('the oldest entries make room, by number', () => {
  const cache = createCache(2, 1000);
  for (const url of ['/a', '/b', '/c']) cache.keep(now, url, bodyOf(10));
  expect(['/a', '/b', '/c'].map((url) => cache.find(now, url) !== undefined)).toEqual([false, true, true]);
});

test('the oldest entries make room, by size', () => {
  const cache = createCache(100, 100);
  cache.keep(now, '/a', bodyOf(40));
  cache.keep(now, '/b', bodyOf(40));
  cache.keep(now, `/c${'x'.repeat(10)}`, bodyOf(5));
  expect(['/a', '/b'].map((url) => cache.find(now, url) !== undefined)).toEqual([false, true]);
});

test('an entry that is too large displaces no other', () => {
  const cache = createCache(100, 100);
  cache.keep(now, '/a', bodyOf(40));
  cache.keep(now, '/huge', bodyOf(101));
  expect(cache.find(now, '/huge')).toBeUndefined();
  expect(cache.find(now, '/a')).toBeDefined();
});

test('room is made again and again', () => {
  const cache = createCache(100, 100);
  for (let i = 0; i < 1000; i++) cache.keep(now, `/${i}`, bodyOf(30));
  const kept = Array.from({ length: 1000 }, (_, i) => cache.find(now, `/${i}`)).filter(
    (body) => body !== undefined,
  );
  expect(kept).toHaveLength(2);
});
