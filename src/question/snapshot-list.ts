/** A question whose answer is a list in the snapshot, in pages: what differs between such questions, and all that does not. */
import { z } from 'zod';
import { type Snapshot, snapshotMetaSchema } from '../record/snapshot.ts';
import { exampleSnapshot } from './example.ts';
import { type Answer, offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
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
  beside?: Beside<F>;
}

/** Fields of the answer beside the rows: lists of their own, which a cut shortens as it does the rows. */
export interface Beside<F extends z.ZodObject> {
  defaults: SnapshotQuestion['defaults'];
  output: Readonly<Record<string, z.ZodType>>;
  example: Readonly<Record<string, unknown>>;
  answer: (snapshot: Snapshot, query: z.output<F>) => Readonly<Record<string, unknown>>;
}

export function snapshotList<F extends z.ZodObject>(list: SnapshotList<F>): SnapshotQuestion {
  const { filters, field, row, descriptions, rows, ifNone, example, select, beside, ...question } = list;
  const page = offsetPage(field, ifNone, rows);
  return snapshotQuestion({
    ...question,
    input: filters.extend(pageInput),
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
    example: { input: example.input, answer: answerOf([example.row], {}, exampleSnapshot, beside?.example) },
    answer: (snapshot, given) => {
      const query = given as z.output<F>;
      return answerOf(select(snapshot, query), given, snapshot.meta, beside?.answer(snapshot, query));
    },
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
