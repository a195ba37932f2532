/** What a sequence of log lines says about where a device went. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../src/join/place.ts';
import { type ReceivedLine, toMovements } from '../../src/presence/movement.ts';
import { macOf, START } from '../builder.ts';

const placeOf = (name: string): Place => ({
  router: 'router',
  source: 'wifi',
  accessPoint: null,
  interface: name,
  ssid: 'home',
  band: null,
  signalDbm: null,
});
const line = (type: 'connected' | 'disconnected', name: string, at: number): ReceivedLine => ({
  line: {
    type,
    macAddress: macOf(1),
    at: { interface: name, ssid: null },
    signalDbm: -70,
    ...(type === 'disconnected' ? { reason: null } : {}),
  } as ReceivedLine['line'],
  router: 'router',
  at: START + at,
});
const typesOf = (gapMs: number, to: string) =>
  toMovements(
    [line('disconnected', 'hall', 0), line('connected', to, gapMs)],
    placeOf('hall'),
    ({ interface: name }) => placeOf(name),
  )!.map(({ type }) => type);

describe('a disconnect and a connect elsewhere', () => {
  it('are one roam within 5 s, and two movements beyond', () => {
    expect(typesOf(5_000, 'attic')).toEqual(['roamed']);
    expect(typesOf(5_001, 'attic')).toEqual(['disconnected', 'connected']);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (gapMs) => {
        expect(typesOf(gapMs, 'attic')).toHaveLength(gapMs <= 5_000 ? 1 : 2);
      }),
    );
  });

  it('are never a roam to the same place', () => {
    expect(typesOf(1, 'hall')).toEqual(['disconnected', 'connected']);
  });
});

it('a line in an unknown place of a known router leaves the movements unknown; of an unknown router, it is skipped', () => {
  const unknown = line('connected', 'cellar', 0);
  expect(toMovements([unknown], null, () => null)).toBeNull();
  expect(toMovements([{ ...unknown, router: null }], null, () => null)).toEqual([]);
});
