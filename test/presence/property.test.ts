/**
 * What holds in every history: several routers, failures, absences, reboots, roams. `assert` where it is asked at every step: `expect` costs
 * more than the step.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reading, rowsOf } from '../../src/parse/reading.ts';
import type { PresenceEvent } from '../../src/presence/event.ts';
import type { Settings } from '../../src/presence/settings.ts';
import { mentionsIn } from '../../src/join/mention.ts';
import { viewsOf } from '../../src/presence/router-state.ts';
import { VersionedMap } from '../../src/world/versioned-map.ts';
import { hasMissing } from '../../src/world/missing.ts';
import { newWorld, type Step, type World } from '../../src/world/world.ts';
import { idOf, settingsOf } from '../builder.ts';
import { runs } from '../runs.ts';
import {
  anyHistory,
  type History,
  INTERVAL,
  momentOf,
  type Poll,
  pollsOf,
  provenAbsenceMs,
  WALKERS,
} from './history.ts';
import { step } from '../at-once.ts';

const DELAY = 60_000;

const settings: Settings = settingsOf({
  awayDelayMs: DELAY,
  unknownAfterMs: 120_000,
  routers: ['r0', 'r1', 'r2'].map((id) => ({ id, zone: 'home' })),
});

/** Runs a history, a tick every ten seconds; `look` sees every step. */
function run(
  history: History,
  look: (stepped: Step, before: World, polls: readonly Poll[]) => void = () => {},
): World {
  let world = newWorld(settings, momentOf(0));
  let clock = 0;
  const seen: Poll[] = [];
  const take = (stepped: Step) => {
    const before = world;
    world = stepped.world;
    look(stepped, before, seen);
  };
  for (const poll of pollsOf(history)) {
    for (; clock <= poll.finishedAt; clock += 10)
      take(step(world, { type: 'tick' }, settings, momentOf(clock)));
    seen.push(poll);
    take(step(world, { type: 'reading', reading: poll.reading }, settings, momentOf(poll.finishedAt)));
  }
  return world;
}

const walkerOf = (deviceId: string) => WALKERS.find((mac) => idOf(mac) === deviceId)!;

/** The history, and then a house that everybody has left and in which all is well. */
function settled(history: History): History {
  const polls = DELAY / 1000 / INTERVAL + 6;
  return {
    ...history,
    segments: [
      ...history.segments,
      { polls, where: [null, null, null, null], conditions: ['well', 'well', 'well'] },
    ],
  };
}

/** A time in which the first walker is on one router, or out, and nobody else was ever here. */
function segment(
  polls: number,
  router: number | null,
  conditions: ('well' | 'stalled')[] = ['well', 'well', 'well'],
): History['segments'][number] {
  return {
    polls,
    where: [router === null ? null : { router, interface: 'wifi1' }, null, null, null],
    conditions,
  };
}

/** How long each of those who left was provably absent. */
function departuresOf(history: History): number[] {
  const departures: number[] = [];
  run(settled(history), ({ events }, _before, polls) => {
    for (const { type, deviceId } of events) {
      if (type === 'left') departures.push(provenAbsenceMs(polls, walkerOf(deviceId)));
    }
  });
  return departures;
}

