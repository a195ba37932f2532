/** The findings as the service serves them, worst first, and which kinds could not be judged. The page concludes nothing by itself. */
import type { Check, Finding } from '../../../record/finding.ts';
import type { SnapshotMeta } from '../../../record/snapshot.ts';
import { Failure } from '../failure.tsx';
import { useRecord } from '../use-record.ts';
import { FindingList } from './finding-list.tsx';
import { Checks } from './finding-checks.tsx';

interface FindingAnswer {
  findings: readonly Finding[];
  checks: readonly Check[];
  total_count: number;
  snapshot: SnapshotMeta;
}

const EVERY_MS = 30_000;
/** More do not help anybody who reads. */
const MOST = 50;

export function FindingPart() {
  const fetched = useRecord<FindingAnswer>(`findings?limit=${MOST}`, EVERY_MS);
  const { record } = fetched;
  return (
    <section class="wifi-part" aria-labelledby="findings">
      <header>
        <h2 id="findings">
          Findings {record === null ? null : <span class="count">{record.total_count}</span>}
        </h2>
        <p class="rule">What the past of this network and its configuration suggest, worst first.</p>
      </header>
      {fetched.status === 'loading' ? <p class="waiting">Loading findings …</p> : null}
      <Failure fetched={fetched} class="problem" />
      {record === null ? null : <Found answer={record} />}
    </section>
  );
}

function Found({ answer: { findings, checks, total_count } }: { answer: FindingAnswer }) {
  return (
    <>
      <FindingList findings={findings} left={total_count - findings.length} />
      <Checks checks={checks} isEmpty={findings.length === 0} />
    </>
  );
}
