/** FORGET_AFTER: which devices are forgotten, when, and what keeps a wrong clock from emptying the memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeviceMemory, newDevice } from '../../src/presence/device.ts';
import { excess } from '../../src/presence/forget.ts';
import type { Instant } from '../../src/presence/instant.ts';
import type { Settings } from '../../src/presence/settings.ts';
import { newWorld, remember, type World } from '../../src/world/world.ts';
import { idOf, type Menus, quiet, readAt, readerOf, registered, settingsOf, START } from '../builder.ts';
import { runs } from '../runs.ts';
import { step } from '../at-once.ts';

const DAY = 86_400;
const HOUR = 3_600;
const fixed = '00:0C:29:00:00:01';
const randomized = '02:00:00:00:00:01';
const settings = settingsOf({ forgetAfterMs: 90 * DAY * 1000 });
const seeing = (macs: readonly string[], others: Menus = {}): Menus => ({
  ...quiet,
  'interface/wifi/registration-table': macs.map((mac) => registered(mac)),
  ...others,
});
const both = seeing([fixed, randomized]);
const instant = (seconds: number, aheadSeconds = 0): Instant => ({
  at: START + (seconds + aheadSeconds) * 1000,
  monotonicMs: seconds * 1000,
});
const tick = (world: World, now: Instant, under: Settings = settings) =>
  step(world, { type: 'tick' }, under, now).world;
const idsIn = (world: World) => [...world.devices.keys()].toSorted();

/** A world that has seen the devices at second 0, and then nothing: all of them are unknown. */
function seenOnce(menus: Menus, under: Settings = settings): World {
  const { world } = readerOf(under).read(0, menus);
  return tick(world, instant(HOUR), under);
}

