/** Every problem that REST responds with, besides bad parameters and defects. The OpenAPI document shows the same values as examples. */
import type { Right } from '../auth/access-key.ts';
import type { ChangeRecord } from '../question/change.ts';
import type { DeviceCandidate } from '../record/find-past.ts';
import type { HistoryOff } from '../record/history.ts';
import { type KeyWords, lacksRight as lacksPlainRight } from '../http/admission.ts';
import type { Refusal } from '../question/refusal.ts';
import { badParameters, type Problem } from '../http/problem.ts';
import { MAX_STREAMS } from '../http/sse.ts';

/** `seconds`: when a retry makes sense. */
function later(seconds: number): { headers: Record<string, string> } {
  return { headers: { 'Retry-After': String(seconds) } };
}

export const restIsOff: Problem = {
  status: 404,
  detail: 'REST is off because this service was started without API_KEY or a key of the file for rest.',
};

export const keyWords: KeyWords = { keys: 'API_KEY', realm: 'mikrotik-presence' };

/** Retried after half of the default poll interval. */
export const noSnapshot: Problem = {
  status: 503,
  detail: 'No router has been read yet. /health says why.',
  ...later(5),
};

export const noDevice: Problem = {
  status: 404,
  detail:
    'There is no device with this MAC address, name or IP address. /devices?presence=any&name= finds devices by a part of the name.',
};

export function ambiguousDevice(candidates: readonly DeviceCandidate[]): Problem {
  return {
    status: 409,
    detail: 'More than one device has this name or IP address; use the device_id of one of the candidates.',
    candidates: [...candidates],
  };
}

export const noPerson: Problem = {
  status: 404,
  detail: 'No person is configured with this id or name; /people lists them.',
};

export const noAccessPoint: Problem = {
  status: 404,
  detail: 'There is no access point with this id or name.',
};

export function ambiguousAccessPoint(ids: readonly string[]): Problem {
  return {
    status: 409,
    detail: `More than one access point has this name; use one of these ids: ${ids.join(', ')}.`,
  };
}

export const noHistory: Problem = {
  status: 404,
  detail:
    'No history is kept because this service was started with HISTORY_MAX_SIZE=0. Set it to a size such as 512MB and restart.',
};

export function historyIsOff({ off }: HistoryOff): Problem {
  return { status: 503, detail: off, ...later(60) };
}

/** A refused question in the form of REST. */
export function toProblem(refusal: Refusal): Problem {
  switch (refusal.refused) {
    case 'bad_input':
      return badParameters(refusal.errors.map(({ parameter, message }) => ({ parameter, message })));
    case 'no_snapshot':
      return noSnapshot;
    case 'device_not_found':
      return noDevice;
    case 'ambiguous_device':
      return ambiguousDevice(refusal.candidates);
    case 'person_not_found':
      return noPerson;
    case 'access_point_not_found':
      return noAccessPoint;
    case 'ambiguous_access_point':
      return ambiguousAccessPoint(refusal.candidates);
    case 'no_history':
      return noHistory;
    case 'history_off':
      return historyIsOff(refusal);
    case 'changes_off':
      return changesAreOff;
    case 'change_not_found':
      return noChange;
    case 'unplanned':
      return unplanned(refusal.reason, Math.ceil(refusal.waitMs / 1000));
    case 'too_many_changes':
      return tooManyChanges(Math.ceil(refusal.waitMs / 1000));
    case 'queries_off':
      return queriesAreOff;
    case 'router_busy':
      return routerBusy(refusal.waitMs);
    case 'router_failed':
      return routerFailed(refusal.error);
    case 'not_on_router':
      return notOnRouter;
    case 'too_many_rows':
      return tooManyRows(refusal);
  }
}

export const tooManyStreams: Problem = {
  status: 429,
  detail: `All ${MAX_STREAMS} event streams are in use. Close one, or request pages with since or after.`,
  ...later(60),
};

export const stopping: Problem = { status: 503, detail: 'This service is stopping.', ...later(5) };

export const notFound: Problem = {
  status: 404,
  detail: 'This path does not exist; /docs lists those that do.',
};

/** For the paths at which other servers have MCP. */
export const mcpIsElsewhere: Problem = {
  status: 404,
  detail: 'MCP is at /mcp, for every transport over HTTP.',
};

export function isMcpPath(path: string): boolean {
  return /^\/(?:mcp\/.*|sse|messages?)$/.test(path);
}

/** `methods`: those of the path. */
export function methodNotAllowed(methods: readonly string[]): Problem {
  return {
    status: 405,
    detail: `This path supports only ${methods.join(' and ')}.`,
    headers: { Allow: methods.join(', ') },
  };
}

export const operatorIsOff: Problem = {
  status: 404,
  detail:
    'This route is off because no key may approve: there is neither OPERATOR_KEY nor a key of the file with this right.',
};

export const homeAssistantIsOff: Problem = {
  status: 404,
  detail: 'This route is off because this service was started without a broker (MQTT_URL).',
};

/** For a valid key that may not do what the route does. */
export function forbidden(may: readonly string[]): Problem {
  return {
    status: 403,
    detail: `This route needs a key with the right "approve", such as OPERATOR_KEY; this key has ${may.join(', ')}.`,
  };
}

export const namedByFile: Problem = {
  status: 409,
  detail: 'The configuration file names this device. Change its name there.',
};

export const queriesAreOff: Problem = {
  status: 404,
  detail: 'This route is off because this service was started without ROUTER_QUERIES=on.',
};

export function routerBusy(waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return {
    status: 429,
    detail: `Too many questions to the router: 10 a minute for each key, one at a time. Try again in ${seconds} s.`,
    ...later(seconds),
  };
}

export function routerFailed({
  kind,
  message,
  remedy,
}: {
  kind: string;
  message: string;
  remedy: string;
}): Problem {
  return { status: kind === 'timeout' ? 504 : 502, detail: `${message} ${remedy}` };
}

export const notOnRouter: Problem = { status: 404, detail: 'This router does not have the menu.' };

export function tooManyRows({ rowCount, most }: { rowCount: number; most: number }): Problem {
  return {
    status: 409,
    detail: `${rowCount} rows match, more than ${most}. Add conditions to where.`,
    extra: { row_count: rowCount },
  };
}

export const changesAreOff: Problem = {
  status: 404,
  detail:
    'This route is off: the service was started without CHANGES=on, or the journal of changes cannot be opened (see GET /health).',
};

export const noChange: Problem = { status: 404, detail: 'There is no change with this change_id.' };

/** For a page that this service did not serve. */
export const otherOrigin: Problem = {
  status: 403,
  detail:
    'This route answers no page of another origin. If it is your own page behind a proxy, set PUBLIC_URL.',
};

/** For a valid key that may not do what the route does. */
export function lacksRight(right: Right, may: readonly Right[]): Problem {
  return right === 'approve' ? forbidden(may) : lacksPlainRight(right, may);
}

/** Its state, digest or time does not allow it, or the router is not as the change left it. */
export function changeConflict(detail: string, change: ChangeRecord): Problem {
  return { status: 409, detail, extra: { change } };
}

export function unplanned(detail: string, retryAfterSeconds: number): Problem {
  return { status: 503, detail, ...later(retryAfterSeconds) };
}

export function tooManyChanges(retryAfterSeconds: number): Problem {
  return {
    status: 429,
    detail: `The limit of this router is reached: six plans a minute, 20 changes an hour. Try again in ${retryAfterSeconds} s.`,
    ...later(retryAfterSeconds),
  };
}
