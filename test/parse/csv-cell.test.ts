/** One cell of CSV. */
import { describe, expect, it } from 'vitest';
import { toCsvCell } from '../../src/parse/csv-cell.ts';

describe('a cell', () => {
  it.each([
    ['=1+1', `"'=1+1"`],
    ['+49 30', `"'+49 30"`],
    ['-61', `"'-61"`],
    ['@x', `"'@x"`],
    ['\t=1', `"\t'=1"`],
    ['＝1', `"'＝1"`],
    ['a;=1', `"a;'=1"`],
    ['a-b', 'a-b'],
    ['', ''],
  ])('%j is %s', (text, cell) => expect(toCsvCell(text)).toBe(cell));

  it.each([
    [-61, '-61'],
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [['a', 'b'], `"[""a"",""b""]"`],
  ])('of %j is %s', (value, cell) => expect(toCsvCell(value)).toBe(cell));
});
