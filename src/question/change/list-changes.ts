/** The changes, in either order, without their plans and steps. */
import { z } from 'zod';
import { exampleChange } from '../example-change.ts';
import { answerChanges, changePageShape, changesInput, changeSchema, type ChangeRecord } from '../change.ts';
import { positionPage } from '../page.ts';
import { type ChangeQuestion, changeQuestion } from '../question.ts';
import { badInput } from '../refusal.ts';

const LIMIT = 20;

const rowSchema = changeSchema.omit({ plan: true, steps: true });

const page = positionPage(
  'changes',
  'change_id',
  'There is no such change. Leave out state, action, router and since to see all of them.',
);

export const listChanges: ChangeQuestion = changeQuestion({
  name: 'list_changes',
  title: 'List changes',
  use: `Changes to routers that were proposed, made, undone or refused, newest first (order), with their measured effect. Use it for "what was changed lately", "does something wait for approval", "did it help". get_change has the plan of one. At most ${LIMIT} (limit for more).`,
  description: 'Changes to routers, newest first unless order=asc.',
  topic: 'Changes',
  path: '/changes',
  right: 'read',
  input: changesInput,
  aliases: { status: 'state' },
  defaults: { order: 'desc', limit: LIMIT },
  output: z
    .strictObject({
      changes: z.array(rowSchema).describe('In the requested order.'),
      ...changePageShape,
    })
    .describe('A page of changes.'),
  record: 'ChangeList',
  refusals: [],
  narrow: 'Lower limit, or give state, action, router or since.',
  page,
  example: {
    input: { state: ['planned'] },
    answer: {
      changes: [rowOf(exampleChange)],
      order: 'desc',
      has_more: false,
      next_after: exampleChange.change_id,
      next_before: null,
    },
  },
  answer({ changes, now }, given) {
    const found = answerChanges(changes.all(), given, now);
    return Array.isArray(found) ? badInput(found) : { ...found, changes: found.changes.map(rowOf) };
  },
});

function rowOf({ plan: _plan, steps: _steps, ...row }: ChangeRecord) {
  return row;
}
