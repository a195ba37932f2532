import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedKeys } from '../../src/record/changed-keys.ts';
import { VersionedMap } from '../../src/world/versioned-map.ts';

const anyKey = fc.integer({ min: 0, max: 300 }).map((number) => `key ${number}`);
const anyChanges = fc.array(fc.tuple(anyKey, fc.option(fc.integer({ min: 0, max: 3 }))), { maxLength: 80 });

/** Of which some are in a map and some are not. */
const probes = Array.from({ length: 43 }, (_, index) => `key ${7 * index}`);

/** The same changes to an ordinary map. */
function change(map: ReadonlyMap<string, number>, changes: readonly [string, number | null][]) {
  const next = new Map(map);
  for (const [key, value] of changes) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  return next;
}

function sorted<V>(entries: Iterable<[string, V]>): [string, V][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('a map with versions', () => {
  it('is what a copy of the map before would be, and leaves that as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyChanges, fc.nat()), { maxLength: 12 }), (history) => {
        const versions = [{ map: VersionedMap.from<number>([]), copy: new Map<string, number>() }];
        // any version may be gone on from, and more than once
        for (const [changes, from] of history) {
          const { map, copy } = versions[from % versions.length]!;
          versions.push({ map: map.with(changes), copy: change(copy, changes) });
        }
        for (const { map, copy } of versions) {
          expect(sorted(map)).toEqual(sorted(copy));
          expect(sorted(map.entries()).map(([key]) => key)).toEqual([...map.keys()].sort());
          expect([...map.values()]).toEqual([...map].map(([, value]) => value));
          expect(map.size).toBe(copy.size);
          expect(probes.map((key) => [map.get(key), map.has(key)])).toEqual(
            probes.map((key) => [copy.get(key), copy.has(key)]),
          );
        }
        const [{ map: first, copy: before }, { map: last, copy: after }] = [versions[0]!, versions.at(-1)!];
        const unlike = [...new Set([...before.keys(), ...after.keys()])].filter(
          (key) => before.get(key) !== after.get(key),
        );
        expect(changedKeys(first, last).sort()).toEqual(unlike.sort());
        expect(changedKeys(last, before).sort()).toEqual(unlike.sort());
      }),
    );
  });

  it('is equal to another with the same in it, and to no other', () => {
    const map = VersionedMap.from([['a', { n: 1 }]]);
    expect(map).toEqual(VersionedMap.from([['a', { n: 1 }]]));
    expect(map).not.toEqual(VersionedMap.from([['a', { n: 2 }]]));
    expect(map).not.toEqual(VersionedMap.from([['b', { n: 1 }]]));
  });

  it('is the same map when nothing changes', () => {
    const map = VersionedMap.from([['a', 1]]);
    expect(map.with([])).toBe(map);
    expect(map.with([['a', 1]])).toBe(map);
    expect(map.with([['b', null]])).toBe(map);
    expect(changedKeys(map, map)).toEqual([]);
  });

  it('tells what differs without looking at what is shared', () => {
    const many = Array.from({ length: 10_000 }, (_, index): [string, object] => [`key ${index}`, {}]);
    const before = VersionedMap.from(many);
    const after = before.with([
      ['key 5', {}],
      ['key 7000', null],
      ['new', {}],
    ]);
    expect(after.changedKeys(before)).toEqual(['key 5', 'key 7000', 'new']);
  });

  it('forgets the places of keys that are gone', () => {
    let map = VersionedMap.from<number>([]);
    for (let number = 0; number < 5_000; number++)
      map = map.with([
        [`key ${number}`, number],
        [`key ${number - 1}`, null],
      ]);
    expect([...map]).toEqual([['key 4999', 4999]]);
    expect(map.slotCount).toBeLessThan(2_000);
  });
});
