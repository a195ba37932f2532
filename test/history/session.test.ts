/** Sessions: what events and sightings make of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlaceRecord } from '../../src/history/place.ts';
import {
  bytesOf,
  type Change,
  type ClosedSession,
  onAbsence,
  onEvent,
  onSighting,
  type OpenSession,
  type Sighting,
} from '../../src/history/session.ts';
import { rangeOf, toCode, toDbm } from '../../src/history/signal.ts';
import { eventOf, garden, hall, spotOf } from './scene.ts';

const places = { hall, garden };
type Name = keyof typeof places;

function placeOf(name: Name): PlaceRecord {
  return { router: 'router', ssid: 'home', band: '5GHz', ...places[name] };
}

function seen(at: number, name: Name, changed: Partial<Sighting> = {}): Sighting {
  const nothing = { signal: toCode(-60), associatedAt: null, txBytes: null, rxBytes: null };
  return { at, place: placeOf(name), ...nothing, ...changed };
}

/** A story: each step is given the session that is open, and what ended is collected. */
function tell(...steps: ((open: OpenSession | null) => Change)[]): {
  closed: ClosedSession[];
  open: OpenSession | null;
} {
  const closed: ClosedSession[] = [];
  let open: OpenSession | null = null;
  for (const step of steps) {
    const change = step(open);
    if (change.closed !== null) closed.push(change.closed);
    ({ open } = change);
  }
  return { closed, open };
}

const sight =
  (...args: Parameters<typeof seen>) =>
  (open: OpenSession | null) =>
    onSighting(open, seen(...args));
const happen =
  (type: Parameters<typeof eventOf>[1], at: number, changed: Parameters<typeof eventOf>[3] = {}) =>
  (open: OpenSession | null) =>
    onEvent(open, eventOf(1, type, at, changed), at);
const roam = (at: number, from: Name, to: Name, reason: string | null = null) =>
  happen('roamed', at, { from: spotOf(places[from]), to: spotOf(places[to]), reason, source: 'log' });

function shortly(closed: readonly ClosedSession[]) {
  return closed.map(({ session, toAt, endedBy, reason }) => [
    session.place.access_point,
    session.fromAt,
    toAt,
    endedBy,
    reason,
  ]);
}

describe('a session', () => {
  it('lasts from an association to its end, and says why it ended', () => {
    const { closed, open } = tell(
      happen('connected', 1000, { to: spotOf(hall) }),
      sight(1000, 'hall'),
      sight(11_000, 'hall'),
      happen('disconnected', 15_500, { from: spotOf(hall), reason: 'extensive data loss', source: 'log' }),
    );
    expect(shortly(closed)).toEqual([['Hall', 1000, 15_500, 'disconnected', 'extensive data loss']]);
    expect(open).toBeNull();
  });

  it('there and back between two polls is three', () => {
    const { closed, open } = tell(
      sight(10_000, 'hall'),
      roam(12_000, 'hall', 'garden', 'better signal'),
      roam(17_000, 'garden', 'hall'),
      sight(20_000, 'hall'),
    );
    expect(shortly(closed)).toEqual([
      ['Hall', 10_000, 12_000, 'roamed', 'better signal'],
      ['Garden', 12_000, 17_000, 'roamed', null],
    ]);
    expect(open).toMatchObject({ fromAt: 17_000, place: { access_point: 'Hall' } });
  });

  it('without a witness begins when the router says, and ends with its last sighting', () => {
    const { closed, open } = tell(
      sight(100_000, 'hall', { associatedAt: 40_000 }),
      sight(110_000, 'hall', { associatedAt: 40_000 }),
      sight(200_000, 'garden', { associatedAt: 150_000 }),
      onAbsence,
    );
    expect(shortly(closed)).toEqual([
      ['Hall', 40_000, 110_000, 'unknown', null],
      ['Garden', 150_000, 200_000, 'unknown', null],
    ]);
    expect(open).toBeNull();
  });

  it('an association that began anew between two polls is another one; one the router measures a little differently is not', () => {
    const { closed, open } = tell(
      sight(100_000, 'hall', { associatedAt: 40_000 }),
      sight(110_000, 'hall', { associatedAt: 43_000 }),
      sight(120_000, 'hall', { associatedAt: 115_000 }),
    );
    expect(shortly(closed)).toEqual([['Hall', 40_000, 110_000, 'unknown', null]]);
    expect(open).toMatchObject({ fromAt: 115_000 });
  });

  it.each([
    [5000, 0],
    [5001, 1],
  ])(
    'an association that began %i ms after the one before, by the router, ends %i sessions',
    (laterMs, ended) => {
      const { closed } = tell(
        sight(100_000, 'hall', { associatedAt: 99_000 }),
        sight(110_000, 'hall', { associatedAt: 99_000 + laterMs }),
      );
      expect(closed).toHaveLength(ended);
    },
  );

  it('an event that a sighting has shown already changes nothing', () => {
    const { closed, open } = tell(
      sight(10_000, 'hall'),
      sight(20_000, 'garden'),
      roam(20_000, 'hall', 'garden'),
    );
    expect(shortly(closed)).toEqual([['Hall', 10_000, 10_000, 'unknown', null]]);
    expect(open).toMatchObject({ fromAt: 20_000, place: { access_point: 'Garden' } });
  });

  it('left tells of an absence after its delay: the session ended with its last sighting', () => {
    const { closed } = tell(sight(10_000, 'hall'), happen('left', 400_000, { from: spotOf(hall) }));
    expect(shortly(closed)).toEqual([['Hall', 10_000, 10_000, 'left', null]]);
  });

  it('after a clock was set back begins now, not when the one before will have ended', () => {
    const later = 1e9;
    const { closed, open } = tell(sight(later, 'hall'), sight(5000, 'garden'));
    expect(shortly(closed)).toEqual([['Hall', later, later, 'unknown', null]]);
    expect(open).toMatchObject({ fromAt: 5000 });
  });

  it('counts bytes over a counter that begins again', () => {
    const { open } = tell(
      sight(0, 'hall', { txBytes: 500, rxBytes: null }),
      sight(1, 'hall', { txBytes: 900, rxBytes: null }),
      sight(2, 'hall', { txBytes: 100, rxBytes: null }),
    );
    expect([bytesOf(open!.tx), bytesOf(open!.rx)]).toEqual([1000, null]);
  });
});

