/** Discovery that Home Assistant would refuse: each is a defect of ours, told once, and remembered while it lasts. */
import type { Log } from '../telemetry/log.ts';

export function createFlawLog(log: Log) {
  let current: ReadonlyMap<string, string> = new Map();
  return {
    /** Topic to reason. */
    current: () => current,
    tell: (found: readonly { topic: string; flaw: string }[]) => {
      for (const { topic, flaw } of found)
        if (current.get(topic) !== flaw) log.error({ topic, flaw }, 'discovery payload is flawed');
      current = new Map(found.map(({ topic, flaw }) => [topic, flaw]));
    },
  };
}
