/** Asks the service. An answer that is still the same is not fetched again. */
import { readMessages, type Message } from './sse.ts';

export interface Api {
  /** The JSON of a route. Rejects with ApiError when there is none; `also` is a status that is an answer too. */
  get: <T>(path: string, also?: number) => Promise<T>;
  /** Messages until the stream ends or is aborted. Resolves when it has begun. */
  stream: (path: string, lastEventId: string | null, signal: AbortSignal) => Promise<AsyncIterable<Message>>;
  /** By how much the clock of the service is ahead of ours. */
  skewMs: () => number;
}

/** `status` is null when nothing answered. The message is a sentence for whoever looks at the page. */
export class ApiError extends Error {
  readonly status: number | null;

  constructor(status: number | null, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

const TIMEOUT_MS = 15_000;
/** Those that are asked for again and again; what was asked for once is not worth its memory. */
const MAX_KNOWN = 24;

export function createApi(key: string): Api {
  const known = new Map<string, { etag: string; body: unknown }>();
  let skewMs = 0;

  const ask = async (path: string, headers: Record<string, string>, signal: AbortSignal, also?: number) => {
    let answer: Response;
    const sentAt = Date.now();
    try {
      answer = await fetch(new URL(path, document.baseURI), {
        headers: { ...headers, Authorization: `Bearer ${key}` },
        cache: 'no-store',
        credentials: 'same-origin',
        signal,
      });
    } catch (error) {
      throw new ApiError(null, 'The service does not answer', error);
    }
    const date = Date.parse(answer.headers.get('date') ?? '');
    // made while we waited, and cut to its second, unless the clocks differ
    if (!Number.isNaN(date)) skewMs = Math.max(0, date - Date.now()) + Math.min(0, date + 1000 - sentAt);
    if (answer.ok || answer.status === 304 || answer.status === also) return answer;
    throw new ApiError(answer.status, await detailOf(answer));
  };

  return {
    get: async <T>(path: string, also?: number): Promise<T> => {
      const before = known.get(path);
      const headers: Record<string, string> = before === undefined ? {} : { 'If-None-Match': before.etag };
      const answer = await ask(path, headers, AbortSignal.timeout(TIMEOUT_MS), also);
      if (answer.status === 304 && before !== undefined) return before.body as T;
      const body: unknown = await answer.json();
      const etag = answer.headers.get('etag');
      known.delete(path);
      if (etag !== null) known.set(path, { etag, body });
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
      return body as T;
    },
    stream: async (path, lastEventId, signal) => {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastEventId !== null) headers['Last-Event-ID'] = lastEventId;
      const { body } = await ask(path, headers, signal);
      return readMessages(body!);
    },
    skewMs: () => skewMs,
  };
}

/** A sentence about what went wrong, whatever was thrown. */
export function toProblem(error: unknown): string {
  return error instanceof ApiError ? error.message : 'The answer was not understood';
}

/** In the words of the service, if it is the service that answered. */
async function detailOf(answer: Response): Promise<string> {
  try {
    const { detail } = (await answer.json()) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
  } catch {
    // something else answered
  }
  return `The answer was ${answer.status} ${answer.statusText}`.trim();
}

/** A header takes visible ASCII only; any other key cannot be the right one. */
export function canBeKey(text: string): boolean {
  return /^[!-~]+(?: +[!-~]+)*$/.test(text);
}
