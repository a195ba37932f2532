/** What a finding proposes, with one press; and the changes that were made for it, with what came of them. */
import type { ChangeRecord } from '../../../question/change.ts';
import type { Finding } from '../../../record/finding.ts';
import { ChangeDialog } from '../change/dialog.tsx';
import { Verdicts } from '../change/effect.tsx';
import { Objection } from '../change/objection.tsx';
import { useProposal } from '../change/use-proposal.ts';
import { toActionText, toStateText, toTitle } from '../change/words.ts';

export function FindingChange({ finding, made }: { finding: Finding; made: readonly ChangeRecord[] }) {
  const { change, setChange, problem, isBusy, propose } = useProposal();
  const { proposal, finding_id, title } = finding;
  if (proposal === null && made.length === 0) return null;
  return (
    <>
      {proposal === null ? null : (
        <p class="finding-change">
          <button
            type="button"
            class="second"
            disabled={isBusy}
            onClick={() => void propose({ ...proposal, reason: toReason(finding_id, title) })}
          >
            Plan: {toActionText(proposal.action).replace(/ of$/, '').toLowerCase()}
          </button>
        </p>
      )}
      {made.map((one) => (
        <p key={one.change_id} class="finding-change">
          <button type="button" class="link" onClick={() => setChange(one)}>
            <bdi>{toTitle(one)}</bdi>
          </button>
          <span class={`change-state is-${one.state}`}>{toStateText(one.state)}</span>
          <Verdicts effects={one.effect} />
        </p>
      ))}
      <Objection problem={problem} />
      {change === null ? null : (
        <ChangeDialog
          key={change.change_id}
          change={change}
          onChange={setChange}
          onClose={() => setChange(null)}
        />
      )}
    </>
  );
}

const LONGEST_REASON = 500;

function toReason(findingId: string, title: string): string {
  return `Finding ${findingId}: ${title}`.slice(0, LONGEST_REASON);
}

/** Those that name the finding as their reason, newest first. */
export function madeFor(findingId: string, changes: readonly ChangeRecord[]): ChangeRecord[] {
  return changes.filter(({ reason }) => reason?.includes(findingId) === true);
}
