/** Resources that are the answer to a question with a history behind it. */
import { getAccessPointHistory } from '../question/get-access-point-history.ts';
import { listSessions } from '../question/list-sessions.ts';
import { ask, type Question, type Sources } from '../question/question.ts';
import { isRefusal } from '../question/refusal.ts';
import { failureOf } from './failure.ts';
import { type Contents, toContents } from './resource.ts';
import { NOT_NOW, RESOURCE_NOT_FOUND, rpcError } from './rpc-error.ts';
import { ACCESS_POINT_HISTORY_TEMPLATE, namedIn, SESSIONS } from './uri.ts';

interface Asked {
  question: Question;
  input: Readonly<Record<string, unknown>>;
}

/** The question behind a URI; null for the URI of another resource. */
function askedBy(uri: string): Asked | null {
  if (uri === SESSIONS) return { question: listSessions, input: { since: '24h' } };
  const accessPoint = namedIn(uri, ACCESS_POINT_HISTORY_TEMPLATE);
  return accessPoint === null
    ? null
    : { question: getAccessPointHistory, input: { access_point_id: accessPoint } };
}

/** Null for the URI of another resource. Rejects with a protocol error when there is no answer. */
export async function readAsked(uri: string, sources: Sources): Promise<Contents | null> {
  const asked = askedBy(uri);
  if (asked === null) return null;
  const { question, input } = asked;
  const answer = await ask(question, input, 'mcp', sources);
  if (!isRefusal(answer)) return toContents(uri, answer, null);
  const { message, candidates } = failureOf(answer, question);
  const isPassing = answer.refused === 'history_off' || answer.refused === 'no_snapshot';
  throw rpcError(isPassing ? NOT_NOW : RESOURCE_NOT_FOUND, message, { uri, candidates });
}
