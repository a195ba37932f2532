/** Findings, worst first, with the changes made for them: a few, until all are asked for. */
import { useState } from 'preact/hooks';
import type { ChangeRecord } from '../../../question/change.ts';
import type { Finding } from '../../../record/finding.ts';
import { areChangesOn } from '../change/operator-key-context.ts';
import { useRecord } from '../use-record.ts';
import { madeFor } from './finding-change.tsx';
import { FindingItem } from './finding-item.tsx';

const FEW = 5;

const EVERY_MS = 30_000;

interface FindingListProps {
  findings: readonly Finding[];
  /** Findings that were not fetched. */
  left?: number;
}

export function FindingList(props: FindingListProps) {
  if (props.findings.length === 0) return null;
  return areChangesOn() ? <FoundAndChanged {...props} /> : <Found {...props} changes={[]} />;
}

function FoundAndChanged(props: FindingListProps) {
  const { record } = useRecord<{ changes: ChangeRecord[] }>('changes?limit=100', EVERY_MS);
  return <Found {...props} changes={record?.changes ?? []} />;
}

interface FoundProps extends FindingListProps {
  changes: readonly ChangeRecord[];
}

function Found({ findings, changes, left = 0 }: FoundProps) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? findings : findings.slice(0, FEW);
  return (
    <>
      <ul class="findings">
        {shown.map((finding) => (
          <FindingItem
            key={finding.finding_id}
            finding={finding}
            changes={madeFor(finding.finding_id, changes)}
          />
        ))}
      </ul>
      {shown.length < findings.length ? (
        <button type="button" class="link" onClick={() => setAll(true)}>
          Show all {findings.length} findings
        </button>
      ) : left === 0 ? null : (
        <p class="fine">{left} more are in the answer of /findings.</p>
      )}
    </>
  );
}