describe('a device that is not known', () => {
  it('is forgotten when it has not been seen for longer than FORGET_AFTER', () => {
    const world = seenOnce(seeing([fixed]));
    expect(idsIn(tick(world, instant(90 * DAY)))).toEqual([idOf(fixed)]);
    expect(idsIn(tick(world, instant(90 * DAY + 1)))).toEqual([]);
  });

  it('is forgotten after 7 days when its MAC is randomized', () => {
    const world = seenOnce(both);
    expect(idsIn(tick(world, instant(7 * DAY)))).toEqual([idOf(fixed), idOf(randomized)]);
    expect(idsIn(tick(world, instant(7 * DAY + 1)))).toEqual([idOf(fixed)]);
  });

  it('is forgotten after FORGET_AFTER where that is shorter than 7 days, whatever its MAC', () => {
    const under = { ...settings, forgetAfterMs: 3 * DAY * 1000 };
    const world = seenOnce(both, under);
    expect(idsIn(tick(world, instant(3 * DAY), under))).toHaveLength(2);
    expect(idsIn(tick(world, instant(3 * DAY + 1), under))).toEqual([]);
  });

  it('is among the changes of the step that forgets it, and makes no event', () => {
    const { world, changed, events } = step(
      seenOnce(seeing([fixed])),
      { type: 'tick' },
      settings,
      instant(91 * DAY),
    );
    expect([...changed]).toEqual([idOf(fixed)]);
    expect(events).toEqual([]);
    expect(world.index.unlocated.size + world.index.byRouter.size).toBe(0);
  });

  it('is never forgotten while it is home', () => {
    const under = { ...settings, unknownAfterMs: 0 };
    const world = seenOnce(both, under);
    expect(world.devices.get(idOf(fixed))!.presence).toBe('home');
    expect(idsIn(tick(world, instant(400 * DAY), under))).toHaveLength(2);
  });

  it('is forgotten by age exactly when it is neither known nor home and older than its limit', () => {
    const anyDevice = fc.record({
      seenAt: fc.integer({ min: 0, max: 20 }),
      isRandom: fc.boolean(),
      isConfigured: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyDevice, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 21, max: 45 }),
        (devices, forgetDays, nowDays) => {
          const macs = devices.map(({ isRandom }, n) => `${isRandom ? '02' : '00'}:00:00:00:00:0${n + 1}`);
          const configured = macs.filter((_, n) => devices[n]!.isConfigured);
          const under = settingsOf({
            forgetAfterMs: forgetDays * DAY * 1000,
            devices: configured.map((mac) => ({ macs: [mac], name: null, awayDelayMs: null })),
          });
          let world = newWorld(under, instant(0));
          for (let day = 0; day <= 20; day++) {
            const here = macs.filter((_, n) => devices[n]!.seenAt === day);
            const reading = readAt(day * DAY, seeing(here));
            world = step(world, { type: 'reading', reading }, under, instant(day * DAY)).world;
          }
          // the first tick makes unknown what was home, the second one forgets
          world = tick(tick(world, instant(nowDays * DAY), under), instant(nowDays * DAY), under);
          const kept = macs.filter((_, n) => {
            const { seenAt, isRandom, isConfigured } = devices[n]!;
            return isConfigured || nowDays - seenAt <= (isRandom ? Math.min(7, forgetDays) : forgetDays);
          });
          expect(idsIn(world)).toEqual(kept.map(idOf).toSorted());
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

describe('a known device is never forgotten', () => {
  const lease = (row: object): Menus => ({
    'ip/dhcp-server/lease': [
      { 'mac-address': randomized, address: '192.168.88.9', status: 'bound', dynamic: 'true', ...row },
    ],
  });

  it.each<[string, Menus, Partial<Settings>]>([
    ['configured', {}, { devices: [{ macs: [randomized], name: null, awayDelayMs: null }] }],
    ['with a static lease', lease({ dynamic: 'false' }), {}],
    ['with a commented lease', lease({ comment: 'Phone' }), {}],
    [
      'with a commented access-list rule',
      { 'interface/wifi/access-list': [{ 'mac-address': randomized, comment: 'Phone' }] },
      {},
    ],
  ])('when it is %s', (_, menus, changed) => {
    const under = { ...settings, ...changed };
    const world = seenOnce(seeing([randomized], menus), under);
    expect(idsIn(tick(world, instant(1000 * DAY), under))).toEqual([idOf(randomized)]);
  });
});

describe('a clock that is not trusted forgets nothing', () => {
  it('in the first day of a run, however long ago a remembered device was seen', () => {
    const remembered = remember(seenOnce(seeing([fixed])));
    const world = newWorld(settings, instant(0, 100 * DAY), remembered);
    expect(idsIn(tick(world, instant(DAY - 1, 100 * DAY)))).toEqual([idOf(fixed)]);
    expect(idsIn(tick(world, instant(DAY, 100 * DAY)))).toEqual([]);
  });

  it.each([
    ['forwards', 0, 200],
    ['back', 400, 200],
  ])('for a day after the wall clock has jumped %s', (_, fromDays, toDays) => {
    const remembered = remember(seenOnce(seeing([fixed])));
    const never = settingsOf();
    const begun = newWorld(never, instant(0, fromDays * DAY), remembered);
    const trusted = tick(begun, instant(2 * DAY, fromDays * DAY), never);
    const jumped = tick(trusted, instant(3 * DAY, toDays * DAY));
    expect(idsIn(tick(jumped, instant(4 * DAY - 1, toDays * DAY)))).toEqual([idOf(fixed)]);
    expect(idsIn(tick(jumped, instant(4 * DAY, toDays * DAY)))).toEqual([]);
  });

  it('and a drift below a minute is no jump', () => {
    const world = seenOnce(seeing([fixed]));
    expect(idsIn(tick(world, instant(91 * DAY, 60)))).toEqual([]);
    expect(idsIn(tick(world, instant(91 * DAY, 61)))).toEqual([idOf(fixed)]);
  });
});

describe('more than 50,000 devices', () => {
  const devicesOf = (count: number, changed: (n: number) => Partial<DeviceMemory> = () => ({})) =>
    new Map(
      Array.from({ length: count }, (_, n): [string, DeviceMemory] => {
        const device = newDevice(`${n}`, fixed, instant(0));
        return [`${n}`, { ...device, presence: 'away', lastSeenAt: START + n, ...changed(n) }];
      }),
    );

  it('lose the longest unseen, and not one more than needed', () => {
    expect(excess(devicesOf(50_000), () => false)).toEqual([]);
    expect(excess(devicesOf(50_003), () => false)).toEqual(['0', '1', '2']);
  });

  it('lose neither a known device nor one that is home, whatever their age', () => {
    const devices = devicesOf(50_002, (n) => ({
      presence: n === 0 || n === 3 ? 'home' : 'away',
      isMarked: n === 1,
    }));
    expect(excess(devices, ({ isMarked }) => isMarked)).toEqual(['2', '4']);
    expect(excess(devices, () => true)).toEqual([]);
  });
});