/** What happens next, given the moment of the poll. */
type Step =
  | { kind: 'sight'; place: Name; dbm: number; ageMs: number | null }
  | { kind: 'roamed' | 'connected' | 'disconnected' | 'left'; place: Name; lateMs: number }
  | { kind: 'absent' };

const place = fc.constantFrom<Name>('hall', 'garden');
const sighting = fc.record({
  kind: fc.constant('sight' as const),
  place,
  dbm: fc.integer({ min: -90, max: -30 }),
  ageMs: fc.option(fc.nat(100_000)),
});
const event = fc.record({
  kind: fc.constantFrom('roamed' as const, 'connected' as const, 'disconnected' as const, 'left' as const),
  place,
  lateMs: fc.nat(9_000),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: sighting },
    { weight: 5, arbitrary: event },
    { weight: 1, arbitrary: fc.constant({ kind: 'absent' as const }) },
  ),
  { maxLength: 60 },
);

function happens(open: OpenSession | null, step: Step, at: number, endedAt: number | undefined): Change {
  if (step.kind === 'absent') return onAbsence(open);
  if (step.kind === 'sight') {
    const associatedAt = step.ageMs === null ? null : at - step.ageMs;
    return onSighting(open, seen(at, step.place, { signal: toCode(step.dbm), associatedAt }), endedAt);
  }
  const other = places[step.place === 'hall' ? 'garden' : 'hall'];
  const [from, to] = [spotOf(other), spotOf(places[step.place])];
  const told = eventOf(1, step.kind, at - step.lateMs, { from, to, source: 'log' });
  return onEvent(open, told, at - step.lateMs, endedAt);
}

it('whatever happens, sessions follow one another, end after they begin, and count every sighting once, where it was', () => {
  fc.assert(
    fc.property(steps, (story) => {
      const closed: ClosedSession[] = [];
      const seenAt = { hall: 0, garden: 0 };
      let open: OpenSession | null = null;
      story.forEach((step, index) => {
        const change = happens(open, step, 1_000_000 + index * 10_000, closed.at(-1)?.toAt);
        if (step.kind === 'sight') {
          seenAt[step.place]++;
          expect(change.open?.place.interface).toBe(places[step.place].interface);
        }
        if (change.closed !== null) closed.push(change.closed);
        ({ open } = change);
      });
      const all = [...closed, ...(open === null ? [] : [{ session: open, toAt: Number.POSITIVE_INFINITY }])];
      for (const { session, toAt } of all) {
        expect(toAt).toBeGreaterThanOrEqual(session.fromAt);
        const { min, max } = rangeOf(session.signals);
        if (session.signals.count > 0) expect(toDbm(min)).toBeLessThanOrEqual(toDbm(max)!);
      }
      for (const each of ['hall', 'garden'] as const) {
        const counted = all.filter(({ session }) => session.place.interface === places[each].interface);
        expect(counted.reduce((sum, { session }) => sum + session.signals.count, 0)).toBe(seenAt[each]);
      }
      all.slice(1).forEach(({ session }, index) => {
        expect(session.fromAt).toBeGreaterThanOrEqual(all[index]!.toAt);
      });
    }),
  );
});
