/** Findings, worst first: a few, until all are asked for. */
import { useState } from 'preact/hooks';
import type { ChangeRecord } from '../../../question/change.ts';
import type { Finding } from '../../../record/finding.ts';
import { madeFor } from './finding-change.tsx';
import { FindingItem } from './finding-item.tsx';

const FEW = 5;

interface FindingListProps {
  findings: readonly Finding[];
  changes: readonly ChangeRecord[];
  /** Findings that were not fetched. */
  left?: number;
}

export function FindingList({ findings, changes, left = 0 }: FindingListProps) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? findings : findings.slice(0, FEW);
  if (findings.length === 0) return null;
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
