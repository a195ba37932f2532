/** Takes the log lines that routers send, by UDP and TCP. What a line says is not known here. */
import { lookup } from 'node:dns/promises';
import type { Log } from '../telemetry/log.ts';
import type { SyslogHealth } from '../record/health.ts';
import { toIso } from '../record/time.ts';
import { acceptConnections } from './connection.ts';
import { decodeLine } from './decode.ts';
import { createForeignLog } from './foreign-log.ts';
import { eachLine } from './frame.ts';
import { openPorts } from './port.ts';
import { createSenders, type Resolve, type Sender } from './sender.ts';

export interface ReceivedLine {
  /** Id of the router; null when the address it came from is that of several routers, or only allowed. */
  router: string | null;
  /** With whatever header the router put before the message; not blank. */
  text: string;
  /** When it came. */
  at: number;
}

export interface SyslogOptions {
  host: string;
  /** 0 for any that is free for UDP and TCP. */
  port: number;
  /** Addresses and networks that lines are taken from, beyond the routers' own. */
  allow: readonly string[];
  routers: readonly { id: string; url: string }[];
  /** Answers whether the line told of a device. */
  onLine: (line: ReceivedLine) => boolean;
  log: Pick<Log, 'info' | 'warn'>;
  now?: () => number;
  resolve?: Resolve;
  /** Called once for each of the first addresses that lines are ignored from. */
  onForeign?: (address: string) => void;
  /** A TCP connection on which nothing came for so long is closed. A quiet house logs nothing all night. */
  idleMs?: number;
}

export interface Syslog {
  port: number;
  state: () => SyslogHealth;
  /** Other routers from here on. */
  configure: (routers: SyslogOptions['routers']) => void;
  close: () => Promise<void>;
}

const REFRESH_MS = 5 * 60_000;
const RETRY_MS = 30_000;
/** The start does not wait longer for a name server. */
const FIRST_RESOLVE_MS = 3_000;
const IDLE_MS = 12 * 3_600_000;

/** Rejects with a sentence when the port cannot be had. */
export async function startSyslog(options: SyslogOptions): Promise<Syslog> {
  const { host, allow, routers, onLine, log, now = Date.now, resolve = resolveName } = options;
  let senders = createSenders({ routers, allow, resolve });
  let latest = senders;
  let isResolved = false;
  const refresh = async () => void (isResolved = await senders.refresh());
  // else the first lines of a router with a name would be those of a stranger
  await within(refresh(), FIRST_RESOLVE_MS);
  const { udp, tcp, port } = await openPorts(host, options.port);
  const counts = { lines: 0, understood: 0, foreign: 0, dropped: 0 };
  const heard = new Map(routers.map(({ id }) => [id, { count: 0, lastAt: null as number | null }]));
  const tellForeign = createForeignLog(log, options.onForeign);
  let failure: string | null = null;
  let hasThrown = false;

  const take = (sender: Sender, bytes: Buffer) => {
    const at = now();
    failure = null;
    counts.lines += 1;
    const own = sender.router === null ? undefined : heard.get(sender.router);
    if (own !== undefined) {
      own.count += 1;
      own.lastAt = at;
    }
    try {
      if (onLine({ router: sender.router, text: decodeLine(bytes), at })) counts.understood += 1;
    } catch (error) {
      // it would be thrown for every line
      if (!hasThrown) log.warn({ error }, 'log line failed');
      hasThrown = true;
    }
  };
  const drop = () => void (counts.dropped += 1);
  const ignore = (address: string) => {
    counts.foreign += 1;
    tellForeign(address);
  };
  const fail = (error: Error) => {
    failure = `Log lines cannot be taken on port ${port} (${error.message}). If none come, start the service again.`;
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
    onLine: take,
    onDropped: drop,
    onForeign: ignore,
    idleMs: options.idleMs ?? IDLE_MS,
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
      problem: failure ?? senders.problem(),
      line_count: counts.lines,
      understood_count: counts.understood,
      foreign_count: counts.foreign,
      dropped_count: counts.dropped,
      routers: [...heard].map(([router, { count, lastAt }]) => ({
        router,
        line_count: count,
        last_line_at: toIso(lastAt),
      })),
    }),
    configure: (next) => {
      const ids = new Set(next.map(({ id }) => id));
      for (const id of heard.keys()) if (!ids.has(id)) heard.delete(id);
      for (const id of ids) if (!heard.has(id)) heard.set(id, { count: 0, lastAt: null });
      // a name that cannot be resolved just now is what it was
      const fresh = createSenders({ routers: next, allow, resolve, known: senders.addressesOf });
      // until the names are resolved, those of before know more
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

async function resolveName(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout;
  const tooLong = new Promise<void>((resolve) => void (timer = setTimeout(resolve, ms)));
  await Promise.race([work, tooLong]);
  clearTimeout(timer!);
}
