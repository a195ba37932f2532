/** Log lines by the native API: one listener for each router that asks for it. */
import type { RouterConfig } from '../config/config.ts';
import type { Decode } from '../parse/charset.ts';
import type { Health } from '../record/health.ts';
import { toIso } from '../record/time.ts';
import { type ListenOptions, listenToLog, type LogListener } from '../routeros/api/listen.ts';
import type { RawLine } from '../syslog/start.ts';
import type { Log } from '../telemetry/log.ts';

export interface PushOptions {
  routers: readonly RouterConfig[];
  createDecoder: (charset: string) => Decode;
  /** True when the line was about a device. */
  onLine: (line: RawLine) => boolean;
  log: Pick<Log, 'info' | 'warn'>;
  now: () => number;
  /** For tests. */
  pace?: Pick<ListenOptions, 'retryMs' | 'longestRetryMs' | 'checkMs'>;
}

export interface Push {
  /** Null while no router asks for it. */
  state: () => Health['push'];
  /** Replaces the routers; a listener whose router is as before stays. */
  configure: (routers: readonly RouterConfig[]) => void;
  close: () => void;
}

interface Running {
  router: RouterConfig;
  listener: LogListener;
  counts: { lines: number; understood: number; lastAt: number | null };
}

export function startPush({ routers, createDecoder, onLine, log, now, pace = {} }: PushOptions): Push {
  const running = new Map<string, Running>();

  function start(router: RouterConfig, url: string): void {
    const { id } = router;
    const counts: Running['counts'] = { lines: 0, understood: 0, lastAt: null };
    const listener = listenToLog(
      { ...router, url },
      {
        ...pace,
        createDecoder,
        onLine: (text) => {
          const at = now();
          counts.lines += 1;
          counts.lastAt = at;
          if (onLine({ router: id, text, at })) counts.understood += 1;
        },
        onChange: (problem) => {
          if (problem === null) log.info({ router: id, url }, 'log listening');
          else log.warn({ router: id, problem: problem.message, remedy: problem.remedy }, 'log not received');
        },
      },
    );
    running.set(id, { router, listener, counts });
  }

  function configure(next: readonly RouterConfig[]): void {
    const wanted = new Map(next.filter(({ push }) => push !== null).map((router) => [router.id, router]));
    for (const [id, { router, listener }] of running) {
      if (JSON.stringify(wanted.get(id)) === JSON.stringify(router)) continue;
      listener.close();
      running.delete(id);
    }
    for (const [id, router] of wanted) if (!running.has(id)) start(router, router.push!);
  }

  configure(routers);
  return {
    state: () =>
      running.size === 0
        ? null
        : [...running].map(([router, { listener, counts }]) => {
            const problem = listener.problem();
            return {
              router,
              problem: problem === null ? null : `${problem.message} ${problem.remedy}`,
              line_count: counts.lines,
              understood_count: counts.understood,
              last_line_at: toIso(counts.lastAt),
            };
          }),
    configure,
    close: () => {
      for (const { listener } of running.values()) listener.close();
    },
  };
}
