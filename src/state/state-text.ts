/** The text of a state file. */
import { VERSION } from './migration.ts';
import type { SavedState } from './schema.ts';

export const FORMAT = 'mikrotik-presence memory';
/** Entries that are turned into text at once. */
const PIECE = 256;

/** A few entries at a time. `id`: names this file for the changes that continue it. `at`: epoch ms. */
export function* piecesOf(
  { remembered, deletions, lapses = [], tracked }: SavedState,
  id: string,
  at: number,
): Generator<string> {
  const head = JSON.stringify({ format: FORMAT, version: VERSION, savedAt: at, changes: id });
  yield head.slice(0, -1);
  const lists = {
    ...remembered,
    deletions,
    lapses,
    findings: tracked?.findings ?? [],
    endedFindings: tracked?.ended ?? [],
  };
  for (const [name, entries] of Object.entries(lists)) {
    yield `,"${name}":[`;
    for (let from = 0; from < entries.length; from += PIECE) {
      const text = JSON.stringify(entries.slice(from, from + PIECE)).slice(1, -1);
      yield from === 0 ? text : `,${text}`;
    }
    yield ']';
  }
  yield '}';
}
