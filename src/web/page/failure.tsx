/** Why a record could not be fetched; nothing while that works. */
import { LAST_KNOWN, toSentence } from './sentence.ts';
import type { Fetched } from './use-record.ts';

interface FailureProps {
  fetched: Fetched<unknown>;
  class: 'notice' | 'problem';
}

export function Failure({ fetched, class: name }: FailureProps) {
  if (fetched.status !== 'failed') return null;
  return (
    <p class={name} role="status">
      <bdi>{toSentence(fetched.problem)}</bdi>
      {fetched.record === null ? '' : ` ${LAST_KNOWN}`}
    </p>
  );
}
