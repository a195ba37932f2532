/** One failed poll: devices are held, no number changes, and nothing of them is published. Counted. */
import { expect, it } from 'vitest';
import { type Messages, messages } from '../../src/mqtt/messages.ts';
import {
  everyMenu,
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
  snapshotOf,
} from '../builder.ts';
import type { ReadingOptions } from '../capture.ts';
import { context, next } from './house.ts';

const devices = [1, 2, 3].map((n) => ({
  macs: [macOf(n)],
  name: `Phone ${n}`,
  awayDelayMs: null,
  track: null,
}));
const people = [{ id: 'anna', name: 'Anna', devices: [macOf(1)] }];
/** The tables at a poll: uptimes grow with it. */
const at = (seconds: number): Menus => ({
  ...quiet,
  [REGISTRATIONS]: [1, 2, 3].map((n) => registered(macOf(n), { uptime: `${3600 + seconds}s` })),
  'system/resource': { uptime: `${432_000 + seconds}s` },
});

/** The topics that each poll publishes, ten seconds apart. */
function topicsOf(polls: readonly ((house: Menus) => readonly [Menus, ReadingOptions?])[]): string[][] {
  const settings = settingsOf({ devices, people });
  const reader = readerOf(settings);
  const inContext = context({ devices, people });
  let last: Messages | null = null;
  return polls.map((poll, index) => {
    const [menus, options] = poll(at(index * 10));
    const shown = snapshotOf(reader.read(index * 10, menus, options));
    last = messages(last?.published ?? null, next(shown), inContext);
    return last.publishes.map(({ topic }) => topic);
  });
}

const well = (house: Menus) => [house] as const;

const failures: [string, (house: Menus) => readonly [Menus, ReadingOptions?]][] = [
  ['the registration table fails', (house) => [house, { failed: [REGISTRATIONS] }]],
  ['the registration table is empty at a stroke', (house) => [{ ...house, [REGISTRATIONS]: [] }]],
  ['the interfaces fail', (house) => [house, { failed: ['interface/wifi'] }]],
  ['system/resource fails', (house) => [house, { failed: ['system/resource'] }]],
];

it.each(failures)('nothing is published in the one poll in which %s, nor after it', (_what, failing) => {
  const [first, ...others] = topicsOf([well, well, failing, well, well]);
  expect(first!.length).toBeGreaterThan(10);
  expect(others).toEqual([[], [], [], []]);
});

it('nothing but that the router is down, and up again, is published around a poll without an answer', () => {
  const [, before, down, up, after] = topicsOf([well, well, () => [{}, { failed: everyMenu }], well, well]);
  const router = ['mikrotik-presence/router/router/availability', 'mikrotik-presence/bridge/event'];
  expect([before, down, up, after]).toEqual([[], router, router, []]);
});
