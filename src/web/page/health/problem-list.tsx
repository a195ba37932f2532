/** The problems, or the statement that there are none. */
import type { Health } from '../../../record/health.ts';
import { Ago } from '../ago.tsx';
import { toSentence } from '../sentence.ts';
import { Pieces } from '../pieces.tsx';
import { allIsWell, type HealthProblem, toHealthProblems } from './problems.ts';
import type { FetchedHealth } from './use-health.ts';

export function ProblemList({
  fetched: { health, at, problem },
}: {
  fetched: FetchedHealth & { health: Health };
}) {
  const problems = toHealthProblems(health);
  return (
    <>
      {problem === null ? null : (
        <p class="outdated">
          <bdi>{toSentence(problem)}</bdi> The data below is <Ago at={at} exact /> old.
        </p>
      )}
      {problems.length === 0 ? (
        <p class={`all-well${problem === null ? '' : ' past'}`}>{allIsWell(health)}</p>
      ) : (
        <ul class="problems" aria-label="Problems">
          {problems.map((found) => (
            <ProblemItem key={found.id} problem={found} />
          ))}
        </ul>
      )}
    </>
  );
}

function ProblemItem({ problem: { pieces, more, since, message, remedy } }: { problem: HealthProblem }) {
  return (
    <li>
      <p class="problem">
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
