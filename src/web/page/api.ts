/** Requests to the service. An answer that has not changed is not transferred again. */
import { readMessages, type StreamMessage } from './sse.ts';

export interface Api {
  /** The JSON of a route. Rejects with ApiError; `also` is an error status whose body counts as an answer. */
  get: <T>(path: string, also?: number) => Promise<T>;
  /** Sends JSON; `key` instead of the one that signs in, null: that one. Rejects with ApiError. */
  post: <T>(path: string, body: object | undefined, key: string | null) => Promise<T>;
  /** As `post`. */
  put: <T>(path: string, body: object, key: string | null) => Promise<T>;
  /** Resolves when the stream has begun, with its messages until it ends or is aborted. */
  stream: (
    path: string,
    lastEventId: string | null,
    signal: AbortSignal,
  ) => Promise<AsyncIterable<StreamMessage>>;
  /** How far the clock of the service is ahead of this browser's. */
  skewMs: () => number;
}

/** `status` is null when nothing answered. The message is shown on the page. */
export class ApiError extends Error {
  readonly status: number | null;

  constructor(status: number | null, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

const TIMEOUT_MS = 15_000;
/** Answers kept for revalidation: those of repeated requests. The least recently used goes first. */
const MAX_KNOWN = 24;

export function createApi(key: string): Api {
  const known = new Map<string, { etag: string; body: unknown }>();
  let skewMs = 0;

  const ask = async (
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
    { also, ...sent }: { also?: number | undefined; method?: string; body?: string } = {},
  ) => {
    let answer: Response;
    const sentAt = Date.now();
    try {
      answer = await fetch(new URL(path, document.baseURI), {
        ...sent,
        headers: { ...(key === '' ? {} : { Authorization: `Bearer ${key}` }), ...headers },
        cache: 'no-store',
        credentials: 'same-origin',
        signal,
      });
    } catch (error) {
      throw new ApiError(null, 'The service does not answer', error);
    }
    const date = Date.parse(answer.headers.get('date') ?? '');
    // the service set the date between request and answer, cut to the second: a date outside that range is skew
    if (!Number.isNaN(date)) skewMs = Math.max(0, date - Date.now()) + Math.min(0, date + 1000 - sentAt);
    if (answer.ok || answer.status === 304 || answer.status === also) return answer;
    throw new ApiError(answer.status, await detailOf(answer));
  };

  const send = async <T>(
    method: 'POST' | 'PUT',
    path: string,
    body: object | undefined,
    otherKey: string | null,
  ): Promise<T> => {
    const headers: Record<string, string> = {};
    if (otherKey !== null) headers['Authorization'] = `Bearer ${otherKey}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    // the plan of a change may take its 15 s
    const answer = await ask(path, headers, AbortSignal.timeout(2 * TIMEOUT_MS), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as T;
  };

  return {
    get: async <T>(path: string, also?: number): Promise<T> => {
      const before = known.get(path);
      const headers: Record<string, string> = before === undefined ? {} : { 'If-None-Match': before.etag };
      const answer = await ask(path, headers, AbortSignal.timeout(TIMEOUT_MS), { also });
      if (answer.status === 304 && before !== undefined) return before.body as T;
      const body: unknown = await answer.json();
      const etag = answer.headers.get('etag');
      known.delete(path);
      if (etag !== null) known.set(path, { etag, body });
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
      return body as T;
    },
    post: (path, body, otherKey) => send('POST', path, body, otherKey),
    put: (path, body, otherKey) => send('PUT', path, body, otherKey),
    stream: async (path, lastEventId, signal) => {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastEventId !== null) headers['Last-Event-ID'] = lastEventId;
      const { body } = await ask(path, headers, signal);
      return readMessages(body!);
    },
    skewMs: () => skewMs,
  };
}

/** The sentence for the page, whatever was thrown. */
export function toProblem(error: unknown): string {
  return error instanceof ApiError ? error.message : 'The answer could not be read';
}

/** The detail the service gave, else the status. */
async function detailOf(answer: Response): Promise<string> {
  try {
    const { detail } = (await answer.json()) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
  } catch {
    // not an answer of the service
  }
  return `Unexpected answer: ${answer.status} ${answer.statusText}`.trim();
}

/** A header can carry visible ASCII only, so no other text is a key. */
export function canBeKey(text: string): boolean {
  return /^[!-~]+(?: +[!-~]+)*$/.test(text);
}
