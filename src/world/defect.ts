/**
 * Which inputs cannot be processed because of a defect of this program. A defect lasts until an input of the same kind succeeds: a tick that
 * works says nothing about readings, nor one router about another.
 */
import type { Settings } from '../presence/settings.ts';
import type { Log } from '../telemetry/log.ts';
import type { Input } from './step.ts';

interface Defect {
  /** Id of the router; null for inputs that are no reading. */
  router: string | null;
  message: string;
}

/** Each defect is logged when it begins and when it ends. */
export function createDefects(log: Pick<Log, 'info' | 'error'>) {
  /** By kind of input. */
  const defects = new Map<string, Defect>();

  function forget(kind: string): void {
    if (defects.delete(kind)) log.info({ input: kind }, 'step succeeded again');
  }

  return {
    begin: (input: Input, error: unknown) => {
      const kind = kindOf(input);
      if (!defects.has(kind)) log.error({ input: kind, error }, 'step failed');
      const message = error instanceof Error ? error.message : String(error);
      defects.set(kind, { router: input.type === 'reading' ? input.reading.router : null, message });
    },
    end: (input: Input, settings: Settings) => {
      if (defects.size === 0) return;
      forget(kindOf(input));
      // a whole reading includes the tables of a quick poll
      if (input.type === 'reading')
        forget(kindOf({ ...input, reading: { ...input.reading, isPartial: true } }));
      if (input.type !== 'configure') return;
      for (const [kind, { router }] of defects)
        if (router !== null && settings.routers.every(({ id }) => id !== router)) forget(kind);
    },
    problem: (): string | null => {
      for (const [kind, { message }] of defects)
        return `A defect of this program prevents the step "${kind}" (${message}), so what is shown may be outdated. Report it with the log line "step failed".`;
      return null;
    },
  };
}

function kindOf(input: Input): string {
  if (input.type !== 'reading') return input.type;
  const { router, isPartial } = input.reading;
  return `${isPartial ? 'quick poll' : 'reading'} of ${router}`;
}