describe('in every history', () => {
  it('nobody is sent away who was not absent for the whole delay in the eyes of every router', () => {
    let departures = 0;
    fc.assert(
      fc.property(anyHistory, (history) => {
        run(settled(history), ({ events }, _before, polls) => {
          for (const { type, deviceId } of events) {
            if (type !== 'left') continue;
            departures++;
            expect(provenAbsenceMs(polls, walkerOf(deviceId))).toBeGreaterThanOrEqual(DELAY);
          }
        });
      }),
      { numRuns: runs(50) },
    );
    // the histories are worth their name
    expect(departures).toBeGreaterThan(30);
  });

  it('not even by the part of a gap in a router’s polls that began before it was seen', () => {
    const history: History = {
      routerCount: 2,
      segments: [segment(1, 0), segment(5, null, ['well', 'stalled'])],
      phases: [1, 0, 0],
      durations: [0, 0, 0],
    };
    expect(departuresOf(history)).toEqual([expect.any(Number)]);
    for (const provenMs of departuresOf(history)) expect(provenMs).toBeGreaterThanOrEqual(DELAY);
  });

  it('not even when a poll that saw it earlier ends later', () => {
    const history: History = {
      routerCount: 2,
      segments: [segment(1, 0), segment(1, 1), segment(1, null)],
      phases: [4, 0, 0],
      durations: [7, 0, 0],
    };
    expect(departuresOf(history)).toEqual([expect.any(Number)]);
    for (const provenMs of departuresOf(history)) expect(provenMs).toBeGreaterThanOrEqual(DELAY);
  });

  it('no device counts more absence than was proven', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        run(history, ({ changed, world }, _before, polls) => {
          for (const deviceId of changed) {
            const mac = walkerOf(deviceId);
            const device = world.devices.get(deviceId)!;
            if (mac === undefined || device.presence === 'away') continue;
            assert.ok(device.absence.absentMs <= provenAbsenceMs(polls, mac), deviceId);
          }
        });
      }),
      { numRuns: runs(20) },
    );
  });

  it('who is gone is away, when all was well for the delay and a few polls', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const world = run(settled(history));
        const walkers = [...world.devices.values()].filter(
          ({ deviceId }) => walkerOf(deviceId) !== undefined,
        );
        expect(walkers.filter(({ presence }) => presence !== 'away').map(({ deviceId }) => deviceId)).toEqual(
          [],
        );
      }),
      { numRuns: runs(40) },
    );
  });

  it('who is in the table of a router that answers is home and connected', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        run(history, ({ world }, before, polls) => {
          if (world.takenAt === before.takenAt && world.routers === before.routers) return;
          for (const mac of polls.at(-1)!.seen) {
            const { presence, connected } = world.devices.get(idOf(mac))!;
            assert.deepEqual([presence, connected], ['home', true]);
          }
        });
      }),
      { numRuns: runs(20) },
    );
  });

  it('arrivals and departures take turns, and agree with presence', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const told = new Map<string, PresenceEvent['type']>();
        run(settled(history), ({ events, world }, before) => {
          for (const { type, deviceId } of events) {
            if (type !== 'arrived' && type !== 'left') continue;
            expect(told.get(deviceId) ?? 'left').toBe(type === 'left' ? 'arrived' : 'left');
            told.set(deviceId, type);
          }
          for (const { deviceId, presence } of world.devices.values()) {
            // whom the first look at a table finds was there before us: nothing is told
            if (!before.devices.has(deviceId) && !told.has(deviceId)) told.set(deviceId, 'arrived');
            assert.equal(told.get(deviceId), presence === 'away' ? 'left' : 'arrived');
          }
        });
      }),
      { numRuns: runs(40) },
    );
  });

  it('connections and disconnections take turns; leaving ends a connection', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const told = new Map<string, PresenceEvent['type']>();
        run(settled(history), ({ events, world }, before) => {
          for (const { type, deviceId } of events) {
            if (type === 'connected') expect(told.get(deviceId)).not.toBe('connected');
            if (type === 'disconnected') expect(told.get(deviceId)).toBe('connected');
            if (type !== 'arrived' && type !== 'roamed') told.set(deviceId, type);
          }
          for (const { deviceId, presence } of world.devices.values()) {
            const was = before.devices.get(deviceId);
            // whom a first look finds, and who was home all along though nobody knew, is connected without a word
            if (was === undefined || (was.presence === 'unknown' && presence === 'home'))
              told.set(deviceId, 'connected');
          }
        });
      }),
      { numRuns: runs(40) },
    );
  });

  it('presence begins later each time, but for home found to have lasted', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        run(settled(history), ({ world, changed }, before) => {
          for (const deviceId of changed) {
            const [was, is] = [before.devices.get(deviceId), world.devices.get(deviceId)!];
            if (was === undefined || (was.presence === 'unknown' && is.presence === 'home')) continue;
            assert.ok(is.presenceSinceAt! >= was.presenceSinceAt!, deviceId);
            if (was.presence === is.presence) assert.equal(is.presenceSinceAt, was.presenceSinceAt);
            assert.equal(is.firstSeenAt, was.firstSeenAt);
          }
        });
      }),
      { numRuns: runs(20) },
    );
  });

  it('also when a poll that began before it left, and still saw it, ends after', () => {
    const history: History = {
      routerCount: 2,
      segments: [
        segment(1, 0),
        segment(6, null),
        segment(1, null, ['well', 'stalled']),
        segment(1, 0),
        segment(1, null),
      ],
      phases: [0, 1, 0],
      durations: [2, 0, 0],
    };
    run(history, ({ world }, before) => {
      const [was, is] = [before, world].map(
        ({ devices }) => devices.get(idOf(WALKERS[0]!))?.presenceSinceAt ?? 0,
      );
      expect(is).toBeGreaterThanOrEqual(was!);
    });
  });

  it('who is to be asked about whom is known as if everybody had been gone through', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        run(settled(history), ({ world: { devices, routers, index, mentions } }) => {
          const all = [...devices.values()];
          for (const router of routers.keys()) {
            const own = all.filter(({ place }) => place?.router === router);
            assert.deepEqual(
              [...(index.byRouter.get(router) ?? [])].sort(),
              own.map(({ deviceId }) => deviceId).sort(),
            );
          }
          const unlocated = all.filter(
            ({ presence, connected }) => presence !== 'away' && connected !== true,
          );
          assert.deepEqual([...index.unlocated].sort(), unlocated.map(({ deviceId }) => deviceId).sort());
          assert.deepEqual(new Map(mentions), mentionsIn(viewsOf(routers)));
        });
      }),
      { numRuns: runs(20) },
    );
  });

  it('nothing comes of asking everybody about everybody', () => {
    fc.assert(
      fc.property(anyHistory, fc.boolean(), (history, isOne) => {
        // the first two walkers are one device, or nobody is
        const macs = WALKERS.slice(0, 2);
        const devices = isOne ? [{ macs, name: null, awayDelayMs: null }] : [];
        const own = { ...settings, devices };
        let world = newWorld(own, momentOf(0));
        for (const { reading, finishedAt } of pollsOf(history)) {
          const input = { type: 'reading', reading } as const;
          const now = momentOf(finishedAt);
          const asked = step(askingEverybody(world, reading), input, own, now);
          const stepped = step(world, input, own, now);
          expect(stepped.events).toEqual(asked.events);
          expect(stepped.changed).toEqual(asked.changed);
          expect(stepped.world.devices).toEqual(asked.world.devices);
          for (const router of world.routers.keys())
            for (const seen of [WALKERS.slice(0, 2), WALKERS.slice(2), WALKERS]) {
              const rows = new Set(seen);
              const everybody = askingEverybody(stepped.world, reading);
              expect(hasMissing(stepped.world, own, router, rows)).toBe(
                hasMissing(everybody, own, router, rows),
              );
            }
          ({ world } = stepped);
        }
      }),
      { numRuns: runs(20) },
    );
  });

  it('the same world and the same input make the same step, and no world is ever changed', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        let world = deepFreeze(newWorld(settings, momentOf(0)));
        for (const { reading, finishedAt } of pollsOf(history)) {
          deepFreeze(reading);
          const now = momentOf(finishedAt);
          for (const input of [{ type: 'reading', reading }, { type: 'tick' }] as const) {
            const stepped = step(world, input, settings, now);
            const again = step(world, input, settings, now);
            expect(again.events).toEqual(stepped.events);
            expect(again.changed).toEqual(stepped.changed);
            expect(again.world.devices).toEqual(stepped.world.devices);
            expect([...again.world.routers].map(([id, { memory }]) => [id, memory])).toEqual(
              [...stepped.world.routers].map(([id, { memory }]) => [id, memory]),
            );
            world = deepFreeze(stepped.world);
          }
        }
      }),
      { numRuns: runs(8) },
    );
  });
});

