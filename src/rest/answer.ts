/** Replies to questions: the path and query become the input, the answer becomes JSON. None of them causes a read of a router. */
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { createSnapshotCache } from '../record/snapshot-cache.ts';
import type { Health } from '../record/health.ts';
import { ask, type Question } from '../question/question.ts';
import { isRefusal } from '../question/refusal.ts';
import { type EncodedBody, present, toJson } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { HttpResult, Respond } from '../http/handler.ts';
import { parseRequest } from './query.ts';
import { noSnapshot, toProblem } from './refusal.ts';

export interface AnswerOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  /** Null when none is kept. */
  history: History | null;
  clock: { now: () => number };
}

const CACHE = {
  maxEntries: 500,
  /** Of uncompressed bodies; the compressed ones come on top and are far fewer. */
  maxBytes: 16 * 1024 * 1024,
  sizeOf: (url: string, body: EncodedBody) => url.length + body.bytes.length,
};

/** An answer that rests on the snapshot is kept per snapshot and URL, so each distinct request is checked, answered and rendered once. */
export function createAnswers(options: AnswerOptions): (question: Question) => Respond {
  const { snapshot: holder, clock } = options;
  const cache = createSnapshotCache<EncodedBody>(CACHE);

  const toReply = (body: EncodedBody, request: HttpRequest, snapshot: Snapshot): HttpResult => {
    const age = Math.max(0, Math.floor((clock.now() - snapshot.takenAt) / 1000));
    return present(body, request, { 'Cache-Control': 'private, no-cache', Age: String(age) });
  };

  return (question) => {
    if (question.reads !== 'snapshot') return (request) => answerFresh(question, request, options);
    return (request) => {
      const { url } = request;
      const snapshot = holder.current();
      const kept = snapshot === null ? undefined : cache.find(snapshot, url);
      if (kept !== undefined) return toReply(kept, request, snapshot!);
      const parsed = parseRequest(question, url);
      if ('detail' in parsed) return parsed;
      if (snapshot === null) return noSnapshot;
      const answer = ask(question, parsed.value, 'rest', { ...options, snapshot, now: clock.now() });
      if (isRefusal(answer)) return toProblem(answer);
      const body = toJson(answer);
      cache.keep(snapshot, url, body);
      return toReply(body, request, snapshot);
    };
  };
}

/** Nothing is kept, because nearly every request names another span of time. */
export async function answerFresh(
  question: Question,
  request: HttpRequest,
  options: AnswerOptions,
): Promise<HttpResult> {
  const parsed = parseRequest(question, request.url);
  if ('detail' in parsed) return parsed;
  const { snapshot, clock } = options;
  const sources = { ...options, snapshot: snapshot.current(), now: clock.now() };
  const answer = await ask(question, parsed.value, 'rest', sources);
  return isRefusal(answer)
    ? toProblem(answer)
    : present(toJson(answer), request, { 'Cache-Control': 'private, no-cache' });
}
