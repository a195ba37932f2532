/** Proposes a change: a plan is made from fresh reads, and nothing is written. */
import { actions } from '../../change/action-list.ts';
import { exampleChange } from '../example-change.ts';
import { type Outcome, proposalSchema, toRecord } from '../change.ts';
import { type ChangeQuestion, changeQuestion } from '../question.ts';
import { badInput, type Refusal } from '../refusal.ts';
import { changeAnswer, exampleReview } from './get-change.ts';
import { reviewOf } from './source.ts';

/** Every action with the names of its input; `?`: may be left out. */
export const actionLines = actions.map(({ name, meaning, input }) => {
  const fields = Object.entries((input as { shape?: Record<string, Field> }).shape ?? {});
  const names = fields.map(([field, { type }]) =>
    type === 'optional' || type === 'default' ? `${field}?` : field,
  );
  return `${name} {${names.join(', ')}}: ${meaning}`;
});

interface Field {
  type: string;
}

export const proposeChange: ChangeQuestion = changeQuestion({
  name: 'propose_change',
  title: 'Propose a change',
  use: `Makes the plan of a change to a router, for a person to approve; it writes nothing, and no tool can approve. Show the plan and review_url to the person. Actions and their input: ${actionLines.join(' ')} A device is named by device_id, MAC address, name or IP address; for is a duration such as 2h.`,
  description: 'Reads the router and makes a plan. Nothing is written before a person approves it.',
  topic: 'Changes',
  path: '/changes',
  method: 'post',
  right: 'propose',
  input: proposalSchema,
  aliases: { arguments: 'input', params: 'input', why: 'reason' },
  defaults: {},
  output: changeAnswer,
  record: 'Change',
  refusals: ['no_snapshot', 'unplanned', 'too_many_changes'],
  narrow: 'Name fewer things in input.',
  example: {
    input: {
      action: exampleChange.action,
      input: exampleChange.input,
      reason: exampleChange.reason,
    },
    answer: { ...exampleReview, ...exampleChange },
  },
  async answer(source, { action, input, reason }) {
    const { changes, by, address } = source;
    const outcome = await changes.propose({
      action,
      input,
      by,
      approverAddress: address,
      ...(reason !== undefined && { reason }),
    });
    if (!('change' in outcome)) return toRefusal(outcome);
    const record = toRecord(outcome.change);
    return { ...reviewOf(record, source), ...record };
  },
});

function toRefusal(outcome: Exclude<Outcome, { change: unknown }>): Refusal {
  switch (outcome.outcome) {
    case 'invalid':
      return badInput(
        outcome.errors.map(({ parameter, message }) =>
          parameter === 'action' || parameter === 'input'
            ? { parameter, message: `is not accepted: ${message}` }
            : { parameter: 'input', message: `is not accepted: ${parameter}: ${message}` },
        ),
      );
    case 'not_found':
      return { refused: 'change_not_found' };
    case 'unreadable':
      return { refused: 'unplanned', reason: outcome.reason, waitMs: outcome.retryAfterSeconds * 1000 };
    case 'too_many':
      return { refused: 'too_many_changes', waitMs: outcome.retryAfterSeconds * 1000 };
  }
}
