/** The routes of changes to routers: who may, what is asked, and which status each outcome has. Each act is one line of the log. */
import type { z } from '@hono/zod-openapi';
import type { AccessKey, Right } from '../auth/access-key.ts';
import { admit, type Admission } from '../http/admission.ts';
import { unkept } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { HttpLog, HttpResult, Respond } from '../http/handler.ts';
import type { HostCheck } from '../http/host.ts';
import { badParameters, type ParameterError } from '../http/problem.ts';
import { pathOf, queryOf } from '../http/target.ts';
import {
  type Actor,
  answerChanges,
  approvalSchema,
  type ChangeDoor,
  changeInput,
  changesInput,
  type Outcome,
  proposalSchema,
  toRecord,
} from '../question/change.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { readJson } from './json-body.ts';
import { NoQuery, parseQuery, parseRequest } from './query.ts';
import {
  changeConflict,
  changesAreOff,
  lacksRight,
  noChange,
  noSnapshot,
  otherOrigin,
  tooManyChanges,
  unplanned,
} from './refusal.ts';

export interface ChangeResponderOptions {
  /** Null without CHANGES=on: then these routes are 404. */
  changes: ChangeDoor | null;
  admission: Admission;
  isOriginAllowed: HostCheck['isOriginAllowed'];
  snapshot: SnapshotHolder;
  log: HttpLog;
  clock: { now: () => number };
}

interface Asked {
  door: ChangeDoor;
  request: HttpRequest;
  by: Actor;
}

/** A responder per route. */
export function createChangeResponders(options: ChangeResponderOptions) {
  const { changes, admission, isOriginAllowed, snapshot, log, clock } = options;

  /** `act`: its name in the log; null for a look, which is no act. */
  const guarded =
    (act: string | null, right: Right, answer: (asked: Asked) => HttpResult | Promise<HttpResult>): Respond =>
    async (request) => {
      if (changes === null) return changesAreOff;
      if (isFromElsewhere(request)) return otherOrigin;
      const key = admit(admission, request);
      if ('detail' in key) return key;
      const result = key.may.includes(right)
        ? await answer({ door: changes, request, by: actorOf(key, request) })
        : lacksRight(right, key.may);
      if (act !== null) note(act, key, request, result);
      return result;
    };

  function isFromElsewhere({ headers }: HttpRequest): boolean {
    const site = headers['sec-fetch-site'];
    return site === 'cross-site' || site === 'same-site' || !isOriginAllowed(headers.origin, headers.host);
  }

  function note(act: string, { name }: AccessKey, request: HttpRequest, result: HttpResult): void {
    const outcome = 'detail' in result ? `${result.status} ${result.detail}` : 'done';
    const target = pathOf(request.url).slice(0, 256);
    log.info(
      { act, target, key: name ?? 'unnamed', outcome, correlation_id: request.correlationId },
      'operator act',
    );
  }

  const list = ({ door, request }: Asked): HttpResult => {
    const parsed = parseQuery(changesInput, queryOf(request.url));
    if ('detail' in parsed) return parsed;
    const page = answerChanges(door.all(), parsed.value, clock.now());
    return Array.isArray(page) ? badParameters(page) : unkept(page);
  };

  const get = ({ door, request }: Asked): HttpResult => {
    const id = idOf(request, '/changes/{change_id}');
    if (typeof id !== 'string') return id;
    const change = door.get(id);
    return change === null ? noChange : unkept(toRecord(change));
  };

  const propose = async ({ door, request, by }: Asked): Promise<HttpResult> => {
    const query = parseQuery(NoQuery, queryOf(request.url));
    if ('detail' in query) return query;
    const body = await readJson(request, proposalSchema);
    if ('detail' in body) return body;
    if (snapshot.current() === null) return noSnapshot;
    const { action, input, reason } = body.value;
    return toResult(
      await door.propose({
        action,
        input,
        by,
        approverAddress: request.address,
        ...(reason !== undefined && { reason }),
      }),
    );
  };

  /** An act on one change. */
  const onChange =
    (
      path: string,
      { body, status }: { body?: typeof approvalSchema; status: number },
      act: (door: ChangeDoor, id: string, by: Actor, given: Approval | null) => Promise<Outcome>,
    ) =>
    async ({ door, request, by }: Asked): Promise<HttpResult> => {
      const id = idOf(request, path);
      if (typeof id !== 'string') return id;
      const given = body === undefined ? null : await readJson(request, body);
      if (given !== null && 'detail' in given) return given;
      return toResult(await act(door, id, by, given?.value ?? null), status);
    };

  return {
    list: guarded(null, 'read', list),
    get: guarded(null, 'read', get),
    propose: guarded('propose change', 'propose', propose),
    approve: guarded(
      'approve change',
      'approve',
      onChange(
        '/changes/{change_id}/approve',
        { body: approvalSchema, status: 202 },
        (door, id, by, given) => {
          const { digest, confirm } = given!;
          return door.approve(id, { digest, by, ...(confirm !== undefined && { confirm }) });
        },
      ),
    ),
    reject: guarded(
      'reject change',
      'approve',
      onChange('/changes/{change_id}/reject', { status: 200 }, (door, id, by) => door.reject(id, by)),
    ),
    undo: guarded(
      'undo change',
      'approve',
      onChange('/changes/{change_id}/undo', { status: 202 }, (door, id, by) => door.undo(id, by)),
    ),
  };
}

type Approval = z.output<typeof approvalSchema>;

/** Only browsers send an origin: a request with one comes from the page. */
function actorOf({ name }: AccessKey, { headers }: HttpRequest): Actor {
  return { key: name ?? 'unnamed', door: headers.origin === undefined ? 'rest' : 'page' };
}

function idOf({ url }: HttpRequest, path: string): string | Exclude<HttpResult, { body: unknown }> {
  const parsed = parseRequest({ input: changeInput, path }, url);
  return 'detail' in parsed ? parsed : (parsed.value as z.output<typeof changeInput>).change_id;
}

/** Its messages are sentences. */
function badInput(errors: readonly ParameterError[]): HttpResult {
  const detail = errors.map(({ parameter, message }) => `${parameter}: ${message}`).join(' ');
  return { status: 400, detail, errors: [...errors] };
}

/** `accepted`: the status of an act that was accepted. */
function toResult(outcome: Outcome, accepted = 202): HttpResult {
  switch (outcome.outcome) {
    case 'created':
      return unkept(toRecord(outcome.change), 201);
    case 'open':
      return unkept(toRecord(outcome.change));
    case 'accepted':
      return unkept(toRecord(outcome.change), accepted);
    case 'invalid':
      return badInput(outcome.errors);
    case 'not_found':
      return noChange;
    case 'conflict':
      return changeConflict(outcome.reason, toRecord(outcome.change));
    case 'unreadable':
      return unplanned(outcome.reason, outcome.retryAfterSeconds);
    case 'too_many':
      return tooManyChanges(outcome.retryAfterSeconds);
  }
}
