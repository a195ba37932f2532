/** The journal of changes on disk. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openChangeJournal } from '../../src/state/change-journal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const options = {
  parse: (value: unknown) =>
    typeof value === 'object' && value !== null && 'id' in value
      ? (value as { id: string; state: string })
      : null,
  idOf: ({ id }: { id: string }) => id,
  isKept: ({ state }: { state: string }) => state !== 'old',
};

test('the last line of each entry is known after a restart, and a half line costs itself only', async () => {
  const journal = openChangeJournal(directory, options);
  await journal.append({ id: 'a', state: 'planned' });
  await journal.append({ id: 'b', state: 'old' });
  await journal.append({ id: 'a', state: 'kept' });
  journal.close();
  appendFileSync(join(directory, 'changes.jsonl'), '{"id":"c","sta');
  const again = openChangeJournal(directory, options);
  expect(again).toMatchObject({ known: [{ id: 'a', state: 'kept' }], badLineCount: 1 });
  again.close();
  expect(readFileSync(join(directory, 'changes.jsonl'), 'utf8')).toBe('{"id":"a","state":"kept"}\n');
});
