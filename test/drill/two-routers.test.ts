/** Two routers of one house, one of which goes: who walks from the one to the other has not left, and who leaves has. */
import { describe, expect, it } from 'vitest';
import { AWAY, isReady, PHONE, POLL, startDrill } from './drill.ts';
import { onlyRegistrations } from './network.ts';
import { DAY, MINUTE } from './time.ts';

describe.skipIf(!isReady)('one of two routers dies', () => {
  it('and a phone walks over to the other', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    drill.hallway.setFault('html');
    await drill.pass(MINUTE);
    drill.arrive(PHONE, 'Barn');
    await drill.passUntil(() => drill.device(PHONE)?.access_point === 'Barn');
    await drill.pass(10 * MINUTE);
    drill.hallway.setFault(null);
    await drill.recovered();
    expect([drill.tracker(PHONE), drill.tracker('Anna')]).toEqual([['home'], ['home']]);
    expect(drill.departed()).toEqual([]);
  });

  it('and a phone that was on the other walks over to the dead one', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    drill.arrive(PHONE, 'Barn');
    await drill.passUntil(() => drill.device(PHONE)?.access_point === 'Barn');
    drill.hallway.setFault('html');
    await drill.pass(MINUTE);
    drill.arrive(PHONE, 'Attic');
    await drill.pass(10 * MINUTE);
    expect(drill.device(PHONE)).toMatchObject({ presence: 'home', connected: null });
    drill.hallway.setFault(null);
    await drill.recovered();
    expect(drill.device(PHONE)?.access_point).toBe('Attic');
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });

  it('and a phone of the other leaves: nobody knows until the dead one answers', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    drill.arrive(PHONE, 'Barn');
    await drill.passUntil(() => drill.device(PHONE)?.access_point === 'Barn');
    drill.hallway.setFault('html');
    drill.leave(PHONE);
    await drill.pass(20 * MINUTE);
    await drill.settle();
    drill.hallway.setFault(null);
    const tookMs = await drill.recovered();
    expect(tookMs).toBeLessThanOrEqual(AWAY + 30_000 + 2 * POLL);
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'not_home']);
  });

  it('for a week: the other goes on, nobody of it left, and it all comes back', async () => {
    // a day at a stroke: that nobody looked meanwhile must be nobody's absence either
    const drill = await startDrill({ hasWorkshop: true, config: { unknownAfterMs: 2 * DAY } });
    drill.workshop.setFault('html');
    for (let day = 0; day < 7; day++) {
      drill.time.leap(DAY);
      await drill.pass(2 * POLL);
    }
    await drill.settle();
    expect(drill.device('Barn camera')).toMatchObject({ presence: 'unknown', zone: 'home' });
    expect(drill.device(PHONE)).toMatchObject({ presence: 'home', connected: true });
    drill.workshop.setFault(null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.tracker('Barn camera')).toEqual(['home', 'unavailable', 'home']);
    expect(drill.departed()).toEqual([]);
  });
});

describe.skipIf(!isReady)('a phone roams', () => {
  it('between access points, bands and routers, in two tables at once: it is home', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    const mac = drill.house.devices().find(({ name }) => name === PHONE)!.mac;
    for (const [turn, place] of [
      'Attic',
      'Kitchen',
      'Barn',
      'Hallway',
      'Workshop',
      'Garden House',
    ].entries()) {
      // two seconds before a poll: a router that was left shows it for four
      await drill.pass(POLL - 2000 - (drill.time.monotonicNow() % POLL));
      drill.arrive(PHONE, place);
      await drill.passUntil(() => drill.device(PHONE)?.access_point === place);
      const [from, to] = turn % 2 === 0 ? ['5GHz', '2.4GHz'] : ['2.4GHz', '5GHz'];
      drill.edit(
        'hallway',
        onlyRegistrations((rows) =>
          rows.flatMap((row) => {
            if (row['mac-address'] !== mac) return [row];
            return [row, { ...row, interface: row.interface!.replace(from!, to!), uptime: '1s' }];
          }),
        ),
      );
      await drill.pass(2 * POLL);
      drill.edit('hallway', null);
      await drill.pass(2 * POLL);
    }
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.listener.trackers.all().get('anna')).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });

  it('and leaves afterwards: it is gone once, from where it was last', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    drill.arrive(PHONE, 'Barn');
    await drill.passUntil(() => drill.device(PHONE)?.access_point === 'Barn');
    drill.arrive(PHONE, 'Kitchen');
    await drill.pass(2000);
    drill.leave(PHONE);
    const tookMs = await drill.recovered();
    expect(tookMs).toBeLessThanOrEqual(AWAY + 3 * POLL);
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
  });
});

describe.skipIf(!isReady)('a radio flaps', () => {
  it('for a second, again and again, at every poll: nobody left', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    for (let turn = 0; turn < 8; turn++) {
      await drill.pass(POLL - 500 - (drill.time.monotonicNow() % POLL));
      drill.leave(PHONE);
      await drill.pass(1000);
      drill.arrive(PHONE);
      // every second poll sees it
      await drill.pass(POLL);
    }
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    const events = drill.listener.topics.filter((topic) => topic.endsWith('/event'));
    expect(events.length).toBeGreaterThan(8);
  });
});
