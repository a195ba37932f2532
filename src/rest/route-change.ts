/** The routes of changes as OpenAPI documents them. Their responses are in `changes.ts`. */
import type { z } from '@hono/zod-openapi';
import {
  approvalSchema,
  changeInput,
  CHANGES_LIMIT,
  changesInput,
  proposalSchema,
} from '../question/change.ts';
import { exampleChange } from '../question/example-change.ts';
import { toJsonSchema } from '../question/json-schema.ts';
import { headersNamed, recordNamed, refusalsNamed } from './component.ts';
import { correlationHeader, key, parametersOf, type Route } from './route.ts';

const OFF = 'Off without CHANGES=on. Answers no page of another origin.';
const NEEDS_APPROVE = `Needs a key with the right "approve", such as OPERATOR_KEY. ${OFF}`;

const example = { input: { change_id: exampleChange.change_id }, answer: exampleChange };
const idParameters = parametersOf({
  input: changeInput,
  path: '/changes/{change_id}',
  defaults: {},
  example,
});

function content(schema: object) {
  return { 'application/json': { schema: schema as Record<string, unknown> } };
}

const body = (schema: z.ZodType) => ({
  requestBody: {
    required: true,
    content: content(toJsonSchema(schema, { io: 'input', isClosed: true })),
  },
});

function answer(status: number, description: string, record = 'Change') {
  return {
    [status]: {
      description,
      headers: headersNamed('Cache-Control'),
      content: content(recordNamed(record)),
    },
  };
}

const common = { tags: ['Changes'], security: key };

export const changesRoute = {
  ...common,
  method: 'get',
  path: '/changes',
  operationId: 'listChanges',
  summary: 'List changes',
  description: `Changes to routers, newest first. To get the next page, send next_before as before. With order=asc oldest first; then send next_after as after. ${OFF}`,
  parameters: [
    ...parametersOf({
      input: changesInput,
      path: '/changes',
      defaults: { order: 'desc', limit: CHANGES_LIMIT },
      example,
    }),
    correlationHeader,
  ],
  responses: {
    ...answer(200, 'A page of changes.', 'ChangeList'),
    ...refusalsNamed('ChangesAreOff', 'OtherOrigin'),
  },
} as Route;

export const changeRoute = {
  ...common,
  method: 'get',
  path: '/changes/{change_id}',
  operationId: 'getChange',
  summary: 'Get a change',
  description: `A change with its plan, its state and everything that was done at the router. ${OFF}`,
  parameters: [...idParameters, correlationHeader],
  responses: {
    ...answer(200, 'The change.'),
    ...refusalsNamed('NoChange', 'OtherOrigin'),
  },
} as Route;

export const proposeRoute = {
  ...common,
  method: 'post',
  path: '/changes',
  operationId: 'proposeChange',
  summary: 'Propose a change',
  description: `Reads the router and makes a plan. Nothing is written before a person approves it. A change that a rule forbids has the state refused, one that would alter nothing no_change. A router is read for at most six plans a minute. ${OFF}`,
  parameters: [correlationHeader],
  ...body(proposalSchema),
  responses: {
    ...answer(201, 'The change, with its plan.'),
    ...answer(200, 'The same change was proposed before and is open.'),
    ...refusalsNamed('ChangesAreOff', 'OtherOrigin', 'BodyTooLarge', 'TooManyPlans', 'Unplanned'),
  },
} as Route;

export const approveRoute = {
  ...common,
  method: 'post',
  path: '/changes/{change_id}/approve',
  operationId: 'approveChange',
  summary: 'Approve a change',
  description: `Makes exactly the change whose plan has this digest, as soon as it is its turn at the router. At most 20 an hour are made at a router. ${NEEDS_APPROVE}`,
  parameters: [...idParameters, correlationHeader],
  ...body(approvalSchema),
  responses: {
    ...answer(202, 'The change is approved.'),
    ...refusalsNamed('MayNotApprove', 'NoChange', 'ChangeConflict', 'BodyTooLarge', 'TooManyPlans'),
  },
} as Route;

export const rejectRoute = {
  ...common,
  method: 'post',
  path: '/changes/{change_id}/reject',
  operationId: 'rejectChange',
  summary: 'Reject a change',
  description: `The change is not made. ${NEEDS_APPROVE}`,
  parameters: [...idParameters, correlationHeader],
  responses: {
    ...answer(200, 'The change is rejected.'),
    ...refusalsNamed('MayNotApprove', 'NoChange', 'ChangeConflict'),
  },
} as Route;

export const undoRoute = {
  ...common,
  method: 'post',
  path: '/changes/{change_id}/undo',
  operationId: 'undoChange',
  summary: 'Undo a change',
  description: `A change that is being watched is taken back at once. For one that was kept, a new change takes it back, planned and approved by this request. ${NEEDS_APPROVE}`,
  parameters: [...idParameters, correlationHeader],
  responses: {
    ...answer(202, 'The change that is taken back, or the new one that takes it back.'),
    ...refusalsNamed('MayNotApprove', 'NoChange', 'ChangeConflict', 'Unplanned'),
  },
} as Route;
