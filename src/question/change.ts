/** What can be asked of the changes to routers, for every interface: the inputs, and the answers as records. */
import { z } from 'zod';
import type { Change } from '../change/change.ts';
import type { Changes } from '../change/changes.ts';
import { type ChangeList, listChanges } from '../change/list.ts';
import { stateNames } from '../change/state.ts';
import { momentSchema, toMoment } from '../record/moment.ts';
import type { InputError } from './refusal.ts';

export type { Actor } from '../change/change.ts';
export type { Outcome } from '../change/outcome.ts';
export { changeListSchema, changePageShape } from '../change/list.ts';
export { changeSchema, type ChangeRecord, toRecord } from '../change/record.ts';

/** The changes, as interfaces see them. */
export type ChangeDoor = Pick<Changes, 'propose' | 'approve' | 'reject' | 'undo' | 'get' | 'all'>;

const text = (most: number) => z.string().min(1).max(most);
const oneOrMore = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(100);
const changeId = text(64).describe('change_id of a change.');

export const changesInput = z.strictObject({
  state: oneOrMore(z.enum(stateNames)).optional().describe('State of the change.'),
  action: oneOrMore(text(64)).optional().describe('Name of the action.'),
  router: oneOrMore(text(128)).optional().describe('Id of the router.'),
  since: momentSchema
    .optional()
    .describe('Proposed at or after this time: a time, or a duration before now such as 24h.'),
  limit: z.int().min(1).max(1000).optional().describe('Maximum number of changes.'),
  after: text(64).optional().describe('A change_id: only later changes; next_after of the previous page.'),
  before: text(64).optional().describe('A change_id: only older changes; next_before of the previous page.'),
  order: z.enum(['asc', 'desc']).optional().describe('asc: oldest first. desc: newest first.'),
});

export const changeInput = z.strictObject({ change_id: changeId });

export const proposalSchema = z.strictObject({
  action: text(64).describe('Name of the action.'),
  input: z.record(z.string(), z.unknown()).describe('The input of the action.'),
  reason: text(500).optional().describe('Why, for whoever approves it.'),
});

export const approvalSchema = z.strictObject({
  digest: text(128).describe('digest of the plan that was reviewed.'),
  // the names of all objects, where a change has many
  confirm: text(4096)
    .optional()
    .describe(
      'plan.object.name; required where plan.cuts_off is not empty, and on a router whose environment is production.',
    ),
});

export const CHANGES_LIMIT = 100;

/** `all`: newest first. `now`: epoch ms. */
export function answerChanges(
  all: readonly Change[],
  { since, limit = CHANGES_LIMIT, order, after, before, ...filter }: z.output<typeof changesInput>,
  now: number,
): ChangeList | InputError[] {
  const unknown = Object.entries({ after, before }).filter(
    ([, wanted]) => wanted !== undefined && !all.some(({ id }) => id === wanted),
  );
  if (unknown.length > 0)
    return unknown.map(([parameter]) => ({ parameter, message: 'is the change_id of no change' }));
  const sinceAt = since === undefined ? undefined : (toMoment(since, now) ?? undefined);
  return listChanges(all, {
    ...(filter.state && { state: filter.state }),
    ...(filter.action && { action: filter.action }),
    ...(filter.router && { router: filter.router }),
    ...(sinceAt !== undefined && { since: sinceAt }),
    ...(order && { order }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    limit,
  });
}
