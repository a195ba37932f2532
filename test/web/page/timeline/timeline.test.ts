/** The events of a day by hour, and the filter in the address. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '../../../../src/record/event.ts';
import {
  KINDS,
  kinds,
  noFilter,
  toFilter,
  toQueryValues,
  toRequest,
} from '../../../../src/web/page/timeline/filter.ts';
import {
  addNewer,
  addOlder,
  FEW,
  hourAt,
  toHours,
  toShownHours,
} from '../../../../src/web/page/timeline/hours.ts';
import { toQuery } from '../../../../src/web/page/route.ts';
import { hoursOf } from '../../../../src/web/page/zone.ts';
import { event } from '../../../rest/journal.ts';

const DAY = '2026-10-25';
/** 25 of them. */
const starts = hoursOf(DAY, 'Europe/Berlin');
const at = (hour: number, minute = 0) => new Date(starts[hour]! + minute * 60_000).toISOString();
const person = {
  person_id: 'anna',
  name: 'Anna',
  presence: 'home',
  zones: [],
  devices: ['aa', 'bb'],
} as const;
const people = [{ ...person, zones: [], devices: [...person.devices] }];

describe('the hours of a day', () => {
  it('hold each event of that day once, newest first', () => {
    const some = fc.array(fc.integer({ min: -3_600_000, max: 26 * 3_600_000 }));
    fc.assert(
      fc.property(some, (offsets) => {
        const events = offsets
          .toSorted((a, b) => b - a)
          .map((offset, index) =>
            event({ event_id: 1000 - index, at: new Date(starts[0]! + offset).toISOString() }),
          );
        const hours = toHours(events, starts);
        const own = events.filter((one) => hourAt(Date.parse(one.at), starts) !== null);
        expect(hours.toReversed().flatMap((hour) => hour.events)).toEqual(own);
        for (const hour of hours)
          for (const one of hour.events) expect(hourAt(Date.parse(one.at), starts)).toBe(hour.startAt);
      }),
    );
  });

  it('are shown newest first, without those in which nothing happened', () => {
    const hours = toHours([event({ event_id: 2, at: at(9) }), event({ event_id: 1, at: at(3) })], starts);
    expect(toShownHours(hours, null, new Set()).map(({ startAt }) => startAt)).toEqual([
      starts[9],
      starts[3],
    ]);
  });

  it('begin with the chosen one, also where nothing happened in it', () => {
    const hours = toHours([event({ event_id: 2, at: at(9) }), event({ event_id: 1, at: at(3) })], starts);
    expect(toShownHours(hours, starts[5]!, new Set())).toMatchObject([
      { startAt: starts[5], events: [] },
      { startAt: starts[3], events: [{ event_id: 1 }] },
    ]);
  });

  it('with many events are cut until they are opened or chosen', () => {
    const many = Array.from({ length: FEW + 2 }, (_, index) => event({ event_id: 99 - index, at: at(3) }));
    const shown = (chosen: number | null, opened: number[]) => {
      const [hour] = toShownHours(toHours(many, starts), chosen, new Set(opened));
      return [hour!.events.length, hour!.hiddenCount];
    };
    expect(shown(null, [])).toEqual([FEW, 2]);
    expect(shown(null, [starts[3]!])).toEqual([FEW + 2, 0]);
    expect(shown(starts[3]!, [])).toEqual([FEW + 2, 0]);
  });

  it('new events come before the others, none twice', () => {
    const [one, two, three] = [1, 2, 3].map((event_id) => event({ event_id }));
    const before = [two!, one!];
    expect(addNewer(before, [two!, three!])).toEqual([three, two, one]);
    expect(addNewer(before, [one!, two!])).toBe(before);
    expect(addOlder([three!, one!], [two!, one!])).toEqual([three, two, one]);
  });
});

describe('the filter', () => {
  it('is in the address, and comes back from it', () => {
    const filter = {
      at: '2026-11-30T03:00',
      person: 'anna',
      device: 'aa',
      accessPoint: 'Garden House',
      kinds: ['refused', 'findings'] as const,
    };
    expect(toQuery(toQueryValues(filter))).toBe(
      'at=2026-11-30T03:00&person=anna&device=aa&access_point=Garden+House&kind=refused&kind=findings',
    );
    expect(toFilter(toQuery(toQueryValues(filter)))).toEqual(filter);
  });

  it.each(['', 'at=2026-02-30', 'at=2026-11-30T24:00', 'at=3am', 'kind=nonsense', 'person='])(
    'of "%s" is that of everything today',
    (query) => {
      expect(toFilter(query)).toEqual(noFilter);
    },
  );

  it('offers every type of event once', () => {
    expect(kinds.flatMap((kind) => KINDS[kind].types).toSorted()).toEqual([...eventTypes].toSorted());
  });

  it('asks for the devices of a person, for one of them, or for nothing', () => {
    expect(toRequest({ ...noFilter, person: 'anna' }, people)).toBe('mac=aa&mac=bb');
    expect(toRequest({ ...noFilter, person: 'anna', device: 'bb' }, people)).toBe('mac=bb');
    expect(toRequest({ ...noFilter, person: 'anna', device: 'cc' }, people)).toBeNull();
    expect(toRequest({ ...noFilter, person: 'nobody' }, people)).toBeNull();
    expect(toRequest({ ...noFilter, accessPoint: 'A&B', kinds: ['presence'] }, people)).toBe(
      'access_point=A%26B&event_type=arrived&event_type=left',
    );
    expect(toRequest(noFilter, people)).toBe('');
  });
});
