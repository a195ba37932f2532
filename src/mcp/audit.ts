/** The line of the log for each tool call that is no plain read: who asked for what, and what came of it. A refused call has one too. */
import type { Log } from '../telemetry/log.ts';
import { rightOf } from './right.ts';

export interface Caller {
  keyName: string | null;
  correlationId: string;
}

/** `changeId`: of the change that the call made or found. */
export type Audit = (
  call: { name?: unknown; arguments?: unknown },
  caller: Caller,
  outcome: string,
  changeId?: string,
) => void;

const MAX_LENGTH = 256;

/** Writes nothing for a tool that only reads what the service knows. */
export function createAudit(log: Pick<Log, 'info'>): Audit {
  return ({ name, arguments: given }, { keyName, correlationId }, outcome, changeId) => {
    const right = rightOf(name);
    const rest = { key: keyName ?? 'unnamed', outcome, correlation_id: correlationId };
    if (right === 'propose') {
      const { action } = (given ?? {}) as { action?: unknown };
      const target = String(changeId ?? action).slice(0, MAX_LENGTH);
      log.info({ act: 'propose change', target, ...rest }, 'operator act');
    }
    if (right === 'query') {
      const target = (JSON.stringify(given) ?? '').slice(0, MAX_LENGTH);
      log.info({ act: String(name), target, ...rest }, 'router asked');
    }
  };
}
