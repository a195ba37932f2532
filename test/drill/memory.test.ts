/** After a power failure, or with a state file that is damaged, missing or not writable, presence is restored or learned again; no device is announced away. */
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mac } from '../../src/parse/mac.ts';
import { toDeviceId } from '../../src/record/device-id.ts';
import { type Drill, isReady, PHONE, startDrill } from './drill.ts';
import { MINUTE, SECOND } from './time.ts';

const fileOf = ({ stateDir }: Drill) => join(stateDir, 'memory.json');

describe.skipIf(!isReady)('the power goes', () => {
  it('everywhere at once: routers, broker and program come back, one after the other', async () => {
    const drill = await startDrill();
    drill.leave('Vacuum');
    await drill.passUntil(() => drill.device('Vacuum')?.presence === 'away');
    await drill.settle();
    await drill.broker.stop();
    await drill.powerOff();
    await drill.pass(5 * MINUTE);
    await Promise.all(drill.routers.map((router) => router.reboot()));
    for (const router of drill.routers) router.setFault('refuse');
    await drill.broker.start();
    await drill.listener.connect();
    drill.start();
    await drill.pass(40_000);
    for (const router of drill.routers) router.setFault(null);
    await drill.pass(6 * MINUTE);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home']);
    expect(drill.tracker('Vacuum')).toEqual(['home', 'not_home']);
    expect(drill.departed()).toEqual(['Vacuum']);
  });

  it('at the program, during an outage of a router', async () => {
    const drill = await startDrill();
    drill.hallway.setFault('html');
    await drill.pass(2 * MINUTE);
    await drill.powerOff();
    await drill.pass(MINUTE);
    drill.start();
    await drill.pass(5 * MINUTE);
    drill.hallway.setFault(null);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'home']);
    expect(drill.departed()).toEqual([]);
  });

  it('right after somebody arrived: that is not forgotten', async () => {
    const drill = await startDrill();
    drill.leave(PHONE);
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'away');
    drill.arrive(PHONE);
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'home');
    await drill.settle();
    await drill.powerOff();
    drill.hallway.setFault('html');
    drill.start();
    await drill.pass(MINUTE);
    await drill.settle();
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home', 'home', 'unavailable', 'home']);
    drill.hallway.setFault(null);
    await drill.recovered();
  });
});

describe.skipIf(!isReady)('the state file', () => {
  const rewrite = (change: (file: Record<string, unknown>) => void) => (drill: Drill) => {
    const file = JSON.parse(readFileSync(fileOf(drill), 'utf8')) as Record<string, unknown>;
    change(file);
    writeFileSync(fileOf(drill), JSON.stringify(file));
  };
  const harms: [string, string, (drill: Drill) => void][] = [
    ['is cut off', 'damaged', (drill) => truncateSync(fileOf(drill), 1000)],
    ['is empty', 'damaged', (drill) => truncateSync(fileOf(drill), 0)],
    ['is garbage', 'damaged', (drill) => writeFileSync(fileOf(drill), Buffer.alloc(4096, 0xa7))],
    ['is older than any there was', 'damaged', rewrite((file) => (file['version'] = 0))],
    ['is newer', 'newer', rewrite((file) => (file['version'] = 99))],
  ];

  it.each(harms)('%s: it is set aside, and all is learned anew', async (_, word, harm) => {
    const drill = await startDrill();
    drill.leave('Vacuum');
    await drill.passUntil(() => drill.device('Vacuum')?.presence === 'away');
    await drill.settle();
    await drill.stop();
    harm(drill);
    drill.start();
    await drill.recovered();
    expect(readdirSync(drill.stateDir).some((name) => name.includes(`.${word}-`))).toBe(true);
    expect(drill.health().state.problem).toContain('was renamed');
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'home']);
    // its last place is lost: it is away once every router has been without it for the delay
    expect(drill.tracker('Vacuum')).toEqual(['home', 'not_home', 'unavailable', 'not_home']);
    expect(drill.departed()).toEqual(['Vacuum']);
  });

  it('has one impossible entry: that device alone is learned again', async () => {
    const drill = await startDrill();
    drill.leave('Vacuum');
    await drill.passUntil(() => drill.device('Vacuum')?.presence === 'away');
    await drill.settle();
    const firstSeenAt = () => [PHONE, 'Vacuum'].map((name) => drill.device(name)?.first_seen_at);
    const [phone, vacuum] = firstSeenAt();
    await drill.stop();
    const id = drill.idOf('Vacuum');
    rewrite((file) => {
      const devices = file['devices'] as { macAddress: string; lastSeenAt: number }[];
      devices.find(({ macAddress }) => toDeviceId(macAddress as Mac) === id)!.lastSeenAt = 1e300;
    })(drill);
    drill.start();
    await drill.recovered();
    expect(drill.health().state.problem).toMatch(/^1 entry could not be read .*lastSeenAt/);
    expect(firstSeenAt()[0]).toBe(phone);
    expect(firstSeenAt()[1]).not.toBe(vacuum);
    expect(drill.departed()).toEqual(['Vacuum']);
  });

  it('is gone: the same', async () => {
    const drill = await startDrill();
    await drill.stop();
    rmSync(fileOf(drill));
    drill.start();
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'unavailable', 'home']);
    expect(drill.departed()).toEqual([]);
  });

  it('cannot be written: health says so, and presence goes on', async () => {
    const drill = await startDrill();
    // root may write into any directory, but a directory with the name of a file that is written stops it
    const obstacles = [`${fileOf(drill)}.tmp`, join(drill.stateDir, 'memory.changes')];
    for (const obstacle of obstacles) {
      rmSync(obstacle, { force: true });
      mkdirSync(obstacle);
    }
    drill.leave(PHONE);
    await drill.passUntil(() => drill.device(PHONE)?.presence === 'away');
    expect(drill.health()).toMatchObject({ status: 'degraded' });
    expect(drill.health().state.problem).toContain('could not be written');
    const told = () =>
      drill
        .log()
        .filter(({ msg }) => msg.startsWith('state '))
        .map(({ msg }) => msg);
    // it is retried all the while, and logged once
    await drill.pass(5 * MINUTE);
    expect(told()).toEqual(['state not saved']);
    for (const obstacle of obstacles) rmSync(obstacle, { recursive: true });
    // no presence changes: the retry alone writes it
    expect(await drill.passUntil(() => drill.health().state.problem === null)).toBeLessThanOrEqual(
      30 * SECOND,
    );
    expect(told()).toEqual(['state not saved', 'state saved again']);
    drill.arrive(PHONE);
    await drill.recovered();
    expect(drill.tracker(PHONE)).toEqual(['home', 'not_home', 'home']);
  });
});
