/** Another configuration in the middle of any history: what it changes, and above all what it leaves alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresenceEvent } from '../../src/presence/event.ts';
import type { ConfiguredDevice, Settings } from '../../src/presence/settings.ts';
import { newWorld, remember, type World } from '../../src/world/world.ts';
import { idOf, macOf, settingsOf, START } from '../builder.ts';
import { runs } from '../runs.ts';
import { anyHistory, type History, momentOf, pollsOf, WALKERS } from './history.ts';
import { house, macs, tell } from './story.ts';
import { step, takeSnapshot } from '../at-once.ts';

const DELAY = 60_000;
const routers = ['r0', 'r1', 'r2'].map((id) => ({ id, zone: 'home' }));
const settings = settingsOf({ awayDelayMs: DELAY, unknownAfterMs: 120_000, routers });
const device = (macs: readonly string[], name: string): ConfiguredDevice => ({
  macs,
  name,
  awayDelayMs: null,
});

interface Change {
  /** After so many of the history's polls. */
  after: number;
  to: Settings;
}

/** The world after a history with changes of the configuration in it, and everything it told. */
function run(
  history: History,
  from: Settings,
  changes: readonly Change[] = [],
): { world: World; events: PresenceEvent[]; seconds: number } {
  let world = newWorld(from, momentOf(0));
  let [held, clock] = [from, 0];
  const events: PresenceEvent[] = [];
  const take = (input: Parameters<typeof step>[1], seconds: number) => {
    const stepped = step(world, input, held, momentOf(seconds));
    ({ world } = stepped);
    events.push(...stepped.events);
  };
  for (const [index, { reading, finishedAt }] of pollsOf(history).entries()) {
    for (; clock <= finishedAt; clock += 10) take({ type: 'tick' }, clock);
    for (const { after, to } of changes) {
      if (after !== index) continue;
      held = to;
      take({ type: 'configure' }, clock);
    }
    take({ type: 'reading', reading }, finishedAt);
  }
  return { world, events, seconds: clock };
}

const configure = (world: World, to: Settings, seconds: number) =>
  step(world, { type: 'configure' }, to, momentOf(seconds));
const presences = (world: World) =>
  [...world.devices.values()]
    .filter(({ macAddress }) => WALKERS.includes(macAddress))
    .map(({ deviceId, presence }) => [deviceId, presence]);
const anyConfiguration = fc.record({
  devices: fc.constantFrom<readonly ConfiguredDevice[]>(
    [],
    [device([WALKERS[0]!], 'Phone')],
    [device([WALKERS[1]!, WALKERS[0]!], 'Laptop'), device([macOf(9)], 'Never seen')],
    [device([WALKERS[2]!, WALKERS[3]!, WALKERS[0]!], 'Watch')],
  ),
  routers: fc.subarray(routers, { minLength: 1 }),
});

