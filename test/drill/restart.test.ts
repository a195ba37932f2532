/** Routers reboot, access points drop out, clocks jump, and the power goes: what is not there for that reason has not left. */
import { describe, expect, it } from 'vitest';
import { AWAY, isReady, PHONE, POLL, startDrill } from './drill.ts';
import { without } from './network.ts';
import { DAY, MINUTE } from './time.ts';

describe.skipIf(!isReady)('a router reboots', () => {
  it('and its access points come back late: nobody left', async () => {
    const drill = await startDrill();
    drill.hallway.setFault('refuse');
    await drill.pass(40_000);
    await drill.hallway.reboot();
    drill.hallway.setFault(null);
    await drill.pass(8 * MINUTE);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });

  it('twice within the delay: nobody left', async () => {
    const drill = await startDrill();
    await drill.hallway.reboot();
    await drill.pass(90_000);
    await drill.hallway.reboot();
    await drill.pass(8 * MINUTE);
    await drill.recovered();
    expect(drill.departed()).toEqual([]);
  });

  it('and a phone does not come back with it: it left, after the grace and the delay', async () => {
    const drill = await startDrill();
    await drill.hallway.reboot();
    drill.leave(PHONE);
    const tookMs = await drill.recovered();
    expect(tookMs).toBeGreaterThanOrEqual(3 * MINUTE + AWAY);
    expect(tookMs).toBeLessThanOrEqual(3 * MINUTE + AWAY + 3 * POLL);
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
    expect(drill.departed()).toEqual([PHONE]);
  });
});

describe.skipIf(!isReady)('an access point drops out', () => {
  it('and returns after ten minutes: nobody left', async () => {
    const drill = await startDrill();
    drill.edit('hallway', without('Kitchen'));
    await drill.pass(10 * MINUTE);
    expect(drill.device(PHONE)).toMatchObject({ presence: 'home', connected: null });
    drill.edit('hallway', null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });

  it('and a phone is found on another: it roamed', async () => {
    const drill = await startDrill();
    drill.edit('hallway', without('Kitchen'));
    drill.arrive(PHONE, 'Attic');
    await drill.passUntil(() => drill.device(PHONE)?.access_point === 'Attic');
    drill.leave(PHONE);
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'away', AWAY + 3 * POLL);
    drill.edit('hallway', null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
    expect(drill.departed()).toEqual([PHONE]);
  });

  it('for more than a day: it was taken down, and who was on it has left', async () => {
    const drill = await startDrill();
    drill.edit('hallway', without('Kitchen'));
    const there = drill.house.devices().filter(({ accessPoint }) => accessPoint === 'Kitchen');
    await drill.pass(16 * MINUTE);
    drill.believeGone(there.map(({ name }) => name));
    drill.time.leap(DAY);
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'away');
    drill.edit('hallway', null);
    for (const { name } of there) drill.arrive(name, 'Kitchen');
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'not_home', 'home']);
  });
});

describe.skipIf(!isReady)('somebody sets the clock', () => {
  it.each([
    ['forward', DAY],
    ['back', -DAY],
  ])('a day %s: nobody left, and who leaves does so after the delay', async (_, jumpMs) => {
    const drill = await startDrill();
    drill.time.setClock(jumpMs);
    await drill.pass(4 * MINUTE);
    expect(drill.departed()).toEqual([]);
    drill.leave(PHONE);
    await drill.pass(MINUTE);
    drill.time.setClock(-jumpMs);
    const tookMs = await drill.recovered();
    expect(tookMs).toBeGreaterThanOrEqual(AWAY - MINUTE);
    expect(tookMs).toBeLessThanOrEqual(AWAY - MINUTE + 3 * POLL);
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
    drill.arrive(PHONE);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home', 'home']);
    expect(drill.departed()).toEqual([PHONE]);
  });

  it.each([
    ['forward', DAY],
    ['back', -DAY],
  ])('a day %s, while an access point is missing: nobody on it left', async (_, jumpMs) => {
    const drill = await startDrill();
    drill.edit('hallway', without('Kitchen'));
    await drill.pass(MINUTE);
    drill.time.setClock(jumpMs);
    await drill.pass(8 * MINUTE);
    drill.edit('hallway', null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });
});
