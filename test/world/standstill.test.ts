/** After a standstill of the process the polls come before the verdict. */
import { describe, expect, it } from 'vitest';
import { step } from '../../src/world/step.ts';
import { newWorld, type World } from '../../src/world/world.ts';
import { idOf, macOf, type Menus, quiet, readAt, registered, settingsOf, START } from '../builder.ts';

const phone = macOf(1);
const settings = settingsOf({ routers: ['hall', 'garden'].map((id) => ({ id, zone: 'home' })) });
const there: Menus = {
  ...quiet,
  'interface/wifi/registration-table': [registered(phone), registered(macOf(2))],
};
const panel: Menus = { ...quiet, 'interface/wifi/registration-table': [registered(macOf(2))] };
const HOUR = 3600;

function createStory() {
  let world: World = newWorld(settings, { at: START, monotonicMs: 0 });
  const at = (second: number) => ({ at: START + second * 1000, monotonicMs: second * 1000 });
  const presence = () => world.devices.get(idOf(phone))!.presence;
  return {
    presence,
    read: (
      second: number,
      router: string,
      menus: Menus,
      failed: 'interface/wifi/registration-table'[] = [],
    ) => {
      const input = { type: 'reading', reading: readAt(second, menus, { router, failed }) } as const;
      world = step(world, input, settings, at(second)).world;
      return presence();
    },
    tick: (second: number, resumed?: number) => {
      const input = { type: 'tick', resumedMs: resumed === undefined ? undefined : resumed * 1000 } as const;
      world = step(world, input, settings, at(second)).world;
      return presence();
    },
  };
}

function asleepForAnHour() {
  const story = createStory();
  story.read(0, 'hall', there);
  story.read(1, 'garden', panel);
  return story;
}

describe('a process that wakes after an hour', () => {
  it('calls nobody unknown before it has read the routers, and nobody who is there after', () => {
    const { tick, read } = asleepForAnHour();
    expect(tick(HOUR, HOUR)).toBe('home');
    expect(read(HOUR, 'hall', there)).toBe('home');
    expect(tick(HOUR + 1, HOUR)).toBe('home');
    expect(read(HOUR + 1, 'garden', panel)).toBe('home');
    expect(tick(HOUR + 2, HOUR)).toBe('home');
  });

  it('does not count the hour as absence of who is gone', () => {
    const { tick, read } = asleepForAnHour();
    tick(HOUR, HOUR);
    expect(read(HOUR + 1, 'hall', panel)).toBe('home');
    expect(read(HOUR + 2, 'garden', panel)).toBe('home');
    expect(tick(HOUR + 3, HOUR)).toBe('home');
  });

  it('calls who was on a router that fails unknown as soon as all were read', () => {
    const { tick, read } = asleepForAnHour();
    read(HOUR, 'hall', quiet, ['interface/wifi/registration-table']);
    expect(tick(HOUR + 1, HOUR)).toBe('home');
    read(HOUR + 1, 'garden', panel);
    expect(tick(HOUR + 2, HOUR)).toBe('unknown');
  });

  it('waits a minute at most', () => {
    const { tick } = asleepForAnHour();
    expect(tick(HOUR + 59, HOUR)).toBe('home');
    expect(tick(HOUR + 60, HOUR)).toBe('unknown');
  });

  it('that never slept calls it unknown at once', () => {
    expect(asleepForAnHour().tick(HOUR)).toBe('unknown');
  });
});
