/** What is wrong, first; or that nothing is. */
import type { Health } from '../../../record/health.ts';
import { Ago } from '../ago.tsx';
import { Pieces } from '../wifi/pieces.tsx';
import { allIsWell, type Finding, toFindings } from './problems.ts';
import type { Told } from './use-health.ts';

export function FindingList({ told: { health, at, problem } }: { told: Told & { health: Health } }) {
  const findings = toFindings(health);
  return (
    <>
      {problem === null ? null : (
        <p class="finding-doubt">
          <bdi>{problem}</bdi>. What follows was told <Ago at={at} exact /> ago.
        </p>
      )}
      {findings.length === 0 ? (
        <p class={`well${problem === null ? '' : ' past'}`}>{allIsWell(health)}</p>
      ) : (
        <ul class="findings" aria-label="What is wrong">
          {findings.map((finding) => (
            <FindingItem key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
    </>
  );
}

function FindingItem({ finding: { pieces, more, since, message, remedy } }: { finding: Finding }) {
  return (
    <li>
      <p class="finding">
        <Pieces pieces={pieces} />
        {since === null ? null : (
          <>
            {' '}
            for <Ago at={since} exact />
          </>
        )}
        .{more === null ? null : <span class="more"> {more}</span>}
      </p>
      {message === null ? null : (
        <p class="message">
          <bdi>{message}</bdi>
        </p>
      )}
      {remedy === null ? null : <p class="remedy">{remedy}</p>}
    </li>
  );
}
