/** Reads menus of one router over the native API, as `connection.ts` does over REST. Every failure is a value. */
import type { Socket } from 'node:net';
import type { Decode } from '../../parse/charset.ts';
import type { TableError } from '../../parse/reading.ts';
import { propertyIn, type Read, type Shape, toRows, toTrap } from '../answer.ts';
import { isLook, type RouterConnection, type RouterOptions, retryDelayMs } from '../connection.ts';
import { codeOf, describeError, describeGivenUp, type GivenUp, isConnectionFailure } from '../failure.ts';
import { startPatience } from '../give-up.ts';
import { apiTarget } from '../url.ts';
import { type Command, openSession, type Outcome, type Session } from './session.ts';

type Deadline = Parameters<RouterConnection['read']>[2];

export function connectApi(
  options: RouterOptions,
  createDecoder: (charset: string) => Decode,
): RouterConnection {
  const { base, host, port, isSecure } = apiTarget(options.url);
  const target = { host, port, trust: isSecure ? options : null };
  const decode = createDecoder(options.charset);
  const closing = new AbortController();
  const urlOf = (path: string) => `${base}/${path}`;
  let session: Session | null = null;
  let newest: Socket | null = null;
  let openedCount = 0;
  /** A command was given up and its end has not been heard of: the router may be hanging. */
  let isInDoubt = false;
  let previous: Promise<unknown> = Promise.resolve();
  /** "ip/arp status": properties that the router rejected. The others are worth more than none. */
  const rejected = new Set<string>();

  async function open(): Promise<Session> {
    if (session?.isOpen() === true) return session;
    isInDoubt = false;
    session = await openSession(target, options, decode, (socket) => {
      openedCount += 1;
      newest = socket;
    });
    return session;
  }

  function drop(): void {
    session?.close();
    session = null;
    newest?.destroy();
  }

  /** What the router answered, or why it did not. Only failures of the connection are repeated, within the time. */
  async function send(
    url: string,
    words: readonly string[],
    deadline: Deadline,
  ): Promise<Outcome | TableError> {
    const { timeoutMs, signal } = deadline;
    const endsAt = performance.now() + timeoutMs;
    const patience = startPatience(timeoutMs, [closing.signal, signal], () => newest?.connecting === true);
    try {
      for (let attempt = 1; ; attempt++) {
        const sent: { command: Command | null } = { command: null };
        const failure = await Promise.race([run(words, sent), patience.given]).catch((error: Error) => error);
        if (!(failure instanceof Error))
          return 'why' in failure ? giveUp(url, failure, sent.command) : failure;
        const receivedBytes = sent.command?.receivedBytes() ?? 0;
        if (codeOf(failure) === 'ERR_API_TOO_LARGE') return describeGivenUp(url, { why: 'too_large' });
        const delayMs = receivedBytes > 0 ? 0 : retryDelayMs(attempt, failure, endsAt - performance.now());
        if (delayMs === 0)
          return describeError(url, failure, receivedBytes > 0 && isConnectionFailure(failure));
        const reason = await Promise.race([sleep(delayMs), patience.given]);
        if (reason !== null) return giveUp(url, reason, null);
      }
    } finally {
      patience.end();
    }
  }

  async function run(words: readonly string[], sent: { command: Command | null }): Promise<Outcome> {
    const opened = await open();
    sent.command = opened.run(words);
    const outcome = await sent.command.outcome;
    isInDoubt = false;
    return outcome;
  }

  /** After a time-out the router is asked to cancel, and the connection lives on; a second one in a row ends it. */
  function giveUp(url: string, reason: GivenUp, command: Command | null): TableError {
    if (reason.why === 'timeout' && command !== null && !isInDoubt) {
      command.cancel();
      isInDoubt = true;
    } else drop();
    return describeGivenUp(url, reason);
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = previous.then(work);
    previous = turn;
    return turn;
  }

  async function read(
    path: string,
    { shape, properties }: { shape: Shape; properties: readonly string[] | null },
    wordsFor: (asked: readonly string[] | null) => string[],
    deadline: Deadline,
  ): Promise<Read> {
    const url = urlOf(path);
    const endsAt = performance.now() + deadline.timeoutMs;
    for (;;) {
      const asked = properties?.filter((name) => !rejected.has(`${path} ${name}`)) ?? null;
      const timeoutMs = Math.max(1, endsAt - performance.now());
      const answer = await send(url, wordsFor(asked), { ...deadline, timeoutMs });
      if (!isOutcome(answer)) return { status: 'failed', error: answer };
      if (answer.kind === 'done') {
        const rows = answer.ret === null ? answer.rows : [{ ret: answer.ret }];
        return toRows(url, rows, shape, asked);
      }
      const property = propertyIn(answer.message);
      if (property === null || asked?.includes(property) !== true) return toTrap(url, answer.message);
      rejected.add(`${path} ${property}`);
    }
  }

  return {
    read: (path, ask, deadline) => {
      const wordsFor = (asked: readonly string[] | null) => [
        `/${path}/print`,
        ...(asked === null ? [] : [`=.proplist=${asked.join(',')}`]),
      ];
      return inTurn(() => read(path, ask, wordsFor, deadline));
    },
    monitor: (path, interfaceName, deadline) => {
      // without `once` the command never ends
      const words = [`/${path}`, `=numbers=${interfaceName}`, '=once='];
      return inTurn(() => read(path, { shape: 'list', properties: null }, () => words, deadline));
    },
    command: (path, given, deadline) => {
      if (!isLook(path)) return Promise.reject(new Error(`${path} is no command that only looks`));
      const words = [`/${path}`, ...Object.entries(given).flatMap(([name, value]) => wordsOf(name, value))];
      return inTurn(() => read(path, { shape: 'either', properties: null }, () => words, deadline));
    },
    url: urlOf,
    connectionCount: () => openedCount,
    close() {
      closing.abort();
      drop();
    },
  };
}

function wordsOf(name: string, value: string | readonly string[]): string[] {
  if (typeof value === 'string') return [`=${name}=${value}`];
  return name === '.query' ? value.map((word) => `?${word}`) : [`=${name}=${value.join(',')}`];
}

function isOutcome(answer: Outcome | TableError): answer is Outcome {
  return answer.kind === 'done' || answer.kind === 'trap';
}

function sleep(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
