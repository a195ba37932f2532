/** A restart on a machine whose wall clock was set back meanwhile. */
import { describe, expect, it } from 'vitest';
import { newWorld, remember } from '../../src/world/world.ts';
import { idOf, START } from '../builder.ts';
import { house, macs, tell } from './story.ts';

const phone = idOf(macs['phone']!);

describe('a wall clock that was set back before a restart', () => {
  it('delays no absence: a device last seen in the future counts as seen now', () => {
    const before = tell('1000s hall: phone panel → phone home');
    const world = newWorld(house, { at: START, monotonicMs: 0 }, remember(before));
    expect(world.devices.get(phone)).toMatchObject({ presence: 'home', lastSeenMs: 0 });
    tell(
      `
      10s         hall: panel → disconnected phone, phone home-
      20s..180s   hall: panel → phone home-
      190s        hall: panel → left phone, phone away
    `,
      {},
      world,
    );
  });

  it('prolongs no pause: an access point that is missing in the future is missing since now', () => {
    const before = tell(`
      100000s hall: phone+wifi1 panel
      100010s hall: panel no-cap → phone home?
    `);
    const world = newWorld(house, { at: START, monotonicMs: 0 }, remember(before));
    const { missingSinceMs } = [...world.routers.get('hall')!.memory.accessPoints.values()].find(
      ({ cap }) => cap !== null,
    )!;
    expect(missingSinceMs).toBe(0);
  });
});
