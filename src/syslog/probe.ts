/** Listens for a while, for `check`: which routers send lines. Only their number is kept. */
import { isTaken } from './port.ts';
import { startSyslog } from './start.ts';

export interface SyslogProbeOptions {
  host: string;
  port: number;
  isAllowed: (address: string) => boolean;
  routers: readonly { id: string; url: string }[];
  /** The longest wait; a line of every router ends it at once. */
  waitMs: number;
  /** Ends it early. */
  signal?: AbortSignal;
  progress?: (text: string) => void;
}

/** The lines that were counted. */
export interface SyslogProbe {
  /** `isTaken`: another program has the port, most likely the service itself. Null when the port could be opened. */
  failure: { isTaken: boolean; message: string } | null;
  /** By id of the router. */
  lineCounts: ReadonlyMap<string, number>;
  /** Lines from an address that several routers share, or that is only allowed. */
  unattributedCount: number;
  /** Addresses that are not allowed. */
  foreign: readonly string[];
}

export type ProbeSyslog = (options: SyslogProbeOptions) => Promise<SyslogProbe>;

const TICK_MS = 500;

/** Resolves when a line of every router has come, when the time is up or when the signal aborts. */
export async function probeSyslog(options: SyslogProbeOptions): Promise<SyslogProbe> {
  const { routers, waitMs, signal, progress, ...rest } = options;
  const lineCounts = new Map<string, number>();
  const foreign: string[] = [];
  let unattributedCount = 0;
  let isDone = () => {};
  const done = new Promise<void>((resolve) => (isDone = resolve));
  const silent = { info: () => {}, warn: () => {} };
  try {
    const syslog = await startSyslog({
      ...rest,
      routers: routers.map((router) => ({ ...router, charset: '' })),
      // lines are counted, not read
      createDecoder: () => () => '',
      log: silent,
      onForeign: (address) => foreign.push(address),
      onLine: ({ router }) => {
        if (router === null) unattributedCount += 1;
        else lineCounts.set(router, (lineCounts.get(router) ?? 0) + 1);
        if (lineCounts.size === routers.length) isDone();
        return true;
      },
    });
    const until = Date.now() + waitMs;
    const show = () => {
      const { line_count } = syslog.state();
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      progress?.(`listening for log lines, ${seconds} s more (${line_count} so far)`);
    };
    show();
    const ticking = setInterval(show, TICK_MS);
    const timer = setTimeout(isDone, waitMs);
    signal?.addEventListener('abort', isDone);
    if (signal?.aborted === true) isDone();
    await done;
    clearInterval(ticking);
    clearTimeout(timer);
    signal?.removeEventListener('abort', isDone);
    await syslog.close();
    return { failure: null, lineCounts, unattributedCount, foreign };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { isTaken: isTaken(error), message }, lineCounts, unattributedCount, foreign };
  }
}
