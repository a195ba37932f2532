/** A question whose answer is a list in the snapshot, in pages: what differs between such questions, and all that does not. */
import { z } from 'zod';
import { type Filters, shapeOf } from '../record/filter.ts';
import { selectFrom } from '../record/select-network.ts';
import { type Snapshot, snapshotMetaSchema } from '../record/snapshot.ts';
import { sortSchema } from '../record/sort.ts';
import { exampleSnapshot } from './example.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { type SnapshotQuestion, snapshotQuestion } from './question.ts';

type Given = 'input' | 'defaults' | 'output' | 'refusals' | 'page' | 'table' | 'example' | 'answer' | 'reads';

export interface SnapshotList<R extends object> extends Omit<SnapshotQuestion, Given> {
  filters: Filters<R>;
  /** Field of the answer that holds the rows. */
  field: string;
  row: z.ZodObject;
  /** Of the field, and of the answer. */
  descriptions: { field: string; answer: string };
  /** What a row is called, in the plural; default: the field. */
  rows?: string;
  /** See `Page`. */
  ifNone: string;
  /** A question, and the one row of its answer. */
  example: { input: Readonly<Record<string, unknown>>; row: object };
  /** All of them, in the order in which they come unless the query sorts them. */
  records: (snapshot: Snapshot) => readonly R[];
  /** What that order is, for the description of sort. */
  usualOrder: string;
}

export function snapshotList<R extends object>(list: SnapshotList<R>): SnapshotQuestion {
  const { filters, field, row, descriptions, rows, ifNone, example, records, usualOrder, ...question } = list;
  return snapshotQuestion({
    ...question,
    input: z.strictObject({ ...shapeOf(filters), sort: sortSchema(row, usualOrder), ...pageInput }),
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
    table: { field, row: () => row },
    example: { input: example.input, answer: answerOf([example.row], {}, exampleSnapshot) },
    answer: (snapshot, query) =>
      answerOf(selectFrom(records(snapshot), filters, query, snapshot), query, snapshot.meta),
  });

  function answerOf(all: readonly object[], query: Parameters<typeof pageOf>[1], meta: Snapshot['meta']) {
    const page = pageOf(all, query);
    return { [field]: page.rows, ...page.fields, snapshot: meta };
  }
}
