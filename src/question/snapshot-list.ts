/** A question whose answer is a list in the snapshot, in pages: what differs between such questions, and all that does not. */
import { z } from 'zod';
import { type Filters, shapeOf } from '../record/filter.ts';
import { selectFrom } from '../record/select-network.ts';
import { type Snapshot, snapshotMetaSchema } from '../record/snapshot.ts';
import { sortSchema } from '../record/sort.ts';
import { exampleSnapshot } from './example.ts';
import { type Answer, offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
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
  beside?: Beside;
}

/** Fields of the answer beside the rows: lists of their own, which a cut shortens as it does the rows. */
export interface Beside {
  /** Parameters of theirs. */
  input: Readonly<Record<string, z.ZodType>>;
  defaults: SnapshotQuestion['defaults'];
  output: Readonly<Record<string, z.ZodType>>;
  example: Readonly<Record<string, unknown>>;
  answer: (snapshot: Snapshot, query: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

export function snapshotList<R extends object>(list: SnapshotList<R>): SnapshotQuestion {
  const {
    filters,
    field,
    row,
    descriptions,
    rows,
    ifNone,
    example,
    records,
    usualOrder,
    beside,
    ...question
  } = list;
  const page = offsetPage(field, ifNone, rows);
  return snapshotQuestion({
    ...question,
    input: z.strictObject({
      ...shapeOf(filters),
      ...beside?.input,
      sort: sortSchema(row, usualOrder),
      ...pageInput,
    }),
    defaults: { offset: 0, ...beside?.defaults },
    output: z
      .strictObject({
        [field]: z.array(row).describe(descriptions.field),
        ...beside?.output,
        ...pageOutput,
        snapshot: snapshotMetaSchema,
      })
      .describe(descriptions.answer),
    refusals: ['no_snapshot'],
    page:
      beside === undefined
        ? page
        : { ...page, cut: (answer, count) => cutLists(page.cut(answer, count), count) },
    table: { field, row: () => row },
    example: { input: example.input, answer: answerOf([example.row], {}, exampleSnapshot, beside?.example) },
    answer: (snapshot, query) =>
      answerOf(
        selectFrom(records(snapshot), filters, query, snapshot),
        query,
        snapshot.meta,
        beside?.answer(snapshot, query),
      ),
  });

  function answerOf(
    all: readonly object[],
    query: Parameters<typeof pageOf>[1],
    meta: Snapshot['meta'],
    more: object = {},
  ) {
    const { rows: shown, fields } = pageOf(all, query);
    return { [field]: shown, ...more, ...fields, snapshot: meta };
  }

  function cutLists(answer: Answer, count: number): Answer {
    const names = Object.keys(beside?.output ?? {});
    const lists = names.flatMap((name) => {
      const value = answer[name];
      return Array.isArray(value) ? [[name, value.slice(0, count)] as const] : [];
    });
    return { ...answer, ...Object.fromEntries(lists) };
  }
}
