/** One connection to the native API, logged in. Answers go to the command whose tag they carry. */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Decode } from '../../parse/charset.ts';
import type { Row } from '../../parse/row.ts';
import { MAX_BODY_BYTES } from '../failure.ts';
import { openSocket, type TlsTrust } from '../socket.ts';
import { parseReply, type Reply } from './reply.ts';
import { createSentenceReader, encodeSentence, protocolError } from './sentence.ts';

/** How a command ended. `message` is the router's own text. */
export type Outcome =
  | { kind: 'done'; rows: Row[]; ret: string | null }
  | { kind: 'trap'; message: string; category: string | null };

export interface Command {
  /** Rejects with the error of the connection when that ends first. */
  outcome: Promise<Outcome>;
  /** Bytes that came for it so far. */
  receivedBytes(): number;
  /** Asks the router to end it. Its outcome is then a trap. */
  cancel(): void;
}

export interface Session {
  /** `onRow`: takes each row as it comes, instead of the outcome. */
  run(words: readonly string[], onRow?: (row: Row) => void): Command;
  isOpen(): boolean;
  close(): void;
}

export interface SessionTarget {
  host: string;
  port: number;
  /** Null: without TLS. */
  trust: TlsTrust | null;
}

/** A refused log-in, with the words of the router. */
export interface LoginError extends Error {
  code: 'ERR_API_LOGIN';
}

interface Running {
  rows: Row[];
  trap: Outcome | null;
  bytes: number;
  onRow: ((row: Row) => void) | undefined;
  resolve: (outcome: Outcome) => void;
  reject: (error: Error) => void;
}

/** `onSocket`: for the one who may have to give up while the connection is made. */
export async function openSession(
  target: SessionTarget,
  credentials: { username: string; password: string },
  decode: Decode,
  onSocket: (socket: Socket) => void,
): Promise<Session> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    onSocket(
      openSocket(target, target.trust, (error, opened) => (error === null ? resolve(opened) : reject(error))),
    );
  });
  const session = speak(socket, decode);
  try {
    await logIn(session, credentials);
  } catch (error) {
    session.close();
    throw error;
  }
  return session;
}

function speak(socket: Socket, decode: Decode): Session {
  const running = new Map<string, Running>();
  let lastTag = 0;
  let ended: Error | null = null;

  function end(error: Error): void {
    ended ??= error;
    socket.destroy();
    for (const command of running.values()) command.reject(ended);
    running.clear();
  }

  function take(reply: Reply): void {
    if (reply.kind === '!fatal') return end(fatal(reply.rest.join(' ')));
    // an untagged answer is one to the only command
    const tag = reply.tag ?? (running.size === 1 ? [...running.keys()][0]! : '');
    const command = running.get(tag);
    // of a command that was given up
    if (command === undefined) return;
    if (reply.kind === '!re') {
      if (command.onRow === undefined) command.rows.push(reply.attributes);
      else command.onRow(reply.attributes);
    } else if (reply.kind === '!trap') {
      const { message = '', category = null } = reply.attributes as Partial<Record<string, string>>;
      command.trap = { kind: 'trap', message, category };
    } else if (reply.kind === '!done') {
      running.delete(tag);
      const ret = (reply.attributes['ret'] as string | undefined) ?? null;
      command.resolve(command.trap ?? { kind: 'done', rows: command.rows, ret });
    }
  }

  function count(command: Running, bytes: number): void {
    command.bytes += bytes;
    if (command.onRow === undefined && command.bytes > MAX_BODY_BYTES)
      throw Object.assign(new Error('too large'), { code: 'ERR_API_TOO_LARGE' });
  }

  const read = createSentenceReader((words) => take(parseReply(words, decode)));
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const command of running.values()) count(command, bytes.length);
      read(bytes);
    } catch (error) {
      end(error as Error);
    }
  });
  socket.on('error', end);
  socket.on('close', () => end(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));

  return {
    run(words, onRow) {
      const tag = String(++lastTag);
      let bytes = () => 0;
      const outcome = new Promise<Outcome>((resolve, reject) => {
        if (ended !== null) return reject(ended);
        const command: Running = { rows: [], trap: null, bytes: 0, onRow, resolve, reject };
        bytes = () => command.bytes;
        running.set(tag, command);
        socket.write(encodeSentence([...words, `.tag=${tag}`]));
      });
      // whoever gave it up does not wait for its end
      outcome.catch(() => {});
      return {
        outcome,
        receivedBytes: () => bytes(),
        cancel: () => void socket.write(encodeSentence(['/cancel', `=tag=${tag}`, `.tag=cancel-${tag}`])),
      };
    },
    isOpen: () => ended === null,
    close: () => end(Object.assign(new Error('closed'), { code: 'ECONNRESET' })),
  };
}

/** Since 6.43 in one step; a challenge in the answer is the older way. */
async function logIn(
  session: Session,
  { username, password }: { username: string; password: string },
): Promise<void> {
  const first = await session.run(['/login', `=name=${username}`, `=password=${password}`]).outcome;
  if (first.kind === 'trap') throw loginError(first.message);
  if (first.ret === null) return;
  const challenge = Buffer.from(first.ret, 'hex');
  if (challenge.length === 0) throw protocolError('an unknown way to log in');
  const digest = createHash('md5').update(Buffer.of(0)).update(password).update(challenge).digest('hex');
  const second = await session.run(['/login', `=name=${username}`, `=response=00${digest}`]).outcome;
  if (second.kind === 'trap') throw loginError(second.message);
}

function loginError(message: string): LoginError {
  return Object.assign(new Error(message), { code: 'ERR_API_LOGIN' as const });
}

function fatal(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_API_FATAL' });
}
