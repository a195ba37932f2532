/** What the log tells of readings that are whole and yet doubted: each doubt once, and its end when it is over. */
import { expect, it } from 'vitest';
import { createDoubtLog } from '../../src/service/suspect-log.ts';
import { macOf, type Menus, quiet, readerOf, registered, settingsOf, snapshotOf } from '../builder.ts';
import { type Line, listLog } from '../history/scene.ts';

const TABLE = 'interface/wifi/registration-table';
const full: Menus = { ...quiet, [TABLE]: [1, 2, 3, 4].map((n) => registered(macOf(n))) };
const empty: Menus = { ...quiet, [TABLE]: [] };

function logOf(story: readonly [Menus, { failed?: 'ip/arp' | typeof TABLE }?][]): string[] {
  const lines: Line[] = [];
  const logDoubts = createDoubtLog(listLog(lines));
  const reader = readerOf(settingsOf());
  story.forEach(([menus, { failed } = {}], poll) => {
    const told = reader.read(10 * poll, menus, failed === undefined ? {} : { failed: [failed] });
    logDoubts(snapshotOf(told).meta.warnings, told.world.routers);
  });
  return lines.map(({ event, fields }) => `${event}: ${String(fields['table'])}`);
}

it('is told once, and when it is over', () => {
  expect(logOf([[full], [full], [empty], [full], [full]])).toEqual([
    `reading doubted: ${TABLE}`,
    `doubt over: ${TABLE}`,
  ]);
});

it('stands while something fails, since nobody can tell then', () => {
  const failing = [empty, { failed: TABLE }] as const;
  expect(logOf([[full], [full], [empty], [...failing], [empty], [full]])).toEqual([
    `reading doubted: ${TABLE}`,
    `doubt over: ${TABLE}`,
  ]);
});

it('is not told of a table that failed', () => {
  expect(logOf([[full], [full, { failed: 'ip/arp' }], [full, { failed: TABLE }], [full]])).toEqual([]);
});
