/** How the service does, asked while somebody looks: it answers this even when it has nothing else to tell. */
import { useCallback, useContext, useState } from 'preact/hooks';
import type { Health } from '../../../record/health.ts';
import { ApiError, toProblem } from '../api.ts';
import { ClockContext } from '../clock.ts';
import { ApiContext } from '../use-record.ts';
import { useRepeated } from '../use-repeated.ts';
import { useStore } from '../store.ts';

export interface Told {
  /** The last that was told; null before. */
  health: Health | null;
  /** When it was told, epoch milliseconds by the clock of the service. */
  at: number;
  /** Why there is nothing newer; null when there is. */
  problem: string | null;
}

const EVERY_MS = 5000;
/** That it is down is told with this status. */
const DOWN = 503;

export function useHealth(): Told {
  const api = useContext(ApiContext);
  const clock = useContext(ClockContext);
  const store = useStore();
  const [told, setTold] = useState<Told>(() => ({
    health: store.current().health,
    at: store.current().healthAt,
    problem: null,
  }));
  const run = useCallback(
    async (isOver: () => boolean) => {
      try {
        const health = await api()?.get<Health>('health', DOWN);
        // something before the service may answer with this status too
        if (health !== undefined && !Array.isArray(health.routers))
          throw new ApiError(DOWN, 'Something else answers');
        if (!isOver() && health !== undefined) setTold({ health, at: clock.now(), problem: null });
      } catch (error) {
        const problem = toProblem(error);
        if (!isOver()) setTold((before) => ({ ...before, problem }));
      }
    },
    [api, clock],
  );
  useRepeated(run, EVERY_MS);
  return told;
}
