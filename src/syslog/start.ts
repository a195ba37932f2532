/** Receives the log lines that routers send, by UDP and TCP. What a line says is interpreted elsewhere. */
import { lookup } from 'node:dns/promises';
import type { Log } from '../telemetry/log.ts';
import type { SyslogHealth } from '../record/health.ts';
import { toIso } from '../record/time.ts';
import { acceptConnections } from './connection.ts';
import { createForeignLog } from './foreign-log.ts';
import { eachLine } from './frame.ts';
import { openPorts } from './port.ts';
import { createSenders, type LogSource, type Resolve, type Sender, type SendersOptions } from './sender.ts';

export interface RawLine {
  /** Id of the router; null when the address it came from is that of several routers, or only allowed. */
  router: string | null;
  /** With the header that the router put before the message, if any; not blank. */
  text: string;
  /** When it was received, in epoch milliseconds. */
  at: number;
}

export interface SyslogOptions {
  host: string;
  /** 0 for any port that is free for UDP and TCP. */
  port: number;
  /** Whether lines of an address that is no router's are taken. */
  isAllowed: SendersOptions['isAllowed'];
  routers: readonly LogSource[];
  /** Of the charset of a router, for lines that are not UTF-8. */
  createDecoder: SendersOptions['createDecoder'];
  /** True when the line was about a device. */
  onLine: (line: RawLine) => boolean;
  log: Pick<Log, 'info' | 'warn'>;
  now?: () => number;
  resolve?: Resolve;
  /** Called once for each of the first addresses that lines are ignored from. */
  onForeign?: (address: string) => void;
  /** A TCP connection without a byte for so long is closed. A quiet house logs nothing all night. */
  idleMs?: number;
  /** A TCP connection that has never sent a byte is closed after so long. */
  silentMs?: number;
}

export interface Syslog {
  port: number;
  state: () => SyslogHealth;
  /** Replaces the routers. */
  configure: (routers: SyslogOptions['routers']) => void;
  close: () => Promise<void>;
}

const REFRESH_MS = 5 * 60_000;
const RETRY_MS = 30_000;
/** The longest wait for a name server at start. */
const FIRST_RESOLVE_MS = 3_000;
const IDLE_MS = 12 * 3_600_000;
const SILENT_MS = 60_000;

/** Rejects with a sentence when the port cannot be opened. */
export async function startSyslog(options: SyslogOptions): Promise<Syslog> {
  const { host, isAllowed, routers, createDecoder, onLine, log } = options;
  const { now = Date.now, resolve = resolveName } = options;
  let senders = createSenders({ routers, createDecoder, isAllowed, resolve });
  let latest = senders;
  let isResolved = false;
  const refresh = async () => void (isResolved = await senders.refresh());
  // without it the first lines of a router with a name would be refused
  await within(refresh(), FIRST_RESOLVE_MS);
  const { udp, tcp, port } = await openPorts(host, options.port);
  const counts = { lines: 0, understood: 0, foreign: 0, dropped: 0 };
  const received = new Map(routers.map(({ id }) => [id, { count: 0, lastAt: null as number | null }]));
  const logForeign = createForeignLog(log, options.onForeign);
  let failure: string | null = null;
  /** Ids of routers whose bytes cannot be divided into lines, since their last line by TCP; null stands for unknown routers. */
  const uncut = new Set<string | null>();
  let hasThrown = false;

  const take = (sender: Sender, bytes: Buffer) => {
    const at = now();
    failure = null;
    counts.lines += 1;
    const own = sender.router === null ? undefined : received.get(sender.router);
    if (own !== undefined) {
      own.count += 1;
      own.lastAt = at;
    }
    try {
      if (onLine({ router: sender.router, text: sender.decode(bytes), at })) counts.understood += 1;
    } catch (error) {
      // logged once, as every line would throw it
      if (!hasThrown) log.warn({ error }, 'log line failed');
      hasThrown = true;
    }
  };
  const drop = () => void (counts.dropped += 1);
  const ignore = (address: string) => {
    counts.foreign += 1;
    logForeign(address);
  };
  const fail = (error: Error) => {
    failure = `Log lines cannot be received on port ${port} (${error.message}). If none arrive, restart the service.`;
    log.warn({ port, error }, 'log port failed');
  };

  udp.on('error', fail);
  tcp.on('error', fail);
  udp.on('message', (datagram, { address }) => {
    const sender = senders.of(address);
    if (sender === null) ignore(address);
    else eachLine(datagram, (bytes) => take(sender, bytes), drop);
  });
  const endConnections = acceptConnections(tcp, {
    senderOf: (address) => senders.of(address),
    onLine: (sender, bytes) => {
      uncut.delete(sender.router);
      take(sender, bytes);
    },
    onDropped: drop,
    onUncut: ({ router }) => {
      if (!uncut.has(router)) log.warn({ router, remedy: UNCUT_REMEDY }, 'bytes are no log lines');
      uncut.add(router);
    },
    onForeign: ignore,
    idleMs: options.idleMs ?? IDLE_MS,
    silentMs: options.silentMs ?? SILENT_MS,
  });

  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | null = null;
  const scheduleRefresh = () => {
    clearTimeout(timer);
    const again = () => void refresh().then(() => closing ?? scheduleRefresh());
    timer = setTimeout(again, isResolved ? REFRESH_MS : RETRY_MS).unref();
  };
  scheduleRefresh();

  const end = async () => {
    clearTimeout(timer);
    const closed = [udp, tcp].map((each) => new Promise<void>((resolved) => each.close(() => resolved())));
    endConnections();
    await Promise.all(closed);
  };
  log.info({ port, routers: routers.map(({ id }) => id) }, 'syslog listening');

  return {
    port,
    state: () => ({
      port,
      problem: failure ?? senders.problem() ?? uncutProblem(uncut),
      line_count: counts.lines,
      understood_count: counts.understood,
      foreign_count: counts.foreign,
      dropped_count: counts.dropped,
      routers: [...received].map(([router, { count, lastAt }]) => ({
        router,
        line_count: count,
        last_line_at: toIso(lastAt),
      })),
    }),
    configure: (next) => {
      const ids = new Set(next.map(({ id }) => id));
      for (const id of received.keys()) if (!ids.has(id)) received.delete(id);
      for (const id of uncut) if (id !== null && !ids.has(id)) uncut.delete(id);
      for (const id of ids) if (!received.has(id)) received.set(id, { count: 0, lastAt: null });
      // a name that cannot be resolved now keeps its last addresses
      const known = senders.addressesOf;
      const fresh = createSenders({ routers: next, createDecoder, isAllowed, resolve, known });
      // the former senders stay until the names are resolved
      latest = fresh;
      void fresh.refresh().then((isWhole) => {
        if (latest !== fresh || closing !== null) return;
        [senders, isResolved] = [fresh, isWhole];
        scheduleRefresh();
      });
    },
    close: () => (closing ??= end()),
  };
}

const UNCUT_REMEDY =
  'Set remote-protocol=udp, or remote-log-format=cef, in the logging action of the router. TLS is not supported.';

function uncutProblem(routers: ReadonlySet<string | null>): string | null {
  for (const router of routers) {
    const whose = router === null ? 'a router' : `router "${router}"`;
    return `The bytes that ${whose} sends by TCP cannot be divided into log lines. ${UNCUT_REMEDY}`;
  }
  return null;
}

async function resolveName(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout;
  const tooLong = new Promise<void>((resolve) => void (timer = setTimeout(resolve, ms)));
  await Promise.race([work, tooLong]);
  clearTimeout(timer!);
}
