/** The changes, newest first, without their plans and steps. */
import { z } from 'zod';
import { exampleChange } from '../example-change.ts';
import { answerChanges, changesInput, changeSchema, type ChangeRecord } from '../change.ts';
import type { Page } from '../page.ts';
import { type ChangeQuestion, changeQuestion } from '../question.ts';
import { badInput } from '../refusal.ts';

const LIMIT = 20;

const rowSchema = changeSchema.omit({ plan: true, steps: true });

const page: Page = {
  rows: 'changes',
  ifNone: 'There is no such change. Leave out state, action, router and since to see all of them.',
  count: ({ changes }) => (changes as readonly unknown[]).length,
  cut: (answer, count) => {
    const changes = (answer['changes'] as readonly ChangeRecord[]).slice(0, count);
    return { ...answer, changes, has_more: true, next_before: changes.at(-1)!.change_id };
  },
  next: ({ next_before }) => (next_before === null ? null : { before: next_before }),
};

export const listChanges: ChangeQuestion = changeQuestion({
  name: 'list_changes',
  title: 'List changes',
  use: `Changes to routers that were proposed, made, undone or refused, newest first, with their measured effect. Use it for "what was changed lately", "does something wait for approval", "did it help". get_change has the plan of one. At most ${LIMIT} (limit for more).`,
  description: 'Changes to routers, newest first.',
  topic: 'Changes',
  path: '/changes',
  right: 'read',
  input: changesInput,
  aliases: { status: 'state' },
  defaults: { limit: LIMIT },
  output: z
    .strictObject({
      changes: z.array(rowSchema).describe('Changes, newest first.'),
      has_more: z.boolean().describe('There are older ones.'),
      next_before: z
        .string()
        .nullable()
        .describe('Value of before for older changes; null when there are none.'),
    })
    .describe('A page of changes.'),
  record: 'ChangeList',
  refusals: [],
  narrow: 'Lower limit, or give state, action, router or since.',
  page,
  example: {
    input: { state: ['planned'] },
    answer: { changes: [rowOf(exampleChange)], has_more: false, next_before: null },
  },
  answer({ changes, now }, given) {
    const found = answerChanges(changes.all(), given, now);
    return found === null
      ? badInput([{ parameter: 'before', message: 'is the change_id of no change' }])
      : { ...found, changes: found.changes.map(rowOf) };
  },
});

function rowOf({ plan: _plan, steps: _steps, ...row }: ChangeRecord) {
  return row;
}
