/** Reads menus of one router: one request at a time, one kept-alive connection. Every failure is a value. */
import got, { RequestError } from 'got';
import type { Decode } from '../parse/charset.ts';
import type { RunSliced } from '../parse/sliced.ts';
import { createAgent } from './agent.ts';
import { type Read, type Shape, toRead, unknownProperty } from './answer.ts';
import {
  describeError,
  describeGivenUp,
  type GivenUp,
  isConnectionFailure,
  MAX_BODY_BYTES,
} from './failure.ts';
import { baseUrl, menuUrl, readUrl } from './url.ts';

export interface RouterOptions {
  id: string;
  url: string;
  username: string;
  password: string;
  /** PEM of the CA to trust instead of the public ones. */
  ca: string | null;
  /** SHA-256 of the router's own certificate, with or without colons. */
  tlsFingerprint: string | null;
  tlsVerify: boolean;
  timeoutMs: number;
  /** For text that is not UTF-8: a WHATWG label such as "windows-1252". */
  charset: string;
}

export type CommandWords = Readonly<Record<string, string | readonly string[]>>;

const LOOKS = /\/print$|^(?:ping|resolve|tool\/traceroute)$/;

/** Whether a command changes nothing at the router. No other one is ever sent by a connection that reads. */
export function isLook(path: string): boolean {
  return LOOKS.test(path);
}

export interface RouterConnection {
  /** Reads one menu, after the read before it. Only connection failures are retried, within the deadline. */
  read(
    path: string,
    ask: { shape: Shape; properties: readonly string[] | null },
    deadline: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Read>;
  /** Asks for the present state of an interface: `monitor` with `once`, after the read before it. */
  monitor(
    path: string,
    interfaceName: string,
    deadline: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Read>;
  /**
   * Runs a command that only looks, after the read before it: `ip/route/print` with conditions, `ping` with a count. A value that is a list is one of
   * query words or of properties. The answer is rows, or one row with `ret`.
   */
  command(
    path: string,
    words: CommandWords,
    deadline: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Read>;
  /** The URL of the menu, for messages. */
  url(path: string): string;
  /** Sockets opened so far. */
  connectionCount(): number;
  /** Ends the read that is running. Later reads fail. */
  close(): void;
}

const MAX_RETRIES = 3;
const RETRY_BASE_MS = 100;

export function connectRest(
  options: RouterOptions,
  createDecoder: (charset: string) => Decode,
  run: RunSliced,
): RouterConnection {
  const base = baseUrl(options.url);
  const agent = createAgent(base.startsWith('https:'), options);
  const decode = createDecoder(options.charset);
  const closing = new AbortController();
  const credentials = Buffer.from(`${options.username}:${options.password}`).toString('base64');
  const request = got.extend({
    agent: agent.byProtocol,
    headers: {
      // not in the URL, which errors quote
      authorization: `Basic ${credentials}`,
      accept: 'application/json',
      'user-agent': 'mikrotik-presence',
    },
    decompress: false,
    followRedirect: false,
    throwHttpErrors: false,
  });
  let previous: Promise<unknown> = Promise.resolve();
  /** "https://…/rest/ip/arp status": properties that the router rejected. The others are worth more than none. */
  const rejected = new Set<string>();

  async function send(
    url: string,
    question: {
      url: string;
      shape: Shape;
      asked?: readonly string[] | null;
      /** The URL that asks for fewer properties. */
      urlOf?: (asked: readonly string[]) => string;
      json?: CommandWords;
    },
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Read> {
    const given: { up: GivenUp | null } = { up: null };
    const abandoning = new AbortController();
    const endsAt = performance.now() + timeoutMs;
    const giveUp = (reason: GivenUp) => {
      given.up ??= reason;
      agent.abandon();
      abandoning.abort();
    };
    const stop = () => giveUp({ why: 'stopped' });
    const timer = setTimeout(
      () => giveUp({ why: 'timeout', timeoutMs, connecting: agent.isConnecting() }),
      timeoutMs,
    );
    for (const source of [closing.signal, signal]) {
      source?.addEventListener('abort', stop);
      if (source?.aborted === true) stop();
    }
    try {
      const { json } = question;
      const pending = request(question.url, {
        responseType: 'buffer',
        ...(json === undefined ? {} : { method: 'POST', json }),
        signal: abandoning.signal,
        retry: {
          calculateDelay: ({ attemptCount, error }) =>
            retryDelayMs(attemptCount, error, endsAt - performance.now()),
        },
      });
      // a request that was given up may still fail, which must not end the process
      void pending.on('request', (sent) => sent.on('error', () => {}));
      void pending.on('downloadProgress', ({ transferred, total }) => {
        if (Math.max(transferred, total ?? 0) > MAX_BODY_BYTES) giveUp({ why: 'too_large' });
      });
      const answer = await pending;
      const { asked, urlOf } = question;
      const unknown = await run(unknownProperty(answer, decode));
      if (unknown !== null && urlOf !== undefined && asked?.includes(unknown) === true) {
        rejected.add(`${url} ${unknown}`);
        const known = asked.filter((name) => name !== unknown);
        const leftMs = Math.max(1, endsAt - performance.now());
        const deadline = { timeoutMs: leftMs, ...(signal === undefined ? {} : { signal }) };
        return await send(url, { ...question, url: urlOf(known), asked: known }, deadline);
      }
      return await run(toRead(url, answer, question.shape, decode, asked));
    } catch (error) {
      const answering = error instanceof RequestError && error.response !== undefined;
      const reason = given.up;
      return {
        status: 'failed',
        error: reason === null ? describeError(url, error, answering) : describeGivenUp(url, reason),
      };
    } finally {
      clearTimeout(timer);
      for (const source of [closing.signal, signal]) source?.removeEventListener('abort', stop);
    }
  }

  /** One request at a time. */
  function inTurn(...sent: Parameters<typeof send>): Promise<Read> {
    const turn = previous.then(() => send(...sent));
    previous = turn;
    return turn;
  }

  return {
    read: (path, { shape, properties }, deadline) => {
      const url = menuUrl(base, path);
      const asked = properties?.filter((name) => !rejected.has(`${url} ${name}`)) ?? null;
      const urlOf = (names: readonly string[]) => readUrl(base, path, names);
      return inTurn(url, { url: readUrl(base, path, asked), shape, asked, urlOf }, deadline);
    },
    monitor: (path, interfaceName, deadline) => {
      const url = menuUrl(base, path);
      // without `once` the command runs until the router cuts it
      return inTurn(url, { url, shape: 'list', json: { numbers: interfaceName, once: '' } }, deadline);
    },
    command: (path, words, deadline) => {
      const url = menuUrl(base, path);
      if (!isLook(path)) return Promise.reject(new Error(`${path} is no command that only looks`));
      return inTurn(url, { url, shape: 'either', json: words }, deadline);
    },
    url: (path) => menuUrl(base, path),
    connectionCount: () => agent.openedCount(),
    close() {
      closing.abort();
      agent.close();
    },
  };
}

/** Exponential with full jitter. 0: no retry, because the router answered or too little time is left. */
export function retryDelayMs(
  attempt: number,
  error: Error & { response?: unknown },
  leftMs: number,
  random: () => number = Math.random,
): number {
  const isRetried = attempt <= MAX_RETRIES && error.response === undefined && isConnectionFailure(error);
  const delayMs = 1 + random() * RETRY_BASE_MS * 2 ** (attempt - 1);
  return isRetried && delayMs < leftMs ? delayMs : 0;
}