/** The world as if any device could be any router's business, and every router read so far, this one too, named every MAC. */
function askingEverybody(world: World, { router, tables }: Reading): World {
  const ids = new Set(world.devices.keys());
  const byRouter = new Map([...world.routers.keys()].map((id) => [id, ids]));
  const read = [...world.routers.keys()].filter(
    (id) => id === router || world.routers.get(id)!.view !== null,
  );
  const rows = rowsOf(tables['interface/wifi/registration-table']) ?? [];
  const macs = [...WALKERS, ...world.mentions.keys(), ...rows.map(({ macAddress }) => macAddress)];
  return {
    ...world,
    index: { byRouter, unlocated: ids },
    mentions: VersionedMap.from(macs.map((mac) => [mac, read] as const)),
  };
}

const frozen = new WeakSet<object>();

/** Makes any change of a value, or of a map or set in it, throw. */
function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || frozen.has(value)) return value;
  frozen.add(value);
  if (value instanceof VersionedMap) for (const entry of value) deepFreeze(entry);
  if (value instanceof Map || value instanceof Set) {
    const refuse = () => {
      throw new Error('a world was changed');
    };
    const entries: unknown[] = [...(value as Iterable<unknown>)];
    entries.forEach(deepFreeze);
    for (const method of ['set', 'add', 'delete', 'clear'])
      Object.defineProperty(value, method, { value: refuse });
  }
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
