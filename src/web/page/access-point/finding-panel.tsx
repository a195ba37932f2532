/** The findings about the access point, and about the devices on it. */
import type { ChangeRecord } from '../../../question/change.ts';
import type { Finding } from '../../../record/finding.ts';
import { areChangesOn } from '../change/operator-key-context.ts';
import { LAST_KNOWN, toSentence } from '../sentence.ts';
import { useRecord } from '../use-record.ts';
import { FindingList } from '../wifi/finding-list.tsx';

const EVERY_MS = 60_000;

interface FindingPanelProps {
  accessPointId: string;
  /** device_id of those connected now. */
  deviceIds: ReadonlySet<string>;
}

export function FindingPanel(props: FindingPanelProps) {
  return areChangesOn() ? <FoundAndChanged {...props} /> : <Found {...props} changes={[]} />;
}

function FoundAndChanged(props: FindingPanelProps) {
  const { record } = useRecord<{ changes: ChangeRecord[] }>('changes?limit=100', EVERY_MS);
  return <Found {...props} changes={record?.changes ?? []} />;
}

interface FoundProps extends FindingPanelProps {
  changes: readonly ChangeRecord[];
}

function Found({ accessPointId, deviceIds, changes }: FoundProps) {
  const fetched = useRecord<{ findings: readonly Finding[] }>('findings?limit=1000', EVERY_MS);
  const own = (fetched.record?.findings ?? []).filter(({ subject: { type, id } }) =>
    // what two access points share is about both
    type === 'device' ? deviceIds.has(id) : type === 'access_point' && id.split(' ').includes(accessPointId),
  );
  return (
    <section class="panel">
      <h2>Findings {fetched.record === null ? null : <span class="count">{own.length}</span>}</h2>
      {fetched.status === 'failed' ? (
        <p class="notice">
          <bdi>{toSentence(fetched.problem)}</bdi>
          {fetched.record === null ? '' : ` ${LAST_KNOWN}`}
        </p>
      ) : null}
      {own.length === 0 ? (
        fetched.record === null ? null : (
          <p class="quiet">None about this access point or the devices on it now.</p>
        )
      ) : (
        <FindingList findings={own} changes={changes} />
      )}
    </section>
  );
}
