/** Findings, each with the changes that were made for it where routers may be changed. */
import type { ChangeRecord } from '../../../question/change.ts';
import type { Finding } from '../../../record/finding.ts';
import { areChangesOn } from '../change/operator-key-context.ts';
import { useRecord } from '../use-record.ts';
import { madeFor } from './finding-change.tsx';
import { FindingItem } from './finding-item.tsx';

const EVERY_MS = 30_000;

interface FindingListProps {
  findings: readonly Finding[];
}

export function FindingList({ findings }: FindingListProps) {
  if (findings.length === 0) return null;
  return areChangesOn() ? <WithChanges findings={findings} /> : <Items findings={findings} changes={[]} />;
}

function WithChanges({ findings }: FindingListProps) {
  const { record } = useRecord<{ changes: ChangeRecord[] }>('changes?limit=100', EVERY_MS);
  return <Items findings={findings} changes={record?.changes ?? []} />;
}

function Items({ findings, changes }: FindingListProps & { changes: readonly ChangeRecord[] }) {
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <FindingItem
          key={finding.finding_id}
          finding={finding}
          changes={madeFor(finding.finding_id, changes)}
        />
      ))}
    </ul>
  );
}
