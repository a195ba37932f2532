/** The routes that ask a router. Off without ROUTER_QUERIES=on; each question is one line of the log. */
import { z } from '@hono/zod-openapi';
import { admit, type Admission } from '../http/admission.ts';
import { unkept } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { HttpLog, HttpResult, Respond } from '../http/handler.ts';
import { pathOf, queryOf } from '../http/target.ts';
import { ask, type RouterQuestion } from '../question/question.ts';
import { isRefusal } from '../question/refusal.ts';
import type { RouterDoor } from '../question/router/door.ts';
import type { AnswerOptions } from './answer.ts';
import { readJson } from './json-body.ts';
import { NoQuery, parsePath, parseQuery, parseRequest } from './query.ts';
import { lacksRight, queriesAreOff, toProblem } from './refusal.ts';

export interface RouterResponderOptions extends AnswerOptions {
  /** Null without ROUTER_QUERIES=on. */
  routers: RouterDoor | null;
  admission: Admission;
  log: HttpLog;
}

export function createRouterResponders(
  options: RouterResponderOptions,
): (question: RouterQuestion) => Respond {
  const { routers, admission, log, clock, snapshot } = options;

  async function answerTo(
    question: RouterQuestion,
    request: HttpRequest,
    key: string,
    door: RouterDoor,
  ): Promise<HttpResult> {
    const input = await inputOf(question, request);
    if ('detail' in input) return input;
    const sources = { ...options, routers: door, snapshot: snapshot.current(), now: clock.now(), key };
    const answer = await ask(question, input.value, 'rest', sources);
    return isRefusal(answer) ? toProblem(answer) : unkept(answer);
  }

  return (question) => async (request) => {
    if (routers === null) return queriesAreOff;
    const key = admit(admission, request);
    if ('detail' in key) return key;
    const result = key.may.includes('query')
      ? await answerTo(question, request, key.digest, routers)
      : lacksRight('query', key.may);
    const outcome = 'detail' in result ? `${result.status} ${result.detail}` : 'answered';
    const target = pathOf(request.url).slice(0, 256);
    log.info(
      {
        act: question.name,
        target,
        key: key.name ?? 'unnamed',
        outcome,
        correlation_id: request.correlationId,
      },
      'router asked',
    );
    return result;
  };
}

/** Of a `post` from the path and the body; of a `get` from the path and the query. */
async function inputOf(question: RouterQuestion, request: HttpRequest) {
  if (question.method !== 'post') return parseRequest(question, request.url);
  const query = parseQuery(NoQuery, queryOf(request.url));
  if ('detail' in query) return query;
  const inPath = parsePath(question.path, request.url);
  if ('detail' in inPath) return inPath;
  const fields = Object.fromEntries(
    Object.entries(question.input.shape).filter(([field]) => !Object.hasOwn(inPath.value, field)),
  );
  const body = await readJson(request, z.strictObject(fields));
  return 'detail' in body ? body : { value: { ...body.value, ...inPath.value } };
}
