/** Questions to routers: one at a time for each, between two polls, within a time and a rate. */
import type { Config, RouterConfig } from '../config/config.ts';
import { createTokenBucket, type Consume } from '../auth/token-bucket.ts';
import { createDecoder } from '../parse/charset.ts';
import type { RouterDoor, RouterTurn } from '../question/router/door.ts';
import { connectRouter } from '../routeros/connect.ts';
import type { RouterConnection } from '../routeros/connection.ts';
import type { Clock } from '../telemetry/clock.ts';
import { inSlices } from '../telemetry/slices.ts';

export interface AskingOptions {
  config: Pick<Config, 'routers' | 'pollIntervalMs'>;
  isPolling: (router: string) => boolean;
  clock: Pick<Clock, 'now' | 'monotonicNow' | 'sleep'>;
}

export interface Asking extends RouterDoor {
  configure: (config: Pick<Config, 'routers' | 'pollIntervalMs'>) => void;
  close: () => void;
}

/** Of all commands of one question, where a user of its own asks: RouterOS cuts a command at 60 s. */
const BUDGET_MS = 20_000;
const PER_MINUTE = 10;
/** More wait for their turn at one router than this. */
const MAX_WAITING = 3;
const GAP_STEP_MS = 20;
/** Keys whose rate is remembered. */
const MAX_KEYS = 1_000;

interface Target {
  login: RouterConfig;
  /** The user that asks is not the one that polls, so a poll does not wait for it. */
  isOwnUser: boolean;
  connection: RouterConnection;
  waiting: number;
  last: Promise<unknown>;
}

export function startAsking({ config, isPolling, clock }: AskingOptions): Asking {
  const targets = new Map<string, Target>();
  const rates = new Map<string, Consume>();
  const closing = new AbortController();
  let pollIntervalMs = 0;
  configure(config);

  function configure(next: Pick<Config, 'routers' | 'pollIntervalMs'>): void {
    ({ pollIntervalMs } = next);
    const logins = new Map(next.routers.map((router) => [router.id, loginOf(router)]));
    for (const [id, { login, connection }] of targets) {
      if (JSON.stringify(logins.get(id)) === JSON.stringify(login)) continue;
      connection.close();
      targets.delete(id);
    }
    for (const router of next.routers) {
      if (targets.has(router.id)) continue;
      const login = loginOf(router);
      targets.set(router.id, {
        login,
        isOwnUser: login.username !== router.username,
        connection: connectRouter(login, createDecoder, inSlices),
        waiting: 0,
        last: Promise.resolve(),
      });
    }
  }

  function budgetMs(router: string): number {
    return targets.get(router)?.isOwnUser === true ? BUDGET_MS : Math.min(BUDGET_MS, pollIntervalMs / 2);
  }

  function rateOf(key: string): Consume {
    const known = rates.get(key) ?? createTokenBucket(PER_MINUTE, clock.monotonicNow);
    rates.delete(key);
    rates.set(key, known);
    if (rates.size > MAX_KEYS) rates.delete(rates.keys().next().value!);
    return known;
  }

  async function inGap<T>(
    router: string,
    target: Target,
    work: (turn: RouterTurn) => Promise<T>,
  ): Promise<T> {
    const until = clock.monotonicNow() + BUDGET_MS;
    while (isPolling(router) && clock.monotonicNow() < until && !closing.signal.aborted)
      await clock.sleep(GAP_STEP_MS, closing.signal);
    const endsAt = clock.monotonicNow() + budgetMs(router);
    return work({
      now: clock.now,
      run: ({ path, words }) => {
        const timeoutMs = Math.max(1, endsAt - clock.monotonicNow());
        return target.connection.command(path, words, { timeoutMs, signal: closing.signal });
      },
    });
  }

  return {
    ids: () => [...targets.keys()],
    budgetMs,
    async ask(router, key, work) {
      const target = targets.get(router)!;
      if (target.waiting >= MAX_WAITING) return { status: 'busy', waitMs: budgetMs(router) };
      const waitMs = rateOf(key)();
      if (waitMs > 0) return { status: 'busy', waitMs };
      target.waiting += 1;
      const turn = target.last.then(() => inGap(router, target, work));
      // the next one waits for the end, however it ends
      target.last = turn.catch(() => {});
      return turn.finally(() => (target.waiting -= 1));
    },
    configure,
    close: () => {
      closing.abort();
      for (const { connection } of targets.values()) connection.close();
    },
  };
}

/** The router with the user for questions; without one, with that of the polls. */
function loginOf(router: RouterConfig): RouterConfig {
  const { queryUsername: username, queryPassword: password } = router;
  return username === null || password === null ? router : { ...router, username, password };
}
