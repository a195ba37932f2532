/** The lines that a router writes into its log, as it writes them: `/log/listen` over the native API. Nothing is configured at the router. */
import type { Decode } from '../../parse/charset.ts';
import type { TableError } from '../../parse/reading.ts';
import { toTrap } from '../answer.ts';
import type { RouterOptions } from '../connection.ts';
import { describeError, describeGivenUp } from '../failure.ts';
import { apiTarget } from '../url.ts';
import { openSession, type Session } from './session.ts';

export interface LogListener {
  /** Null while lines can arrive; else why not. */
  problem(): TableError | null;
  close(): void;
}

export interface ListenOptions {
  createDecoder: (charset: string) => Decode;
  /** "wireless,info 02:00:00:00:00:20@wifi1: connected". */
  onLine: (text: string) => void;
  /** Called when the connection is lost or found, and not at each attempt. */
  onChange: (problem: TableError | null) => void;
  /** Between two attempts; the doubling ends at the longest. */
  retryMs?: number;
  longestRetryMs?: number;
  /** A quiet router is asked something so often, to learn whether it is still there. */
  checkMs?: number;
}

/** No line of RouterOS is longer. */
const MAX_LINE_LENGTH = 4096;

export function listenToLog(router: RouterOptions, options: ListenOptions): LogListener {
  const { createDecoder, onLine, onChange } = options;
  const { retryMs = 1_000, longestRetryMs = 30_000, checkMs = 60_000 } = options;
  const { base, host, port, isSecure } = apiTarget(router.url);
  const url = `${base}/log/listen`;
  const target = { host, port, trust: isSecure ? router : null };
  const decode = createDecoder(router.charset);
  let session: Session | null = null;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = retryMs;
  let problem: TableError | null = describeGivenUp(url, { why: 'stopped' });
  let hasTold = false;
  let isClosed = false;

  function become(next: TableError | null): void {
    const isNew = !hasTold || (next === null) !== (problem === null);
    problem = next;
    hasTold = true;
    if (isNew && !isClosed) onChange(next);
  }

  function again(error: TableError): void {
    session?.close();
    session = null;
    clearTimeout(timer);
    if (isClosed) return;
    become(error);
    timer = setTimeout(connect, waitMs);
    waitMs = Math.min(2 * waitMs, longestRetryMs);
  }

  function connect(): void {
    let socket: { destroy(): unknown } | null = null;
    timer = setTimeout(() => socket?.destroy(), router.timeoutMs);
    openSession(target, router, decode, (opened) => (socket = opened)).then(listen, (error: unknown) =>
      again(describeError(url, error, false)),
    );
  }

  function listen(opened: Session): void {
    clearTimeout(timer);
    if (isClosed) return opened.close();
    session = opened;
    const { outcome } = opened.run(['/log/listen'], (row) => {
      become(null);
      const { topics = '', message = '' } = row as Partial<Record<string, string>>;
      if (message !== '') onLine(`${topics} ${message}`.slice(0, MAX_LINE_LENGTH));
    });
    outcome.then(
      (end) => again(endOf(url, end)),
      (error: unknown) => again(describeError(url, error, false)),
    );
    check(opened);
  }

  /** A router that vanishes without a word is noticed only by asking. */
  function check(opened: Session): void {
    const command = opened.run(['/system/identity/print']);
    timer = setTimeout(
      () => again(describeGivenUp(url, { why: 'timeout', timeoutMs: router.timeoutMs, connecting: false })),
      router.timeoutMs,
    );
    command.outcome.then(
      () => {
        if (session !== opened) return;
        become(null);
        waitMs = retryMs;
        clearTimeout(timer);
        timer = setTimeout(() => check(opened), checkMs);
      },
      () => {},
    );
  }

  connect();
  return {
    problem: () => problem,
    close() {
      isClosed = true;
      clearTimeout(timer);
      session?.close();
    },
  };
}

function endOf(url: string, end: { kind: 'done' } | { kind: 'trap'; message: string }): TableError {
  const read = end.kind === 'trap' ? toTrap(url, end.message) : null;
  if (read?.status === 'failed') return read.error;
  return describeError(url, Object.assign(new Error('the log ended'), { code: 'ERR_API_FATAL' }), false);
}
