/** What to stop at the end, or when the start fails half-way. */
import type { Log } from '../telemetry/log.ts';

/** The order of stopping, which is the reverse of that of starting. The parts of one stage stop at the same time. */
const STAGES = ['watch', 'edges', 'history', 'trace', 'claim'] as const;

type Stop = () => Promise<void> | void;

export interface Shutdown {
  /** Has a part stopped in its stage. */
  add: (stage: (typeof STAGES)[number], stop: Stop) => void;
  /** Stops every part that was added, each once. A part that fails stops no other; rejects with the first error at the end. */
  run: () => Promise<void>;
}

export function createShutdown(): Shutdown {
  const stops = new Map(STAGES.map((stage) => [stage, [] as Stop[]]));
  return {
    add: (stage, stop) => void stops.get(stage)!.push(stop),
    run: async () => {
      const errors: unknown[] = [];
      for (const stage of stops.values()) {
        const results = await Promise.allSettled(stage.splice(0).map(async (stop) => stop()));
        errors.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}

/** Starts parts, which add their stops. When the start fails, those are stopped and its error is thrown; one of stopping is only logged. */
export async function startOrStop<T>(
  start: (shutdown: Shutdown) => Promise<T>,
  log: Pick<Log, 'error'>,
): Promise<{ started: T; stop: () => Promise<void> }> {
  const shutdown = createShutdown();
  try {
    return { started: await start(shutdown), stop: shutdown.run };
  } catch (startError) {
    await shutdown.run().catch((error: unknown) => log.error({ error }, 'stop failed'));
    throw startError;
  }
}
