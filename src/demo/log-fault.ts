/** Faults of the transport of log lines. */

export const logFaults = ['lost', 'duplicated', 'reordered', 'late'] as const;
/** lost: none arrives. duplicated: each arrives twice. reordered: in pairs, the later one first. late: each after `delayMs`. */
export type LogFaultName = (typeof logFaults)[number];
export type LogFault =
  | LogFaultName
  | {
      name: LogFaultName /** Also how long `reordered` waits for the second of a pair; default 1000. */;
      delayMs?: number;
    };

export interface FaultyPath {
  send: (line: string) => void;
  /** Null ends the fault; lines already sent still arrive. */
  setFault: (fault: LogFault | null) => void;
  /** Lines already sent no longer arrive. */
  stop: () => void;
}

export function createFaultyPath(arrive: (line: string) => void): FaultyPath {
  const timers = new Set<NodeJS.Timeout>();
  let name: LogFaultName | null = null;
  let delayMs = 0;
  let held: string | null = null;

  function later(act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, delayMs).unref();
    timers.add(timer);
  }

  function release(): void {
    const line = held;
    held = null;
    if (line !== null) arrive(line);
  }

  return {
    send(line) {
      if (name === 'lost') return;
      if (name === 'late') later(() => arrive(line));
      else if (name === 'reordered' && held === null) {
        held = line;
        later(() => held === line && release());
      } else {
        arrive(line);
        if (name === 'duplicated') arrive(line);
        release();
      }
    },
    setFault(fault) {
      name = typeof fault === 'string' ? fault : (fault?.name ?? null);
      delayMs = (typeof fault === 'string' ? undefined : fault?.delayMs) ?? 1000;
      release();
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      held = null;
    },
  };
}
