/** A house whose second router runs RouterOS 6, from its tables to the trackers of Home Assistant. */
import { describe, expect, it } from 'vitest';
import { isReady, PHONE, startDrill } from './drill.ts';
import { MINUTE } from './time.ts';

describe.skipIf(!isReady)('a router with RouterOS 6', () => {
  it('sees who comes from the other router and who leaves, and restarts without a departure', async () => {
    const drill = await startDrill({ hasWorkshop: true, isSix: true });
    drill.arrive(PHONE, 'Barn');
    await drill.passUntil(() => drill.device(PHONE)?.access_point === 'Barn');
    expect(drill.device(PHONE)).toMatchObject({ presence: 'home', source: 'capsman', router: 'workshop' });
    expect(drill.health().routers[1]).toMatchObject({ router: 'workshop', reachable: true });
    await drill.workshop.reboot();
    await drill.pass(5 * MINUTE);
    expect(drill.departed()).toEqual([]);
    drill.leave(PHONE);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
  });
});
