/** A router fails in every way a router can, for a while: nobody has left. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/demo/router.ts';
import { AWAY, isReady, PHONE, POLL, startDrill } from './drill.ts';
import { onlyRegistrations } from './network.ts';
import { MINUTE } from './time.ts';

/** A time-out costs real time, and so does trying again. */
const PATIENCE_MS = 120;
const costly = new Set<Fault>(['hang', 'reset', 'refuse']);
const failures: Fault[] = ['hang', 'reset', 'refuse', 'unauthorized', 'html', 'truncated'];

describe.skipIf(!isReady)('a router fails', () => {
  it.each(failures)('%s for eight minutes: nothing happens', async (fault) => {
    const drill = await startDrill({ timeoutMs: costly.has(fault) ? PATIENCE_MS : 1000 });
    drill.hallway.setFault(fault);
    await drill.passUntil(() => drill.health().status === 'degraded');
    await drill.pass(8 * MINUTE);
    expect(drill.device(PHONE)).toMatchObject({ presence: 'home', connected: null });
    drill.hallway.setFault(null);
    await drill.recovered();
    expect([drill.tracker(PHONE), drill.tracker('Anna')]).toEqual([['home'], ['home']]);
    expect(drill.departed()).toEqual([]);
  });

  it('for longer than UNKNOWN_AFTER: its devices are unavailable, and home again when it answers', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    drill.hallway.setFault('html');
    await drill.pass(16 * MINUTE);
    await drill.settle();
    expect(drill.device(PHONE)).toMatchObject({ presence: 'unknown' });
    expect(drill.device('Barn camera')).toMatchObject({ presence: 'home', connected: true });
    drill.hallway.setFault(null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'home']);
    expect(drill.tracker('Anna')).toEqual(['home', 'unavailable', 'home']);
    expect(drill.tracker('Barn camera')).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });

  it('while a phone leaves: the delay runs only while it answers', async () => {
    const drill = await startDrill();
    drill.hallway.setFault('html');
    drill.leave(PHONE);
    await drill.pass(8 * MINUTE);
    expect(drill.tracker(PHONE)).toEqual(['home']);
    drill.hallway.setFault(null);
    const tookMs = await drill.recovered();
    expect(tookMs).toBeGreaterThanOrEqual(AWAY);
    // the breaker may sleep for half a minute more, and the first look after it counts from its own start
    expect(tookMs).toBeLessThanOrEqual(AWAY + 30_000 + 2 * POLL);
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home']);
    expect(drill.departed()).toEqual([PHONE]);
  });
});

describe.skipIf(!isReady)('a table is emptied', () => {
  const nobody = onlyRegistrations(() => []);

  it('for less than three polls and the delay: nobody left', async () => {
    const drill = await startDrill();
    drill.edit('hallway', nobody);
    await drill.pass(2 * POLL + AWAY);
    drill.edit('hallway', null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });

  it('for longer: everybody on it did', async () => {
    const drill = await startDrill({ hasWorkshop: true });
    const there = drill.house.devices().filter(({ router }) => router === 'Hallway');
    drill.edit('hallway', nobody);
    drill.believeGone(there.map(({ name }) => name));
    const isGone = () => there.every(({ name }) => drill.device(name)?.presence === 'away');
    const tookMs = await drill.passUntil(isGone);
    expect(tookMs).toBeGreaterThanOrEqual(AWAY + 2 * POLL);
    expect(tookMs).toBeLessThanOrEqual(AWAY + 4 * POLL);
    await drill.settle();
    drill.edit('hallway', null);
    for (const { name, accessPoint } of there) drill.arrive(name, accessPoint!);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home', 'home']);
    expect(drill.tracker('Barn camera')).toEqual(['home']);
  });

  it('all tables: who was on an access point is held, for nobody knows where that is', async () => {
    const drill = await startDrill();
    const own = drill.house.devices().filter(({ accessPoint }) => accessPoint === 'Hallway');
    drill.hallway.setFault('empty');
    drill.believeGone(own.map(({ name }) => name));
    await drill.pass(16 * MINUTE);
    await drill.settle();
    drill.hallway.setFault(null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'home']);
  });

  it('half of every table, for less than the delay: nobody left', async () => {
    const drill = await startDrill();
    drill.hallway.setFault('partial');
    await drill.pass(AWAY);
    drill.hallway.setFault(null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.departed()).toEqual([]);
  });
});
