/** The health, fetched while the view is visible: the service answers it even when it has no data. */
import { useCallback, useContext, useState } from 'preact/hooks';
import type { Health } from '../../../record/health.ts';
import { ApiError, toProblem } from '../api.ts';
import { ClockContext } from '../clock.ts';
import { ApiContext } from '../use-record.ts';
import { useRepeated } from '../use-repeated.ts';
import { useStore } from '../store.ts';

export interface FetchedHealth {
  /** The last one received; null before. */
  health: Health | null;
  /** When it was received, epoch milliseconds by the clock of the service. */
  at: number;
  /** Why the last request failed; null when it did not. */
  problem: string | null;
}

const EVERY_MS = 5000;
/** The status of an answer that says "down". */
const DOWN = 503;

export function useHealth(): FetchedHealth {
  const api = useContext(ApiContext);
  const clock = useContext(ClockContext);
  const store = useStore();
  const [fetched, setFetched] = useState<FetchedHealth>(() => ({
    health: store.current().health,
    at: store.current().networkAt ?? clock.now(),
    problem: null,
  }));
  const run = useCallback(
    async (isOver: () => boolean) => {
      try {
        const health = await api()?.get<Health>('health', DOWN);
        // a proxy may answer with this status too
        if (health !== undefined && !Array.isArray(health.routers))
          throw new ApiError(DOWN, 'The answer is not from mikrotik-presence');
        if (!isOver() && health !== undefined) setFetched({ health, at: clock.now(), problem: null });
      } catch (error) {
        const problem = toProblem(error);
        if (!isOver()) setFetched((before) => ({ ...before, problem }));
      }
    },
    [api, clock],
  );
  useRepeated(run, EVERY_MS);
  return fetched;
}
