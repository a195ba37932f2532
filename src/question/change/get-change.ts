/** One change, with its plan and its effect. */
import { exampleChange } from '../example-change.ts';
import { changeInput, changeSchema, toRecord } from '../change.ts';
import { type ChangeQuestion, changeQuestion } from '../question.ts';
import { reviewOf, reviewOutput } from './source.ts';

export const changeAnswer = changeSchema
  .extend(reviewOutput)
  .describe('A change, and who decides what happens next.');

export const exampleReview = {
  next_step:
    'Nothing is written yet. Show the plan to a person: a person approves it with OPERATOR_KEY, at http://192.168.88.10:8490/#/changes or at a terminal: mikrotik-presence changes approve 5f1c09a2b7de. You cannot approve it.',
  review_url: 'http://192.168.88.10:8490/#/changes',
};

export const getChange: ChangeQuestion = changeQuestion({
  name: 'get_change',
  title: 'Get a change',
  use: 'One change to a router: its plan, its state, everything that was done at the router, and its measured effect after 1 hour, 24 hours and 7 days. Use it to show a plan to a person, to see whether a change was approved, and whether it helped.',
  description: 'A change with its plan, its state and everything that was done at the router.',
  topic: 'Changes',
  path: '/changes/{change_id}',
  right: 'read',
  input: changeInput,
  aliases: { id: 'change_id', change: 'change_id' },
  defaults: {},
  output: changeAnswer,
  record: 'Change',
  refusals: ['change_not_found'],
  narrow: 'Call list_changes instead, which leaves out plans and steps.',
  example: { input: { change_id: exampleChange.change_id }, answer: { ...exampleReview, ...exampleChange } },
  answer(source, { change_id }) {
    const change = source.changes.get(change_id);
    if (change === null) return { refused: 'change_not_found' };
    const record = toRecord(change);
    return { ...reviewOf(record, source), ...record };
  },
});
