/** Why a question has no answer: a value, never thrown. Each interface says it in its own form. */
import type { TableError } from '../parse/reading.ts';
import type { DeviceCandidate } from '../record/find-past.ts';

export interface InputError {
  parameter: string;
  /** The rest of a sentence that begins with the parameter. */
  message: string;
  /** It was not given. */
  isMissing?: true;
  /** The value or name that was probably meant. */
  meant?: string;
}

export type Refusal =
  | { refused: 'bad_input'; errors: readonly InputError[] }
  | { refused: 'no_snapshot' }
  | { refused: 'device_not_found' }
  | { refused: 'ambiguous_device'; candidates: readonly DeviceCandidate[] }
  | { refused: 'person_not_found' }
  | { refused: 'access_point_not_found' }
  /** `candidates`: ids. */
  | { refused: 'ambiguous_access_point'; candidates: readonly string[] }
  | { refused: 'no_history' }
  /** `off`: why the history cannot be read now, as a sentence. */
  | { refused: 'history_off'; off: string }
  | { refused: 'changes_off' }
  | { refused: 'change_not_found' }
  /** The plan could not be made now; `reason`: a sentence. */
  | { refused: 'unplanned'; reason: string; waitMs: number }
  | { refused: 'too_many_changes'; waitMs: number }
  | { refused: 'queries_off' }
  /** No question may be put to this router before so long. */
  | { refused: 'router_busy'; waitMs: number }
  /** The router answered with an error, or not at all. */
  | { refused: 'router_failed'; error: Pick<TableError, 'kind' | 'message' | 'remedy'> }
  /** The router does not have this menu. */
  | { refused: 'not_on_router' }
  | { refused: 'too_many_rows'; rowCount: number; most: number };

export function isRefusal(outcome: object): outcome is Refusal {
  return 'refused' in outcome;
}

export function badInput(errors: readonly InputError[]): Refusal {
  return { refused: 'bad_input', errors };
}