describe('another configuration', () => {
  it('that is the same one changes nothing, at any time', () => {
    fc.assert(
      fc.property(anyHistory, anyConfiguration, fc.nat(30), (history, changed, after) => {
        const own = { ...settings, ...changed };
        const { world, events, seconds } = run(history, own);
        const again = configure(world, own, seconds);
        expect(again.changed).toEqual(new Set());
        expect(again.events).toEqual([]);
        expect([...again.world.devices]).toEqual([...world.devices]);
        expect([...again.world.routers]).toEqual([...world.routers]);
        // and so nothing of what follows
        const other = run(history, own, [{ after, to: own }]);
        expect(other.events).toEqual(events);
        expect([...other.world.devices]).toEqual([...world.devices]);
      }),
      { numRuns: runs(25) },
    );
  });

  it('tells no event and sends nobody away, whatever it is', () => {
    fc.assert(
      fc.property(anyHistory, anyConfiguration, anyConfiguration, (history, first, second) => {
        const { world, seconds } = run(history, { ...settings, ...first });
        const to = { ...settings, ...second };
        const stepped = configure(world, to, seconds);
        expect(stepped.events).toEqual([]);
        const ids = new Map(WALKERS.map((mac) => [stepped.world.identity.idOf(mac), mac]));
        for (const deviceId of ids.keys()) {
          const macs = stepped.world.identity.macsOf(deviceId, ids.get(deviceId)!);
          const before = [...world.devices.values()].filter(({ macAddress }) => macs.includes(macAddress));
          const now = stepped.world.devices.get(deviceId)?.presence;
          if (before.some(({ connected }) => connected === true)) expect(now).toBe('home');
          if (now === 'away') expect(before.map(({ presence }) => presence)).toContain('away');
        }
        // it is what a restart would know, too
        expect([...stepped.world.routers.keys()]).toEqual(to.routers.map(({ id }) => id));
        for (const { macs } of to.devices) expect(stepped.world.devices.has(idOf(macs[0]!))).toBe(true);
        expect(configure(stepped.world, to, seconds).changed).toEqual(new Set());
        // a snapshot of it is whole
        const made = takeSnapshot(stepped.world, to, takeSnapshot(world, { ...settings, ...first }, null));
        expect(made?.snapshot ?? null).toEqual(takeSnapshot(stepped.world, to, null)?.snapshot ?? null);
      }),
      { numRuns: runs(30) },
    );
  });

  it('without a router counts the absence of its devices anew, with the routers that are left', () => {
    let orphans = 0;
    fc.assert(
      fc.property(anyHistory, fc.nat(40), (history, after) => {
        const left = { ...settings, routers: routers.slice(1) };
        const polls = pollsOf(history);
        const removedAt = polls[after]?.finishedAt;
        if (removedAt === undefined) return;
        let world = newWorld(settings, momentOf(0));
        let held: Settings = settings;
        let orphaned = new Set<string>();
        for (const [index, { reading, finishedAt }] of polls.entries()) {
          if (index === after) {
            orphaned = new Set(
              [...world.devices.values()]
                .filter(({ place, presence }) => place?.router === 'r0' && presence === 'home')
                .map(({ deviceId }) => deviceId),
            );
            orphans += orphaned.size;
            held = left;
            ({ world } = step(world, { type: 'configure' }, held, momentOf(finishedAt)));
          }
          const stepped = step(world, { type: 'reading', reading }, held, momentOf(finishedAt));
          ({ world } = stepped);
          if (index < after) continue;
          for (const { type, deviceId } of stepped.events)
            if (type === 'left' && orphaned.has(deviceId))
              expect((finishedAt - removedAt) * 1000).toBeGreaterThanOrEqual(DELAY - 10_000);
        }
      }),
      { numRuns: runs(30) },
    );
    expect(orphans).toBeGreaterThan(10);
  });

  it('with a name for a device or an access point renames it everywhere', () => {
    const history: History = {
      routerCount: 1,
      segments: [
        {
          polls: 4,
          where: [{ router: 0, interface: 'cap1' }, null, null, null],
          conditions: ['well', 'well', 'well'],
        },
      ],
      phases: [0, 0, 0],
      durations: [1, 1, 1],
    };
    const one = { ...settings, routers: routers.slice(0, 1) };
    const { world, seconds } = run(history, one);
    const taken = takeSnapshot(world, one, null)!;
    const before = taken.snapshot.devices.get(idOf(WALKERS[0]!))!;
    expect(before.access_point_id).not.toBeNull();
    const to: Settings = {
      ...one,
      devices: [device([WALKERS[0]!], 'Phone')],
      people: [{ id: 'parent', name: 'Parent', devices: [WALKERS[0]!] }],
      accessPoints: [{ id: before.access_point_id!, name: 'Loft', awayDelayMs: null }],
    };
    const stepped = configure(world, to, seconds);
    const { snapshot } = takeSnapshot(stepped.world, to, taken)!;
    expect(snapshot.devices.get(idOf(WALKERS[0]!))).toMatchObject({
      name: 'Phone',
      name_source: 'configured',
      access_point: 'Loft',
      presence: 'home',
      connected: true,
    });
    expect(snapshot.known.has(idOf(WALKERS[0]!))).toBe(true);
    expect(snapshot.people).toMatchObject([{ name: 'Parent', presence: 'home' }]);
    expect(snapshot.accessPoints.map(({ name }) => name)).toContain('Loft');
    const own = snapshot.interfaces.filter(
      ({ access_point_id }) => access_point_id === before.access_point_id,
    );
    expect(own.length).toBeGreaterThan(0);
    expect(own.every(({ access_point }) => access_point === 'Loft')).toBe(true);
    // and back
    const back = configure(stepped.world, one, seconds);
    expect(takeSnapshot(back.world, one, taken)!.snapshot).toEqual(taken.snapshot);
  });

  it('with a second MAC for a device makes one of the two, who is here speaking for both', () => {
    const history: History = {
      routerCount: 1,
      segments: [
        {
          polls: 3,
          where: [{ router: 0, interface: 'wifi1' }, { router: 0, interface: 'wifi2' }, null, null],
          conditions: ['well', 'well', 'well'],
        },
        {
          polls: 14,
          where: [null, { router: 0, interface: 'wifi2' }, null, null],
          conditions: ['well', 'well', 'well'],
        },
      ],
      phases: [0, 0, 0],
      durations: [1, 1, 1],
    };
    const one = { ...settings, routers: routers.slice(0, 1) };
    const { world, seconds } = run(history, one);
    const [gone, here] = WALKERS.map(idOf);
    expect(presences(world)).toEqual([
      [gone, 'away'],
      [here, 'home'],
    ]);
    const to = { ...one, devices: [device([WALKERS[0]!, WALKERS[1]!], 'Phone')] };
    const stepped = configure(world, to, seconds);
    expect(presences(stepped.world)).toEqual([[gone, 'home']]);
    expect(stepped.changed).toEqual(new Set([gone, here]));
    const { snapshot } = takeSnapshot(stepped.world, to, null)!;
    expect(snapshot.devices.get(gone!)).toMatchObject({ mac_address: WALKERS[1], connected: true });
    expect(snapshot.macs.get(WALKERS[1]!)).toBe(gone);
    // apart again it is the one that was here
    expect(presences(configure(stepped.world, one, seconds).world)).toEqual([[here, 'home']]);
  });

  it('a connected MAC decides for the device that it becomes part of, although another was seen later', () => {
    const before = tell(`
      0s    hall: phone panel
      1s    garden: laptop panel
      11s   garden: panel → phone home, laptop home?
    `);
    const [connected, gone] = [macs['phone']!, macs['laptop']!];
    const seenAt = (mac: string) => before.devices.get(idOf(mac))!.lastSeenAt!;
    expect(seenAt(gone)).toBeGreaterThan(seenAt(connected));
    for (const pair of [
      [connected, gone],
      [gone, connected],
    ]) {
      const to = { ...house, devices: [device(pair, 'Two radios')] };
      const { world } = step(before, { type: 'configure' }, to, momentOf(12));
      expect(world.devices.get(idOf(pair[0]!))).toMatchObject({ macAddress: connected, connected: true });
    }
  });
});

describe('a router that gets another id while it does not answer', () => {
  const renamed = { ...house, routers: [{ id: 'hallway', zone: 'home' }, ...house.routers.slice(1)] };
  const before = () =>
    tell(`
      0s         hall: phone ; garden: panel   → phone home
      10s        hall: dead ; garden: panel    → phone home?
    `);

  it('sends nobody away, by a reload or by a restart', () => {
    const now = { at: START + 20_000, monotonicMs: 20_000 };
    const world = before();
    const reloaded = step(world, { type: 'configure' }, renamed, now).world;
    const restarted = newWorld(renamed, now, remember(world));
    for (const beginning of [reloaded, restarted])
      tell('20s..600s   garden: panel ; hallway: dead   → phone home?', renamed, beginning);
  });

  it('does not hold anybody once another answers under the new id', () => {
    const now = { at: START + 20_000, monotonicMs: 20_000 };
    const reloaded = step(before(), { type: 'configure' }, renamed, now).world;
    tell(
      '20s..600s   garden: panel ; hallway: nobody   → disconnected phone, left phone, phone away',
      renamed,
      reloaded,
    );
  });
});
