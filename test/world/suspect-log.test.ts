/** Suspect readings are logged once when they begin and once when they are trusted again. */
import { expect, it } from 'vitest';
import { createSuspectLog } from '../../src/world/suspect-log.ts';
import { macOf, type Menus, quiet, readerOf, registered, settingsOf, snapshotOf } from '../builder.ts';
import { type Line, listLog } from '../history/scene.ts';

const TABLE = 'interface/wifi/registration-table';
const full: Menus = { ...quiet, [TABLE]: [1, 2, 3, 4].map((n) => registered(macOf(n))) };
const empty: Menus = { ...quiet, [TABLE]: [] };

function logOf(story: readonly (readonly [Menus, { failed?: 'ip/arp' | typeof TABLE }?])[]): string[] {
  const lines: Line[] = [];
  const logSuspects = createSuspectLog(listLog(lines));
  const reader = readerOf(settingsOf());
  story.forEach(([menus, { failed } = {}], poll) => {
    const told = reader.read(10 * poll, menus, failed === undefined ? {} : { failed: [failed] });
    logSuspects(snapshotOf(told).meta.warnings, told.world.routers);
  });
  return lines.map(({ event, fields }) => `${event}: ${String(fields['table'])}`);
}

it('a suspect reading is logged once, and once when it is trusted again', () => {
  expect(logOf([[full], [full], [empty], [full], [full]])).toEqual([
    `reading suspect: ${TABLE}`,
    `reading trusted: ${TABLE}`,
  ]);
});

it('a reading stays suspect while another table of its router fails', () => {
  const failing = [empty, { failed: TABLE }] as const;
  expect(logOf([[full], [full], [empty], [...failing], [empty], [full]])).toEqual([
    `reading suspect: ${TABLE}`,
    `reading trusted: ${TABLE}`,
  ]);
});

it('a menu that vanishes is logged once when it is suspect, and once when it counts as removed', () => {
  const { 'ip/arp': _, ...withoutArp } = full;
  const quarter = Array.from({ length: 92 }, () => [withoutArp] as const);
  expect(logOf([[full], ...quarter])).toEqual(['reading suspect: ip/arp', 'table removed: ip/arp']);
  expect(logOf([[full], [withoutArp], [withoutArp], [full]])).toEqual([
    'reading suspect: ip/arp',
    'reading trusted: ip/arp',
  ]);
});

it('the poller has logged that a registration table vanished; that it counts as removed is logged here', () => {
  const { [TABLE]: _, ...without } = full;
  expect(logOf([[full], [without], [without], [full]])).toEqual([]);
  const quarter = Array.from({ length: 92 }, () => [without] as const);
  expect(logOf([[full], ...quarter])).toEqual([`table removed: ${TABLE}`]);
});

it('a failed table is not logged as suspect', () => {
  expect(logOf([[full], [full, { failed: 'ip/arp' }], [full, { failed: TABLE }], [full]])).toEqual([]);
});
