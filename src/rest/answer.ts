/** Replies to questions: the path and query become the input, the answer becomes JSON or CSV. None of them causes a read of a router. */
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { createSnapshotCache } from '../record/snapshot-cache.ts';
import type { Health } from '../record/health.ts';
import { ask, type Question } from '../question/question.ts';
import { isRefusal } from '../question/refusal.ts';
import { present } from '../http/body.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { HttpResult, Respond } from '../http/handler.ts';
import { type Form, formOf, type Rendered, renderAs, withForm } from './form.ts';
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
  sizeOf: (key: string, { body }: Rendered) => key.length + body.bytes.length,
};

/** An answer that rests on the snapshot is kept per snapshot, URL and form, so each distinct request is checked, answered and rendered once. */
export function createAnswers(options: AnswerOptions): (question: Question) => Respond {
  const { snapshot: holder, clock } = options;
  const cache = createSnapshotCache<Rendered>(CACHE);

  return (asked) => {
    const question = withForm(asked);
    if (question.reads !== 'snapshot') return (request) => answerFresh(question, request, options);
    const toReply = (rendered: Rendered, request: HttpRequest, snapshot: Snapshot): HttpResult => {
      const age = Math.max(0, Math.floor((clock.now() - snapshot.takenAt) / 1000));
      return reply(rendered, request, question, { Age: String(age) });
    };
    return (request) => {
      const { url } = request;
      const snapshot = holder.current();
      const form = formOf(request, question);
      const key = `${form} ${url}`;
      const kept = snapshot === null ? undefined : cache.find(snapshot, key);
      if (kept !== undefined) return toReply(kept, request, snapshot!);
      const parsed = parseRequest(question, url);
      if ('detail' in parsed) return parsed;
      if (snapshot === null) return noSnapshot;
      const { format, ...input } = parsed.value;
      const answer = ask(question, input, 'rest', { ...options, snapshot, now: clock.now() });
      if (isRefusal(answer)) return toProblem(answer);
      const rendered = renderAs((format as Form | undefined) ?? form, question, input, answer);
      cache.keep(snapshot, key, rendered);
      return toReply(rendered, request, snapshot);
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
  const { format, ...input } = parsed.value;
  const answer = await ask(question, input, 'rest', sources);
  if (isRefusal(answer)) return toProblem(answer);
  const form = (format as Form | undefined) ?? formOf(request, question);
  return reply(renderAs(form, question, input, answer), request, question, {});
}

function reply(
  { body, headers }: Rendered,
  request: HttpRequest,
  { table }: Question,
  more: Readonly<Record<string, string>>,
): HttpReply {
  const made = present(body, request, { 'Cache-Control': 'private, no-cache', ...more, ...headers });
  if (table !== undefined) made.headers['Vary'] = 'Accept, Accept-Encoding';
  return made;
}
