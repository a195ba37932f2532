/** The log lines about reading a router. */
import { expect, it } from 'vitest';
import { createFailureLog } from '../../src/poll/failure-log.ts';
import { type Menus, quiet, readAt } from '../builder.ts';
import { type Line, listLog } from '../history/scene.ts';

const TABLE = 'interface/wifi/registration-table';

it('a registration table that vanishes is logged once, with a remedy, and once more when it is back', () => {
  const lines: Line[] = [];
  const logFailures = createFailureLog(listLog(lines));
  const { [TABLE]: _, ...without } = quiet;
  const story: Menus[] = [quiet, quiet, without, without, without, quiet, quiet];
  story.forEach((menus, poll) => logFailures(readAt(10 * poll, menus)));
  expect(lines.map(({ level, event }) => [level, event])).toEqual([
    ['info', 'router ready'],
    ['warn', 'table gone'],
    ['info', 'table back'],
  ]);
  expect(lines[1]!.fields).toMatchObject({
    table: TABLE,
    remedy: expect.stringContaining('package') as string,
  });
});

it('tables that fail for one reason are one line, and the cause begins it', () => {
  const lines: Line[] = [];
  createFailureLog(listLog(lines))(readAt(0, quiet, { failed: [TABLE, 'ip/arp', 'ip/dhcp-server/lease'] }));
  expect(lines.map(({ event }) => event)).toEqual(['table failed']);
  const fields = lines[0]!.fields as { also_failed: string[] };
  expect(fields.also_failed).toHaveLength(2);
});

it('a menu that was never there is not logged', () => {
  const lines: Line[] = [];
  const logFailures = createFailureLog(listLog(lines));
  const { [TABLE]: _, ...without } = quiet;
  logFailures(readAt(0, without));
  logFailures(readAt(10, quiet));
  expect(lines.map(({ event }) => event)).toEqual(['router ready']);
});
