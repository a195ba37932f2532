/** Lists as CSV: the same rows as JSON, and nothing that a spreadsheet takes for a formula. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { exampleFinding } from '../../src/question/example-finding.ts';
import { columnsOf, toCsv } from '../../src/rest/csv.ts';
import { device } from '../device.ts';
import { runs } from '../runs.ts';
import { memoryJournal } from './journal.ts';
import { knownHistory } from './history.ts';
import { holderOf, snapshot } from './snapshot.ts';
import { start, withKey } from './start.ts';

/** Reads RFC 4180. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const tablet = device({ name: 'Tablet, "old"', signal_dbm: -61, dhcp: null });
const formula = device({ mac_address: '3C:22:FB:00:00:02', name: '=HYPERLINK("http://x","y")' });
const app = () => start({ snapshot: holderOf(snapshot([tablet, formula])) });

describe('a list', () => {
  test.each([
    ['/devices', { Accept: 'text/csv' }],
    ['/devices', { Accept: 'text/csv, application/json;q=0.5' }],
    ['/devices?format=csv', {}],
    ['/devices?format=csv', { Accept: 'application/json' }],
  ])('%s with %o is CSV', async (url, headers: Record<string, string>) => {
    const answer = await app().ask(url, { ...withKey, ...headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(answer.headers.get('x-has-more')).toBe('false');
    const [head, ...rows] = parse(await answer.text());
    expect(head).toContain('signal_dbm');
    expect(rows.map((row) => row[head!.indexOf('name')])).toContain('Tablet, "old"');
    expect(rows.map((row) => row[head!.indexOf('name')])).toContain(`'=HYPERLINK("http://x","y")`);
  });

  test.each([
    ['/devices', {}],
    ['/devices', { Accept: '*/*' }],
    ['/devices', { Accept: 'text/*' }],
    ['/devices', { Accept: 'text/csv;q=0.5, application/json' }],
    ['/devices?format=json', { Accept: 'text/csv' }],
  ])('%s with %o is JSON', async (url, headers: Record<string, string>) => {
    const answer = await app().ask(url, { ...withKey, ...headers });
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  test('has the columns that the query names, also without rows', async () => {
    const answer = await app().ask('/devices?format=csv&fields=name,signal_dbm,dhcp&name=nobody');
    expect(await answer.text()).toBe(
      'name,signal_dbm,dhcp.server,dhcp.status,dhcp.dynamic,dhcp.expires_in_seconds,dhcp.last_seen_seconds\r\n',
    );
  });

  test.each([
    '/people',
    '/findings',
    '/access-points',
    '/interfaces/wifi',
    '/system/info',
    '/events',
    '/sessions',
  ])('%s has its JSON rows', async (path) => {
    const sources = { journal: memoryJournal({}), history: knownHistory().history };
    const known = holderOf({ ...snapshot(), findings: [exampleFinding] });
    const { ask } = start({ ...sources, snapshot: known });
    const json = (await (await ask(`${path}?limit=10`)).json()) as object;
    const rows = Object.values(json).find((value) => Array.isArray(value)) as object[];
    const csv = parse(await (await ask(`${path}?limit=10&format=csv`)).text());
    expect(csv).toHaveLength(rows.length + 1);
    for (const name of Object.keys(rows[0] ?? {}))
      expect(csv[0]!.some((column) => column === name || column.startsWith(`${name}.`))).toBe(true);
  });

  test('an object of any fields is one cell of JSON', async () => {
    const { ask } = start({ snapshot: holderOf({ ...snapshot(), findings: [exampleFinding] }) });
    const [head, row] = parse(await (await ask('/findings?format=csv')).text());
    expect(JSON.parse(row![head!.indexOf('evidence')]!)).toMatchObject({ gain_db: 14 });
  });

  test('says in a header that there is more', async () => {
    const answer = await app().ask('/devices?format=csv&limit=1');
    expect(answer.headers.get('x-has-more')).toBe('true');
  });

  test('is no table where the answer is one record', async () => {
    expect((await app().ask('/summary?format=csv')).status).toBe(400);
    const answer = await app().ask('/summary', { ...withKey, Accept: 'text/csv' });
    expect(answer.headers.get('content-type')).toBe('application/json');
  });
});

describe('a cell', () => {
  it('is read back as it was, but for the apostrophes, and begins no formula for any separator', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'= + - @ ＝ ; , | \t \r \n " \' a b'.split(' '), ' '),
    });
    fc.assert(
      fc.property(fc.array(fc.record({ a: text, b: text })), (rows) => {
        const csv = toCsv(['a', 'b'], rows);
        const back = parse(csv);
        expect(back.slice(1)).toHaveLength(rows.length);
        for (const [index, { a, b }] of rows.entries())
          for (const [cell, was] of [
            [back[index + 1]![0]!, a],
            [back[index + 1]![1]!, b],
          ] as const) {
            expect(cell.replaceAll("'", '')).toBe(was.replaceAll("'", ''));
            for (const piece of cell.split(/[,;|\t\r\n]/)) expect(piece).not.toMatch(/^[\s"]*[=+\-@＝]/);
          }
      }),
      { numRuns: runs(100) },
    );
  });
});

test('the columns of inner objects follow their fields, also of those that may be null', () => {
  const inner = z.strictObject({ x: z.string(), y: z.array(z.string()) });
  expect(columnsOf(z.strictObject({ a: z.int(), b: inner.nullable(), c: inner }))).toEqual([
    'a',
    'b.x',
    'b.y',
    'c.x',
    'c.y',
  ]);
});
