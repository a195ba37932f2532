/** The findings about the access point, and about the devices on it. */
import type { Finding } from '../../../record/finding.ts';
import { Failure } from '../failure.tsx';
import { useRecord } from '../use-record.ts';
import { FindingList } from '../wifi/finding-list.tsx';

const EVERY_MS = 60_000;

interface FindingPanelProps {
  accessPointId: string;
  /** device_id of those connected now. */
  deviceIds: ReadonlySet<string>;
}

export function FindingPanel({ accessPointId, deviceIds }: FindingPanelProps) {
  const fetched = useRecord<{ findings: readonly Finding[] }>('findings?limit=1000', EVERY_MS);
  const own = (fetched.record?.findings ?? []).filter(({ subject: { type, id } }) =>
    // what two access points share is about both
    type === 'device' ? deviceIds.has(id) : type === 'access_point' && id.split(' ').includes(accessPointId),
  );
  return (
    <section class="panel">
      <h2>Findings {fetched.record === null ? null : <span class="count">{own.length}</span>}</h2>
      <Failure fetched={fetched} class="notice" />
      {own.length === 0 ? (
        fetched.record === null ? null : (
          <p class="quiet">None about this access point or the devices on it now.</p>
        )
      ) : (
        <FindingList findings={own} />
      )}
    </section>
  );
}
