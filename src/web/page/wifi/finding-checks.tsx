/** What was judged without a finding, and what could not be judged: no finding is good news only of the former. */
import type { Check } from '../../../record/finding.ts';
import { groupBy } from '../group.ts';

export function Checks({ checks, isEmpty }: { checks: readonly Check[]; isEmpty: boolean }) {
  const fine = checks.filter(({ status }) => status === 'none');
  const unjudged = checks.filter(({ reason }) => reason !== null);
  const byReason = [...groupBy(unjudged, ({ reason }) => reason!)];
  return (
    <div class="checks">
      {fine.length === 0 ? null : (
        <p>
          <b>Nothing found:</b> {namesOf(fine)}.
        </p>
      )}
      {unjudged.length === 0 ? null : (
        <>
          <p>
            <b>{isEmpty && fine.length === 0 ? 'Nothing could be judged yet:' : 'Not judged:'}</b>
          </p>
          <ul>
            {byReason.map(([reason, own]) => (
              <li key={reason}>
                {namesOf(own)}: <span dir="auto">{reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function namesOf(checks: readonly Check[]): string {
  return checks.map(({ kind }) => kind.replaceAll('_', ' ')).join(', ');
}
