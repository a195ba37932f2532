/**
 * The native API of a simulated router: TCP in front of its REST server, which has the tables, users and faults. So a router answers the
 * same by both, as real ones do; RouterOS 6 has the native API alone.
 */
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { createCertificate } from './certificate.ts';
import type { LineListener } from './log-feed.ts';
import type { SimulatedRouter } from './router.ts';
import { readSentences, writeSentence } from './sentence.ts';

export interface NativeApiOptions {
  host?: string;
  port?: number;
  tls?: boolean;
  identity?: string;
  /** Log-in by a challenge, as before 6.43. */
  isOldLogin?: boolean;
  /** `!empty` before the end of an answer without rows, as since 7.18. */
  saysEmpty?: boolean;
  /** Connections are closed at once, as from an address that the service does not allow. */
  isForeign?: boolean;
  /** The lines that the router writes into its log. */
  lines?: (listener: LineListener) => () => void;
}

export interface NativeApi {
  url: string;
  certificatePem: string | null;
  /** SHA-256, "AA:BB:…". */
  fingerprint: string | null;
  /** Every command received, as words; without those of log-ins. */
  commands: string[][];
  /** Closes every connection at once, and listens on. */
  drop(): void;
  stop(): Promise<void>;
}

export async function startNativeApi(
  router: SimulatedRouter,
  options: NativeApiOptions = {},
): Promise<NativeApi> {
  const { host = '127.0.0.1', port = 0, tls = false, identity = 'MikroTik' } = options;
  const certificate = tls ? createCertificate(identity, [host, '127.0.0.1', 'localhost']) : null;
  const sockets = new Set<Socket>();
  const commands: string[][] = [];
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    if (options.isForeign === true) socket.end();
    else serve(socket, router, options, commands);
  };
  const server: Server =
    certificate === null
      ? createServer({ noDelay: true }, accept)
      : createSecureServer(
          { key: certificate.keyPem, cert: certificate.certificatePem, maxVersion: 'TLSv1.2', noDelay: true },
          accept,
        );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: `${tls ? 'apis' : 'api'}://${host}:${(server.address() as AddressInfo).port}`,
    certificatePem: certificate?.certificatePem ?? null,
    fingerprint: certificate?.fingerprint ?? null,
    commands,
    drop: () => sockets.forEach((socket) => socket.destroy()),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serve(
  socket: Socket,
  router: SimulatedRouter,
  { isOldLogin = false, saysEmpty = false, lines = () => () => {} }: NativeApiOptions,
  commands: string[][],
): void {
  let pending: Buffer = Buffer.alloc(0);
  let user: { username: string; password: string } | null = null;
  const challenge = randomBytes(16);
  const running = new Map<string, () => void>();
  const write = (words: readonly string[], tag: string) =>
    socket.write(writeSentence([words[0]!, ...(tag === '' ? [] : [`.tag=${tag}`]), ...words.slice(1)]));
  const trap = (tag: string, message: string, category?: number) => {
    write(
      ['!trap', ...(category === undefined ? [] : [`=category=${category}`]), `=message=${message}`],
      tag,
    );
    write(['!done'], tag);
  };
  socket.on('close', () => running.forEach((stop) => stop()));

  function logIn(tag: string, given: ReadonlyMap<string, string>): void {
    const known = router.users.find(({ username }) => username === given.get('name'));
    if (isOldLogin && !given.has('response')) {
      write(['!done', `=ret=${challenge.toString('hex')}`], tag);
      return;
    }
    const isRight = isOldLogin
      ? given.get('response') === `00${digest(known?.password ?? '', challenge)}`
      : given.get('password') === latin1(known?.password ?? '');
    if (known === undefined || !isRight || known.disabled === true || !known.policies.includes('api'))
      return trap(tag, 'invalid user name or password (6)');
    user = known;
    write(['!done'], tag);
  }

  function take(words: string[]): void {
    const [command = '', ...others] = words;
    const tag = others.find((word) => word.startsWith('.tag='))?.slice(5) ?? '';
    const given = new Map(
      others
        .filter((word) => word.startsWith('='))
        .map((word) => [word.slice(1, word.indexOf('=', 1)), word.slice(word.indexOf('=', 1) + 1)]),
    );
    if (command === '/login') return logIn(tag, given);
    commands.push(words);
    if (user === null) {
      socket.end(writeSentence(['!fatal', 'not logged in']));
      return;
    }
    if (command === '/cancel') {
      running.get(given.get('tag') ?? '')?.();
      write(['!done'], tag);
    } else if (command === '/log/listen') listen(tag);
    else ask(command, given, user, tag);
  }

  function listen(tag: string): void {
    const end = lines((line) => {
      const [topics = '', ...message] = line.split(' ');
      write(
        ['!re', '=.id=*1', '=time=10:00:00', `=topics=${topics}`, `=message=${latin1(message.join(' '))}`],
        tag,
      );
    });
    running.set(tag, () => {
      end();
      running.delete(tag);
      if (socket.writable) trap(tag, 'interrupted', 2);
    });
  }

  function ask(
    command: string,
    given: ReadonlyMap<string, string>,
    login: { username: string; password: string },
    tag: string,
  ): void {
    const body = Object.fromEntries(
      [...given].map(([key, value]) => [key, key === '.proplist' ? value.split(',') : value]),
    );
    const asked = request(
      `${router.url}/rest${command}`,
      {
        method: 'POST',
        agent: false,
        auth: `${login.username}:${login.password}`,
        headers: { 'Content-Type': 'application/json' },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', () => {
          // the answer breaks off
          socket.write(Buffer.concat(chunks.map(asRows)).subarray(0, -4), () => socket.destroy());
        });
        answer.on('end', () => {
          if (!running.delete(tag)) return;
          finish(answer.statusCode ?? 0, Buffer.concat(chunks), tag);
        });
      },
    );
    running.set(tag, () => {
      running.delete(tag);
      asked.destroy();
      if (socket.writable) trap(tag, 'interrupted', 2);
    });
    asked.on('error', () => void (running.delete(tag) && socket.destroy()));
    asked.end(JSON.stringify(body));
  }

  function finish(status: number, body: Buffer, tag: string): void {
    if (status === 200 && body.length > LARGE) return repeat(body, tag);
    const value = parse(body);
    // a page, or nothing at all: another program sits at this address
    if (value === undefined) {
      socket.end(body);
      return;
    }
    if (status !== 200) return trap(tag, detailOf(value));
    const rows = Array.isArray(value) ? (value as (Row | null)[]) : [value as Row | null];
    if (rows.length === 0 && saysEmpty) write(['!empty'], tag);
    for (const row of rows) socket.write(writeSentence(rowWords(row ?? {}, tag)));
    write(['!done'], tag);
  }

  /** Of an answer without end that repeats one row: the row is encoded once, for parsing all of it would stop everything else here. */
  function repeat(body: Buffer, tag: string): void {
    const firstEnds = body.indexOf('},{') + 1;
    const first = parse(firstEnds > 0 ? body.subarray(1, firstEnds) : body) as Row;
    const sentence = writeSentence(rowWords(first, tag));
    socket.write(Buffer.alloc(Math.ceil(body.length / sentence.length) * sentence.length, sentence));
    write(['!done'], tag);
  }

  socket.on('data', (bytes: Buffer) => {
    const read = readSentences(Buffer.concat([pending, bytes]));
    if (read === null) return socket.destroy();
    pending = read.rest;
    for (const sentence of read.sentences) take(sentence);
    return undefined;
  });
}

type Row = Record<string, unknown>;

/** More bytes than any table of the simulated network has. */
const LARGE = 4 << 20;

function rowWords(row: Row, tag: string): string[] {
  const values = Object.entries(row).map(([key, text]) => `=${key}=${String(text)}`);
  return ['!re', ...(tag === '' ? [] : [`.tag=${tag}`]), ...values];
}

/** Strings of one character per byte. */
function parse(body: Buffer): unknown {
  try {
    const text = body
      .toString('latin1')
      .replace(/[^ -\xff]/g, (control) => `\\u00${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function detailOf(value: unknown): string {
  const detail = (value as Row | null)?.['detail'];
  return typeof detail === 'string' ? detail : 'failure';
}

/** The beginning of a row. */
function asRows(chunk: Buffer): Buffer {
  return writeSentence(['!re', `=comment=${chunk.toString('latin1').slice(0, 60)}`]);
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function digest(password: string, challenge: Buffer): string {
  return createHash('md5').update(Buffer.of(0)).update(password).update(challenge).digest('hex');
}
