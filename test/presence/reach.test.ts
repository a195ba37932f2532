/** A device that a change in flight reaches: it becomes unknown by the usual rule, never away, and everybody else departs as usual. */
import { expect, test } from 'vitest';
import { atOnce } from '../../src/parse/sliced.ts';
import { noReach, type Reach } from '../../src/presence/reach.ts';
import { step } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';
import { house, macs, tell } from './story.ts';

const phone = macs['phone']!.replaceAll(':', '').toLowerCase();

function reached(world: World, reach: Reach): World {
  return atOnce(step(world, { type: 'reach', reach }, house, { at: 0, monotonicMs: 0 })).world;
}

test.each<[string, Reach]>([
  ['the device itself', { ...noReach, devices: new Set([phone]) }],
  ['its last interface', { ...noReach, interfaces: [{ router: 'hall', interface: 'wifi1' }] }],
])('a change of %s pauses its absence', (_what, reach) => {
  const before = tell('0s..60s hall: phone panel@wifi2 tablet@wifi2 → phone home');
  const during = tell(
    `70s..300s  hall: tablet@wifi2 → disconnected panel, left panel, phone home?, panel away
     310s..990s hall: tablet@wifi2 → phone unknown`,
    {},
    reached(before, reach),
  );
  // the time that was paused counts for nothing afterwards
  tell(
    `1000s..1160s hall: tablet@wifi2 → phone unknown
     1170s..1200s hall: tablet@wifi2 → left phone, phone away`,
    {},
    reached(during, noReach),
  );
});

test.each<[string, Reach]>([
  ['another device', { ...noReach, devices: new Set(['020000000009']) }],
  ['another interface', { ...noReach, interfaces: [{ router: 'hall', interface: 'wifi2' }] }],
  [
    'an interface of that name on another router',
    { ...noReach, interfaces: [{ router: 'garden', interface: 'wifi1' }] },
  ],
])('a change of %s pauses nothing', (_what, reach) => {
  const before = tell('0s..60s hall: phone tablet → phone home');
  tell('70s..300s hall: tablet → disconnected phone, left phone, phone away', {}, reached(before, reach));
  expect(before.devices.size).toBe(2);
});
