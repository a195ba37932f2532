/** A question whose answer is a list in the snapshot, in pages: what differs between such questions, and all that does not. */
import { z } from 'zod';
import { type Snapshot, snapshotMetaSchema } from '../record/snapshot.ts';
import { exampleSnapshot } from './example.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { type SnapshotQuestion, snapshotQuestion } from './question.ts';

type Given = 'input' | 'defaults' | 'output' | 'refusals' | 'page' | 'example' | 'answer' | 'reads';

export interface SnapshotList<F extends z.ZodObject> extends Omit<SnapshotQuestion, Given> {
  filters: F;
  /** Field of the answer that holds the rows. */
  field: string;
  row: z.ZodType;
  /** Of the field, and of the answer. */
  descriptions: { field: string; answer: string };
  /** What a row is called, in the plural; default: the field. */
  rows?: string;
  /** See `Page`. */
  ifNone: string;
  /** A question, and the one row of its answer. */
  example: { input: Readonly<Record<string, unknown>>; row: object };
  select: (snapshot: Snapshot, query: z.output<F>) => readonly object[];
}

export function snapshotList<F extends z.ZodObject>(list: SnapshotList<F>): SnapshotQuestion {
  const { filters, field, row, descriptions, rows, ifNone, example, select, ...question } = list;
  return snapshotQuestion({
    ...question,
    input: filters.extend(pageInput),
    defaults: { offset: 0 },
    output: z
      .strictObject({
        [field]: z.array(row).describe(descriptions.field),
        ...pageOutput,
        snapshot: snapshotMetaSchema,
      })
      .describe(descriptions.answer),
    refusals: ['no_snapshot'],
    page: offsetPage(field, ifNone, rows),
    example: { input: example.input, answer: answerOf([example.row], {}, exampleSnapshot) },
    answer: (snapshot, query) => answerOf(select(snapshot, query as z.output<F>), query, snapshot.meta),
  });

  function answerOf(all: readonly object[], query: Parameters<typeof pageOf>[1], meta: Snapshot['meta']) {
    const page = pageOf(all, query);
    return { [field]: page.rows, ...page.fields, snapshot: meta };
  }
}
